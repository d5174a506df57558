"""The reports of money as tables: the same on the screen and on paper."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from client.core.i18n import number_text, short_date_text, time_text, tr
from client.core.ledger_words import posting_word
from client.core.numbers import plain
from client.core.words import item_kind_word, mode_word, shown_name
from client.core.zone import day_of
from shared.ids import EmployeeId, PatientId
from shared.models.billing import PaymentMode
from shared.models.ledger import MONEY
from shared.models.ledger_reports import (
    CashierReport,
    DayBook,
    DepartmentReport,
    DoctorReport,
    DuesReport,
    Earned,
    PayerReport,
)
from shared.money import ZERO, Currency

_MODES: Final = tuple(MONEY)


class ReportKind(StrEnum):
    DAY_BOOK = "day_book"
    CASHIERS = "cashiers"
    DEPARTMENTS = "departments"
    DOCTORS = "doctors"
    DUES = "dues"
    PAYERS = "payers"


OF_EVERYBODY: Final = frozenset({ReportKind.DEPARTMENTS, ReportKind.DOCTORS, ReportKind.DUES, ReportKind.PAYERS})
"""No cashier has figures of the own in them."""


@dataclass(frozen=True)
class ShownColumn:
    """Words, or at the right an amount; width 0 shares what is left."""

    title: str
    width: int = 0
    is_amount: bool = False


@dataclass(frozen=True)
class ShownRow:
    """The words first, then the amounts; what opens from it, where something does."""

    key: Hashable
    words: tuple[str, ...]
    amounts: tuple[Decimal, ...]
    patient_id: PatientId | None = None
    cashier_id: EmployeeId | None = None

    def fits(self, term: str) -> bool:
        return any(term in word.casefold() for word in self.words)


@dataclass(frozen=True)
class ShownReport:
    """`totals` is what the server says of all, where the list was cut off."""

    kind: ReportKind
    currency: Currency
    as_of: datetime
    rows: tuple[ShownRow, ...]
    more: bool = False
    totals: tuple[Decimal, ...] | None = None
    notes: tuple[tuple[str, Decimal], ...] = ()

    def found(self, term: str) -> tuple[ShownRow, ...]:
        term = term.casefold().strip()
        return tuple(row for row in self.rows if row.fits(term)) if term else self.rows

    def total(self, term: str) -> tuple[Decimal, ...]:
        """Of what was found."""
        if self.totals is not None and not term.strip():
            return self.totals
        nothing = tuple(ZERO for _ in self.rows[0].amounts) if self.rows else ()
        return summed([nothing, *(row.amounts for row in self.found(term))])

    def cells(self, row: ShownRow) -> tuple[str, ...]:
        return (*row.words, *(self._text(amount) for amount in row.amounts))

    def _text(self, amount: Decimal) -> str:
        """In the day book a way of paying that nothing went by stays empty."""
        return "" if self.kind is ReportKind.DAY_BOOK and not amount else plain(amount, self.currency)


def summed(rows: Sequence[tuple[Decimal, ...]]) -> tuple[Decimal, ...]:
    return tuple(sum(column, ZERO) for column in zip(*rows, strict=True))


def columns(kind: ReportKind) -> tuple[ShownColumn, ...]:
    """In the order of a row's words and amounts."""
    amounts = [ShownColumn(title, 100, is_amount=True) for title in _amount_titles(kind)]
    return (*(ShownColumn(title, width) for title, width in _word_titles(kind)), *amounts)


def _word_titles(kind: ReportKind) -> tuple[tuple[str, int], ...]:
    return {
        ReportKind.DAY_BOOK: (
            (tr("When"), 116),
            (tr("Document"), 180),
            (tr("What"), 116),
            (tr("Patient"), 0),
            (tr("Cashier"), 0),
        ),
        ReportKind.CASHIERS: ((tr("Cashier"), 0),),
        ReportKind.DEPARTMENTS: ((tr("Department"), 0), (tr("Kind"), 150)),
        ReportKind.DOCTORS: ((tr("Doctor"), 0), (tr("Kind"), 150)),
        ReportKind.DUES: ((tr("Patient"), 0), (tr("Number"), 140), (tr("Bills"), 70), (tr("Since"), 110)),
        ReportKind.PAYERS: ((tr("Payer"), 0),),
    }[kind]


def _amount_titles(kind: ReportKind) -> tuple[str, ...]:
    modes = tuple(mode_word(mode) for mode in _MODES)
    earned = (tr("Gross"), tr("Discount"), tr("Credited"), tr("Net"), tr("Tax"))
    return {
        ReportKind.DAY_BOOK: modes,
        ReportKind.CASHIERS: (tr("Taken"), tr("Given back"), *modes, tr("Rounding"), tr("Difference")),
        ReportKind.DEPARTMENTS: earned,
        ReportKind.DOCTORS: (*earned, tr("Doctor's share")),
        ReportKind.DUES: (tr("Owed"),),
        ReportKind.PAYERS: (tr("To 30 days"), tr("To 60 days"), tr("To 90 days"), tr("Older"), tr("Owed")),
    }[kind]


def day_book(report: DayBook) -> ShownReport:
    one_day = report.day == report.last_day
    return ShownReport(
        ReportKind.DAY_BOOK,
        report.currency,
        report.as_of,
        tuple(
            ShownRow(
                row.posting_id,
                (
                    time_text(row.at) if one_day else _moment(row.at),
                    row.document_no,
                    posting_word(row.kind),
                    shown_name(row.patient),
                    row.cashier,
                ),
                _by_mode(row.moved),
                patient_id=row.patient_id,
            )
            for row in report.rows
        ),
        more=report.more,
        totals=_by_mode(report.totals),
    )


def cashiers(report: CashierReport) -> ShownReport:
    rows = []
    for row in report.rows:
        taken, back = _by_mode(row.taken), _by_mode(row.given_back)
        by_mode = (came - went for came, went in zip(taken, back, strict=True))
        amounts = (sum(taken, ZERO), -sum(back, ZERO), *by_mode, row.rounding, row.difference)
        rows.append(ShownRow(row.cashier_id, (row.cashier,), amounts, cashier_id=row.cashier_id))
    return _shown(ReportKind.CASHIERS, report, rows)


def departments(report: DepartmentReport) -> ShownReport:
    rows = (ShownRow((row.department, row.kind), (row.department, _kind(row)), _earned(row)) for row in report.rows)
    return _shown(ReportKind.DEPARTMENTS, report, rows)


def doctors(report: DoctorReport) -> ShownReport:
    rows = (
        ShownRow((row.doctor_id, row.kind), (row.doctor, _kind(row)), (*_earned(row), row.share)) for row in report.rows
    )
    return _shown(ReportKind.DOCTORS, report, rows)


def dues(report: DuesReport) -> ShownReport:
    return ShownReport(
        ReportKind.DUES,
        report.currency,
        report.as_of,
        tuple(
            ShownRow(
                row.patient_id,
                (shown_name(row.patient), row.patient_no, number_text(row.bills), short_date_text(row.since)),
                (row.owed,),
                patient_id=row.patient_id,
            )
            for row in report.rows
        ),
        more=report.more,
        totals=(report.patients - report.to_pay_back,),
        notes=(
            (tr("Patients owe"), report.patients),
            (tr("Payers owe"), report.payers),
            (tr("Paid in advance"), report.deposits),
            (tr("Refunds to pay out"), report.to_pay_back),
        ),
    )


def payers(report: PayerReport) -> ShownReport:
    """What each owes at the end of the last day, by how long ago it was billed."""
    rows = []
    for row in report.rows:
        ages = row.ageing
        amounts = (ages.up_to_30, ages.up_to_60, ages.up_to_90, ages.older, ages.total)
        rows.append(ShownRow(row.payer_id, (row.payer,), amounts))
    return _shown(ReportKind.PAYERS, report, rows)


def _shown(
    kind: ReportKind,
    report: CashierReport | DepartmentReport | DoctorReport | PayerReport,
    rows: Iterable[ShownRow],
) -> ShownReport:
    return ShownReport(kind, report.currency, report.as_of, tuple(rows))


def _by_mode(moved: dict[PaymentMode, Decimal]) -> tuple[Decimal, ...]:
    return tuple(moved.get(mode, ZERO) for mode in _MODES)


def _earned(row: Earned) -> tuple[Decimal, ...]:
    return (row.gross, row.discount, row.credited, row.net, row.tax)


def _kind(row: Earned) -> str:
    return item_kind_word(row.kind) if row.kind is not None else ""


def _moment(at: datetime) -> str:
    return f"{short_date_text(day_of(at))}  {time_text(at)}"
