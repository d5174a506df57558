"""Papers of money beside bill and receipt: vouchers of what went back or came in advance, and reports."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from client.printing.papers import Footer, Letterhead, PatientFacts, ReceiptLine
from shared.money import Currency

Facts: TypeAlias = tuple[tuple[str, str], ...]
"""What each is, and what it says."""


@dataclass(frozen=True)
class Voucher:
    """A refund, money in advance, or what of it went back; on the roll or on a sheet."""

    letterhead: Letterhead
    footer: Footer
    title: str
    number: str
    at: str
    patient: PatientFacts
    currency: Currency
    about: Facts
    """What it belongs to, and why."""
    sums: tuple[tuple[str, Decimal, bool], ...]
    """What each amount is; the last says whether it is bold."""
    cashier: str
    counter: str
    lines: tuple[ReceiptLine, ...] = ()
    amount_in_words: str = ""
    signs: str = ""
    """Who signs under it that the money was received; nobody where it is empty."""
    copy: int = 0


@dataclass(frozen=True)
class ReportColumn:
    """Width in millimetres, or as wide as its widest cell where none is said; what grows shares what is left."""

    title: str
    width: float = 0
    right: bool = False
    grows: bool = False


@dataclass(frozen=True)
class ReportTable:
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    total: tuple[str, ...] = ()


Tables: TypeAlias = tuple[ReportTable, ...]


@dataclass(frozen=True)
class ReportSheet:
    """Figures in tables, for those who sign for them."""

    letterhead: Letterhead
    footer: Footer
    title: str
    about: Facts
    tables: Tables
    signs: tuple[str, ...] = ()
    code: str = ""
    """As a QR code at the head of every page."""

    @property
    def subject(self) -> str:
        """Stands on every page after the first."""
        return " · ".join((self.title, *(value for _, value in self.about[:1])))
