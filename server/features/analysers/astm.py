"""ASTM E1394 (LIS2) records as text: a header with its delimiters, patients, orders, results, an end."""

import hashlib
import re
from typing import Final

from server.features.analysers.sent import (
    SentMessage,
    SentRun,
    SentValue,
    Standing,
    Unreadable,
    day_in,
    first_accession,
    first_patient,
    joined,
    plain,
    unescaped,
)
from shared.models.analysers import MessageProblem

_STANDINGS: Final = {
    "P": Standing.PRELIMINARY,
    "S": Standing.PRELIMINARY,
    "I": Standing.NO_VALUE,
    "X": Standing.NO_VALUE,
}
_HEADER: Final = re.compile(r"H([^\w\s])([^\w\s])([^\w\s])([^\w\s])")


def is_astm(text: str) -> bool:
    return _HEADER.match(text.lstrip()) is not None


def read_astm(content: bytes, text: str) -> SentMessage:
    """Raises Unreadable. Comments and whatever else it may hold are left out."""
    runs: list[SentRun] = []
    reader: _Records | None = None
    for line in filter(None, (one.strip() for one in re.split("[\r\n]+", text))):
        if line[0] == "H":
            if reader is not None:
                raise Unreadable(MessageProblem.INCOMPLETE, "H before L")
            reader = _Records(line)
        elif reader is None:
            raise Unreadable(MessageProblem.NO_HEADER)
        elif line[0] == "L":
            runs += reader.runs
            reader = None
        else:
            reader.take(line)
    if reader is not None:
        raise Unreadable(MessageProblem.INCOMPLETE, "no L")
    return SentMessage("", hashlib.sha256(content).digest(), text, joined(runs))


class _Records:
    """From one header to its end."""

    def __init__(self, header: str) -> None:
        found = _HEADER.match(header)
        if found is None or len(set(found.groups())) != len(found.groups()):
            raise Unreadable(MessageProblem.NO_HEADER)
        self._field, self._repeat, self._component, self._escape = found.groups()
        self._letters = {"F": self._field, "R": self._repeat, "S": self._component, "E": self._escape}
        self._patient, self._born = "", ""
        self._sample: str | None = None
        self.runs: list[SentRun] = []

    def take(self, line: str) -> None:
        fields = [*line.split(self._field), *[""] * 12]
        match line[0]:
            case "P":
                self._patient = first_patient([self._first(fields[place]) for place in (2, 3, 4)])
                self._born, self._sample = fields[7], None
            case "O":
                sent = [part for place in (2, 3) for part in self._parts(fields[place])]
                self._sample = first_accession(sent)
            case "R":
                if self._sample is None:
                    raise Unreadable(MessageProblem.SEGMENT_ORDER, "R before O")
                value = self._value(fields)
                self.runs.append(SentRun(self._sample, self._patient, day_in(self._born), (value,)))
            case _:
                pass  # comments, queries, what the maker added

    def _value(self, fields: list[str]) -> SentValue:
        """The test's id is `LOINC^name^type^own code`, mostly nothing but the last."""
        loinc, name, _, own, *_ = [*self._parts(fields[2]), "", "", "", ""]
        code = own or name or loinc
        if not code:
            raise Unreadable(MessageProblem.FIELD_MISSING, "R.3")
        text, status = self._first(fields[3]), fields[8].strip().upper()
        standing = _STANDINGS.get(status, Standing.FINAL)
        if not text and standing is Standing.FINAL:
            standing = Standing.NO_VALUE
        return SentValue(code, text, self._said(fields[4]), loinc, standing, corrects=status == "C")

    def _first(self, text: str) -> str:
        return next(filter(None, self._parts(text)), "")

    def _parts(self, text: str) -> list[str]:
        return [self._said(part) for part in text.split(self._component)]

    def _said(self, text: str) -> str:
        return plain(unescaped(text, self._escape, self._letters))
