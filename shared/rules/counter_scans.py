"""What is scanned at the pharmacy's counter: a prescription's number, or the code on a pack."""

import re
from typing import Final

_PRESCRIPTION: Final = re.compile(r"RX-?(\d{4})-?(\d{6,9})")
_PRESCRIPTION_BEGINNING: Final = re.compile(r"R|RX-?(\d{0,4}|\d{4}-?\d{0,9})")
_PACK: Final = re.compile(r"\d{8,14}")
_PACK_BEGINNING: Final = re.compile(r"\d{0,14}")


def code_of(prescription_no: str) -> str:
    """RX2026000412 for RX-2026-000412: a scanner that speaks another keyboard's language garbles dashes."""
    return prescription_no.replace("-", "")


def prescription_no_in(typed: str) -> str | None:
    """RX-2026-000412, whichever way it was typed or scanned; None when it is something else."""
    found = _PRESCRIPTION.fullmatch(typed.strip().upper())
    return f"RX-{found[1]}-{found[2]}" if found else None


def scan_in(typed: str) -> str | None:
    """A prescription's number or a pack's code: the Enter at its end must not hand out what happens to be open."""
    return prescription_no_in(typed) or (typed if _PACK.fullmatch(typed) else None)


def may_become_scan(typed: str) -> bool:
    """Whether more keys can still make one of the two of it."""
    return any(beginning.fullmatch(typed.upper()) for beginning in (_PRESCRIPTION_BEGINNING, _PACK_BEGINNING))
