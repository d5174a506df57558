"""How a house writes numbers: 1,234,567.50 or 12,34,567.50.

The decimal sign is a point everywhere: files of analysers, spreadsheets and doses have it, and one sign that means a
fraction here and a thousand there makes an amount or a result a thousand times too much.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(,\d{3})+|[1-9]\d?(,\d{2})+,\d{3}|\d*")
"""Thousands or lakhs, whichever the house writes. A sign elsewhere is no group: 0,125 was meant as a fraction."""


class DigitGroups(StrEnum):
    THOUSANDS = "thousands"
    LAKHS = "lakhs"
    """The last three digits, then pairs: lakhs and crores."""


@dataclass(frozen=True)
class NumberFormat:
    groups: DigitGroups = DigitGroups.THOUSANDS

    def text(self, number: Decimal, places: int) -> str:
        """Rounded half-up to so many places, in Latin digits."""
        whole, point, fraction = f"{abs(_half_up(number, places)):f}".partition(".")
        text = f"{self._grouped(whole)}{point}{fraction}"
        return f"-{text}" if number < 0 and any(digit not in "0.," for digit in text) else text

    def number(self, typed: str) -> Decimal | None:
        """What a person types: groups only where groups are, so that no sign makes it a hundred times as much."""
        plain = "".join(str(int(one)) if one.isdecimal() else one for one in typed.translate(_ARABIC))
        signless = plain.removeprefix("-")
        whole, point, fraction = signless.partition(".")
        if not _GROUPED.fullmatch(whole) or (fraction and not fraction.isdecimal()):
            return None
        try:
            number = Decimal(f"{whole.replace(',', '')}{point}{fraction}")
        except InvalidOperation:
            return None
        return number if signless == plain else -number

    def _grouped(self, whole: str) -> str:
        if self.groups is DigitGroups.THOUSANDS or len(whole) <= _LAST:
            return f"{int(whole):,}"
        head, last = whole[:-_LAST], whole[-_LAST:]
        first = len(head) % 2
        pairs = [head[:first], *(head[place : place + 2] for place in range(first, len(head), 2))]
        return ",".join([pair for pair in pairs if pair] + [last])


_LAST: Final = 3
_ARABIC: Final = str.maketrans("٫٬", ".,")


def _half_up(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
