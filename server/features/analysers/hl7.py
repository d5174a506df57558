"""HL7 version 2: an ORU^R01 read, and its acknowledgement written (original mode, chapter 2)."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
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
from shared.ids import new_id
from shared.models.analysers import MessageProblem

_VERSIONS: Final = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1")
_CHARSETS: Final = {
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "GB 18030-2000": "gb18030",
    **{f"8859/{part}": f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
}
_STANDINGS: Final = {
    "P": Standing.PRELIMINARY,
    "S": Standing.PRELIMINARY,
    "D": Standing.WITHDRAWN,
    "W": Standing.WITHDRAWN,
    **dict.fromkeys("XINO", Standing.NO_VALUE),
}
# Pictures of curves, and references to files.
_NO_VALUES: Final = ("ED", "RP")
_CODED: Final = ("CE", "CWE", "CNE")
_LOINC: Final = "LN"
_SEPARATORS: Final = 5
# MSH-10 of any length would come back in every answer.
_LONGEST_ID: Final = 199

# Table 0357, and how each is answered: AR is about the envelope, AE about what is in it.
_ANSWERS: Final = {
    MessageProblem.NO_HEADER: ("AR", "100", "Segment sequence error"),
    MessageProblem.OTHER_TYPE: ("AR", "200", "Unsupported message type"),
    MessageProblem.NOT_PRODUCTION: ("AR", "202", "Unsupported processing id"),
    MessageProblem.OTHER_VERSION: ("AR", "203", "Unsupported version id"),
    MessageProblem.UNREADABLE_TEXT: ("AE", "102", "Data type error"),
    MessageProblem.FIELD_MISSING: ("AE", "101", "Required field missing"),
    MessageProblem.SEGMENT_ORDER: ("AE", "100", "Segment sequence error"),
}
_OTHERWISE: Final = ("AE", "207", "Application internal error")


@dataclass(frozen=True)
class Separators:
    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    part: str = "&"

    @property
    def letters(self) -> dict[str, str]:
        return {"F": self.field, "S": self.component, "R": self.repetition, "E": self.escape, "T": self.part}


@dataclass(frozen=True)
class Segment:
    """Numbered as the standard numbers: MSH-1 is the separator itself."""

    fields: tuple[str, ...]
    separators: Separators

    @property
    def name(self) -> str:
        return self.fields[0]

    def raw(self, number: int) -> str:
        place = number - 1 if self.name == "MSH" else number
        return self.fields[place] if place < len(self.fields) else ""

    def whole(self, number: int) -> str:
        return self._said(self.raw(number).strip(self.separators.component))

    def repeated(self, number: int) -> list[str]:
        """The first component of each repetition."""
        return [self._component(one, 1) for one in self.raw(number).split(self.separators.repetition)]

    def part(self, number: int, component: int = 1) -> str:
        return self._component(self.raw(number), component)

    def _component(self, text: str, number: int) -> str:
        parts = text.split(self.separators.component)
        return self._said(parts[number - 1]) if number <= len(parts) else ""

    def _said(self, text: str) -> str:
        return plain(unescaped(text, self.separators.escape, self.separators.letters))


@dataclass(frozen=True)
class Header:
    """All that an answer needs of a message, whatever else is wrong with it."""

    segment: Segment | None = None

    @property
    def control_id(self) -> str:
        return self.raw(10)[:_LONGEST_ID]

    @property
    def sender(self) -> str:
        return self.segment.part(3) if self.segment else ""

    def raw(self, number: int) -> str:
        return self.segment.raw(number) if self.segment else ""


def header_of(message: bytes) -> Header:
    """As far as it can be read; without a segment when it can't."""
    # Latin-1 reads whatever bytes there are, and the header's own are the same in all that is accepted.
    first = re.split("[\r\n]", message[: 16 * 1024].decode("latin-1").lstrip(), maxsplit=1)[0]
    fields = first.split(first[3]) if first.startswith("MSH") and len(first) > 3 else []
    marks = first[3:4] + fields[1][:4] if len(fields) > 1 else ""
    if len(set(marks)) != _SEPARATORS or any(mark.isalnum() or mark.isspace() for mark in marks):
        return Header()
    return Header(Segment(tuple(fields), Separators(*marks)))


def read_oru(message: bytes) -> SentMessage:
    """Raises Unreadable."""
    header = header_of(message)
    if header.segment is None:
        raise Unreadable(MessageProblem.NO_HEADER)
    _check(header.segment)
    text = _decoded(message, header.segment)
    segments = _segments(text, header.segment.separators)
    return SentMessage(header.control_id, _digest(header, segments), text, joined(_runs(segments)))


def acknowledgement(header: Header, now: datetime, problem: Unreadable | None = None, *, busy: bool = False) -> bytes:
    """AA says that it is stored. `busy` says that it was not, for no fault of its own: to be sent again later."""
    marks = header.segment.separators if header.segment else Separators()
    answer, code, words = ("AA", "0", "Message accepted")
    if busy:
        answer, code, words = ("AR", "207", "Application internal error")
    elif problem is not None:
        answer, code, words = _ANSWERS.get(problem.problem, _OTHERWISE)
    bar, hat = marks.field, marks.component
    said = hat.join((code, words, "HL70357"))
    trigger = header.segment.part(9, 2) if header.segment else ""
    msh = (
        f"MSH{bar}{hat}{marks.repetition}{marks.escape}{marks.part}",
        *(header.raw(number) for number in (5, 6, 3, 4)),
        now.strftime("%Y%m%d%H%M%S+0000"),
        "",
        f"ACK{hat}{trigger}" if trigger.isalnum() else "ACK",
        new_id().hex[:20],
        header.raw(11) or "P",
        header.raw(12) or "2.3.1",
    )
    msa = ("MSA", answer, header.control_id, "" if answer == "AA" else words, "", "", "" if answer == "AA" else said)
    lines = (bar.join(msh), bar.join(msa).rstrip(bar))
    # In the bytes it was read in, so that what is echoed comes back as it was.
    return "".join(line + "\r" for line in lines).encode("latin-1")


def _check(msh: Segment) -> None:
    if (msh.part(9, 1), msh.part(9, 2)) != ("ORU", "R01"):
        raise Unreadable(MessageProblem.OTHER_TYPE, msh.whole(9)[:40])
    if msh.part(12) not in _VERSIONS:
        raise Unreadable(MessageProblem.OTHER_VERSION, msh.part(12)[:10])
    if msh.part(11) not in ("P", ""):
        raise Unreadable(MessageProblem.NOT_PRODUCTION, msh.part(11)[:10])
    if not msh.raw(10).strip():
        raise Unreadable(MessageProblem.FIELD_MISSING, "MSH-10")


def _decoded(message: bytes, msh: Segment) -> str:
    declared = msh.repeated(18)[0].upper()
    try:
        if declared:
            charset = _CHARSETS.get(declared)
            if charset is None:
                raise Unreadable(MessageProblem.UNREADABLE_TEXT, declared[:40])
            text = message.decode(charset)
        else:
            try:
                text = message.decode("utf-8")
            except UnicodeDecodeError:
                text = message.decode("latin-1")  # the micro sign of a unit, of those who declare nothing
    except UnicodeDecodeError as error:
        raise Unreadable(MessageProblem.UNREADABLE_TEXT, declared[:40]) from error
    if "\x00" in text:
        raise Unreadable(MessageProblem.UNREADABLE_TEXT, "NUL")
    return text


def _segments(text: str, separators: Separators) -> list[Segment]:
    lines = (line.strip() for line in re.split("[\r\n]+", text))
    return [Segment(tuple(line.split(separators.field)), separators) for line in lines if line]


def _digest(header: Header, segments: list[Segment]) -> bytes:
    """Of all but the header: sent again it has another time. The id alone would not do: counters begin anew."""
    body = "\r".join(segment.separators.field.join(segment.fields) for segment in segments[1:])
    return hashlib.sha256(f"{header.control_id}\r{body}".encode()).digest()


@dataclass
class _Order:
    """An OBR with what follows it."""

    patient: str
    born: str
    numbers: list[str]
    values: list[SentValue] = field(default_factory=list)


def _runs(segments: list[Segment]) -> list[SentRun]:
    orders: list[_Order] = []
    patient, born, current = "", "", None
    for segment in segments[1:]:
        match segment.name:
            case "PID":
                patient = first_patient([*segment.repeated(3), segment.part(2), segment.part(4)])
                born, current = segment.part(7), None
            case "OBR":
                current = _Order(patient, born, [segment.part(3), segment.part(2)])
                orders.append(current)
            case "SPM" if current is not None:
                current.numbers += [segment.part(2), segment.part(2, 2)]
            case "OBX":
                if current is None:
                    raise Unreadable(MessageProblem.SEGMENT_ORDER, "OBX before OBR")
                current.values.append(_value(segment))
            case _:
                pass  # comments, visits, the order in the doctor's words
    return [SentRun(first_accession(one.numbers), one.patient, day_in(one.born), tuple(one.values)) for one in orders]


def _value(obx: Segment) -> SentValue:
    kind, status = obx.part(2).upper(), obx.part(11).upper()
    code = obx.part(3) or obx.part(3, 2) or obx.part(3, 4)
    if not code:
        raise Unreadable(MessageProblem.FIELD_MISSING, "OBX-3")
    loinc = next((obx.part(3, place) for place in (1, 4) if obx.part(3, place + 2).upper() == _LOINC), "")
    text = "" if kind in _NO_VALUES else _text(obx, kind)
    standing = _STANDINGS.get(status, Standing.FINAL)
    if not text and standing is Standing.FINAL:
        standing = Standing.NO_VALUE
    return SentValue(code, text, _unit(obx), loinc, standing, corrects=status == "C")


def _text(obx: Segment, kind: str) -> str:
    if kind == "SN":
        comparator, *rest = (obx.part(5, place) for place in (1, 2, 3, 4))
        return comparator.removeprefix("=") + "".join(rest)
    if kind in _CODED:
        return obx.part(5, 2) or obx.part(5, 1)
    return obx.whole(5)


def _unit(obx: Segment) -> str:
    """`10^9/L` belongs escaped; where it is not, its two halves look like code and text."""
    return obx.whole(6) if obx.part(6) in {"10", "x10"} else obx.part(6)
