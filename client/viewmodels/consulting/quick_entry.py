"""One typed line, such as "para 500 tds 5d", taken apart: what to look for, how much, how often, how long."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from shared.models.prescriptions import Route
from shared.rules.dosing import Frequency, Need


@dataclass(frozen=True)
class QuickEntry:
    """What of the line was understood; the words left over are the medicine's."""

    medicine: str = ""
    dose: Decimal | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    days: int | None = None
    most_a_day: int | None = None
    needed_for: Need | None = None


def parse(line: str) -> QuickEntry:
    """The first sign of each kind counts, a second one is taken for a word of the medicine."""
    entry = QuickEntry()
    words: list[str] = []
    for token in _joined(line.casefold()).split():
        # The first word is the medicine's, whatever it looks like: nobody begins with how often.
        read = _read(token) if words else QuickEntry()
        if read == QuickEntry() or _said_before(entry, read):
            words.append(_STRENGTH.sub(r"\1 \2", token))
        else:
            entry = _merged(entry, read)
    return replace(entry, medicine=" ".join(words))


_FREQUENCIES: Final[dict[str, Frequency]] = {
    "od": Frequency.OD,
    "daily": Frequency.OD,
    "om": Frequency.OM,
    "mane": Frequency.OM,
    "hs": Frequency.HS,
    "nocte": Frequency.HS,
    "bd": Frequency.BD,
    "bid": Frequency.BD,
    "tds": Frequency.TDS,
    "tid": Frequency.TDS,
    "qid": Frequency.QID,
    "qds": Frequency.QID,
    "stat": Frequency.STAT,
    "prn": Frequency.PRN,
    "sos": Frequency.PRN,
    "q4h": Frequency.Q4H,
    "q6h": Frequency.Q6H,
    "q8h": Frequency.Q8H,
    "q12h": Frequency.Q12H,
    "eod": Frequency.EOD,
    "weekly": Frequency.WEEKLY,
}

# Intakes of a day, morning-noon-night.
_PATTERNS: Final[dict[tuple[bool, ...], Frequency]] = {
    (True, False, False): Frequency.OM,
    (False, True, False): Frequency.OD,
    (False, False, True): Frequency.HS,
    (True, False, True): Frequency.BD,
    (True, True, False): Frequency.BD,
    (False, True, True): Frequency.BD,
    (True, True, True): Frequency.TDS,
    (True, True, True, True): Frequency.QID,
}

_ROUTES: Final[dict[str, Route]] = {
    "po": Route.ORAL,
    "sl": Route.SUBLINGUAL,
    "inh": Route.INHALED,
    "neb": Route.NEBULISED,
    "nose": Route.NASAL,
    "eyes": Route.BOTH_EYES,
    "ear": Route.EAR,
    "top": Route.TOPICAL,
    "pr": Route.RECTAL,
    "pv": Route.VAGINAL,
    "im": Route.IM,
    "iv": Route.IV,
    "sc": Route.SC,
}

_NEEDS: Final[dict[str, Need]] = {
    "pain": Need.PAIN,
    "fever": Need.FEVER,
    "breath": Need.BREATHLESSNESS,
    "cough": Need.COUGH,
    "nausea": Need.NAUSEA,
    "vomiting": Need.NAUSEA,
    "diarrhoea": Need.DIARRHOEA,
    "constipation": Need.CONSTIPATION,
    "heartburn": Need.HEARTBURN,
    "itching": Need.ITCHING,
    "sleep": Need.SLEEPLESSNESS,
    "anxiety": Need.ANXIETY,
    "fits": Need.SEIZURE,
}

_DAYS_IN: Final[dict[str, int]] = {"d": 1, "/7": 1, "w": 7, "/52": 7, "m": 30, "/12": 30}
_LONGEST_DAYS: Final = 365
_LARGEST_DOSE: Final = 1000

_APART: Final = re.compile(r"\b(\d+)\s+(d|days?|w|weeks?|months?|ml)\b")
_MOST: Final = re.compile(r"max(\d{1,2})")
_MOST_APART: Final = re.compile(r"\bmax\s+(\d)")
_NEED_APART: Final = re.compile(r"\bfor\s+(?=[a-z])")
_MOST_TIMES: Final = 24
_DURATION: Final = re.compile(r"x?(\d{1,3})(d|w|m|/7|/52|/12)(?:ays?|eeks?|onths?)?")
_DOSE: Final = re.compile(r"(\d{1,4}(?:\.\d{1,3})?|1/2|½)(?:x|ml|tabs?|caps?|puffs?|drops?|units?)|x(\d{1,2})|½")
_PATTERN: Final = re.compile(r"(\d)[-+](\d)[-+](\d)(?:[-+](\d))?")
_STRENGTH: Final = re.compile(r"^(\d+(?:\.\d+)?)(mg|mcg|g|iu|ml)$")


def _joined(line: str) -> str:
    return _NEED_APART.sub("for-", _MOST_APART.sub(r"max\1", _APART.sub(r"\1\2", line)))


def _read(token: str) -> QuickEntry:
    if token in _FREQUENCIES:
        return QuickEntry(frequency=_FREQUENCIES[token])
    if token in _ROUTES:
        return QuickEntry(route=_ROUTES[token])
    if token.startswith("for-") and (need := _NEEDS.get(token.removeprefix("for-"))):
        return QuickEntry(needed_for=need)
    if found := _MOST.fullmatch(token):
        times = int(found[1])
        return QuickEntry(most_a_day=times) if 1 <= times <= _MOST_TIMES else QuickEntry()
    if found := _DURATION.fullmatch(token):
        days = int(found[1]) * _DAYS_IN[found[2]]
        return QuickEntry(days=days) if 1 <= days <= _LONGEST_DAYS else QuickEntry()
    if found := _PATTERN.fullmatch(token):
        return _intakes([int(count) for count in found.groups() if count is not None])
    if found := _DOSE.fullmatch(token):
        return _dose(found[1] or found[2] or token)
    return QuickEntry()


def _intakes(counts: list[int]) -> QuickEntry:
    """1-0-1 is twice a day; 1-0-2 is no one dose, so it stays unread."""
    taken = {count for count in counts if count}
    frequency = _PATTERNS.get(tuple(count > 0 for count in counts))
    if frequency is None or len(taken) != 1:
        return QuickEntry()
    count = taken.pop()
    return QuickEntry(dose=Decimal(count) if count > 1 else None, frequency=frequency)


def _dose(number: str) -> QuickEntry:
    dose = Decimal("0.5") if number in {"1/2", "½"} else Decimal(number)
    return QuickEntry(dose=dose) if 0 < dose <= _LARGEST_DOSE else QuickEntry()


def _said_before(entry: QuickEntry, read: QuickEntry) -> bool:
    return any(
        before is not None and now is not None
        for before, now in (
            (entry.dose, read.dose),
            (entry.route, read.route),
            (entry.frequency, read.frequency),
            (entry.days, read.days),
            (entry.most_a_day, read.most_a_day),
            (entry.needed_for, read.needed_for),
        )
    )


def _merged(entry: QuickEntry, read: QuickEntry) -> QuickEntry:
    return QuickEntry(
        dose=entry.dose if read.dose is None else read.dose,
        route=read.route or entry.route,
        frequency=read.frequency or entry.frequency,
        days=read.days or entry.days,
        most_a_day=read.most_a_day or entry.most_a_day,
        needed_for=read.needed_for or entry.needed_for,
    )
