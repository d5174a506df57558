"""What analysers send, whatever they send it in."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto
from typing import Final

from shared.models.analysers import MessageProblem
from shared.rules.accessions import accession_in
from shared.rules.patient_numbers import number_in

MOST_BYTES: Final = 1_000_000
"""Of one message or file; one with pictures of its curves is a tenth of it."""
MOST_VALUES: Final = 5_000

_DAY: Final = re.compile(r"\d{8}")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")


class Standing(Enum):
    """How far an analyser stands by what it sends."""

    FINAL = auto()
    PRELIMINARY = auto()
    WITHDRAWN = auto()
    NO_VALUE = auto()


@dataclass(frozen=True)
class SentValue:
    code: str
    text: str
    unit: str = ""
    loinc: str = ""
    standing: Standing = Standing.FINAL
    corrects: bool = False


@dataclass(frozen=True)
class SentRun:
    """`accession` and `patient` are as they were sent: perhaps no numbers of ours."""

    accession: str
    patient: str
    born: date | None
    values: tuple[SentValue, ...]


@dataclass(frozen=True)
class SentMessage:
    """`digest` is the same for what is sent again, and for nothing else."""

    control_id: str
    digest: bytes
    text: str
    runs: tuple[SentRun, ...]


@dataclass(eq=False)
class Unreadable(Exception):
    """As a whole: whoever sent it is told, and nothing of it is kept."""

    problem: MessageProblem
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.problem.value} {self.detail}".strip()


def plain(text: str) -> str:
    """One line without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def first_accession(sent: list[str]) -> str:
    """Among the places where a sample's number may stand the one that is ours; which of two is meant is not guessed."""
    ours = dict.fromkeys(known for one in sent if (known := accession_in(one)))
    return " / ".join(ours) or next((one for one in sent if one), "")


def first_patient(sent: list[str]) -> str:
    """Ours, else whatever the analyser calls the patient."""
    return next(filter(None, map(number_in, sent)), next((one for one in sent if one), ""))


def day_in(sent: str) -> date | None:
    """The day of a moment as HL7 and ASTM write it; None where it is none."""
    found = _DAY.match(sent.strip())
    try:
        return datetime.strptime(found[0], "%Y%m%d").date() if found else None  # noqa: DTZ007 a calendar day has no zone
    except ValueError:
        return None


def unescaped(text: str, escape: str, letters: dict[str, str]) -> str:
    r"""`\F\` and its like are the separators themselves, `\X0D\` is bytes; formatting is left out."""
    if not escape or escape not in text:
        return text

    def letter(found: re.Match[str]) -> str:
        sequence = found[1]
        if sequence in letters:
            return letters[sequence]
        if sequence[:1] == "X":
            try:
                return bytes.fromhex(sequence[1:]).decode("latin-1")
            except ValueError:
                return ""
        return " "

    mark = re.escape(escape)
    return re.sub(f"{mark}([^{mark}]*){mark}", letter, text)


def joined(runs: list[SentRun]) -> tuple[SentRun, ...]:
    """What was sent test by test, sample by sample: a differential is looked at as a whole."""
    by_sample: dict[tuple[str, str, date | None], SentRun] = {}
    for run in runs:
        key = (run.accession, run.patient, run.born)
        known = by_sample.get(key)
        by_sample[key] = replace(known, values=known.values + run.values) if known else run
    filled = tuple(run for run in by_sample.values() if run.values)
    if not filled:
        raise Unreadable(MessageProblem.SEGMENT_ORDER, "it holds no result")
    if sum(len(run.values) for run in filled) > MOST_VALUES:
        raise Unreadable(MessageProblem.TOO_LONG, f"more than {MOST_VALUES} values")
    return filled
