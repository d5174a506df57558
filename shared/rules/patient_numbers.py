"""A patient's number as it is read by people, printed as bars, and typed by a scanner."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"P-?(\d{4})-?(\d{4,9})")
_BEGINNING: Final = re.compile(r"P-?(\d{0,4}|\d{4}-?\d{0,9})")


def code_of(patient_no: str) -> str:
    """P20260001 for P-2026-0001: a scanner that speaks another keyboard's language garbles everything but these."""
    return patient_no.replace("-", "")


def number_in(typed: str) -> str | None:
    """P-2026-0001, whichever way it was typed or scanned; None when it is something else."""
    found = _NUMBER.fullmatch(typed.strip().upper())
    return f"P-{found[1]}-{found[2]}" if found else None


def may_become_number(typed: str) -> bool:
    """Whether more keys can still make a patient's number of it."""
    return _BEGINNING.fullmatch(typed.upper()) is not None
