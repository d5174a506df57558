"""The numbers of documents, and amounts that can be paid."""

import re
from decimal import Decimal

from server.core.context import Context, Device
from server.core.counters import next_number
from shared.errors import InvalidRequest
from shared.money import Currency
from shared.rules.bills import is_exact


def document_number(ctx: Context, letter: str) -> str:
    """Counted per counter and year in this transaction, so that a refused one leaves no gap."""
    series = f"{letter}-{counter_name(ctx.device)}-{ctx.today.year}"
    return f"{series}-{next_number(ctx.session, series):06d}"


def counter_name(device: Device) -> str:
    """What stands for the computer in its numbers: `Cashier 1` is CASH1.

    Computers whose names shorten alike share one series: still without gap and without double.
    """
    words: list[str] = re.findall("[A-Z]+|[0-9]+", device.name.upper())
    return "".join(word if word.isdigit() else word[0] for word in words[:6]) or device.id.hex[-6:].upper()


def check_exact(field: str, amount: Decimal, currency: Currency) -> None:
    """Raises InvalidRequest for an amount that the currency cannot pay."""
    if not is_exact(amount, currency):
        raise InvalidRequest({field: f"finer than {currency} can be paid"})
