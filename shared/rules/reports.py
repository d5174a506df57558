"""Which reports somebody may see, and of whom; and which row of other days one is seen beside."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from shared.models.reports import (
    FILTERS,
    Cell,
    Filter,
    Grouping,
    ReportChoice,
    ReportDocumentKind,
    ReportKind,
    ReportPeriod,
    ReportRow,
    ReportTable,
)
from shared.permissions import Permission, Scope

# Held in full, it opens the report to who is no manager: the counts of the desk, the bench, the store.
_GOES_WITH: Final[dict[ReportKind, Permission]] = {
    ReportKind.REGISTER: Permission.PATIENTS_CREATE,
    ReportKind.NO_SHOWS: Permission.PATIENTS_CREATE,
    ReportKind.WAITING: Permission.PATIENTS_CREATE,
    ReportKind.TESTS: Permission.LAB_ENTER,
    ReportKind.CONSUMPTION: Permission.STOCK_VIEW,
    ReportKind.EXPIRY: Permission.STOCK_VIEW,
}
# A doctor's own: no money, and no figures of a whole department.
_OWN: Final = frozenset(
    kind for kind in ReportKind if Filter.DOCTOR in FILTERS[kind] and kind is not ReportKind.INCOME
) - {ReportKind.DEPARTMENTS}
_OF_MONEY: Final = frozenset({ReportKind.INCOME, ReportKind.DISCOUNTS, ReportKind.REFUNDS, ReportKind.DUES})
# Who may see whose a document is; of all others: who may see patients.
_NAMES: Final[dict[ReportDocumentKind, Permission]] = {
    ReportDocumentKind.DIAGNOSIS: Permission.CONSULTATIONS_VIEW,
    ReportDocumentKind.EVENT: Permission.TIMELINE_VIEW,
    ReportDocumentKind.PRESCRIPTION: Permission.PRESCRIPTIONS_VIEW,
    ReportDocumentKind.TEST_ORDER: Permission.LAB_VIEW,
}


def reach(kind: ReportKind, permissions: Mapping[Permission, Scope]) -> Scope | None:
    """ALL of it, the OWN part of it as a doctor, or None where it may not be seen."""
    scope = permissions.get(Permission.REPORTS_VIEW)
    if scope is None or scope is Scope.ALL:
        return scope
    if kind in _GOES_WITH and permissions.get(_GOES_WITH[kind]) is Scope.ALL:
        return Scope.ALL
    return Scope.OWN if kind in _OWN and Permission.CONSULTATIONS_WRITE in permissions else None


def kinds_for(permissions: Mapping[Permission, Scope]) -> tuple[ReportKind, ...]:
    return tuple(kind for kind in ReportKind if reach(kind, permissions))


def may_be_mailed(choice: ReportChoice) -> bool:
    """Whether no row can name a patient: a reason is free words, and all other rows are of the house itself."""
    return choice.grouping is not Grouping.REASON


def row_beside(by: Grouping, key: str, period: ReportPeriod, other: ReportPeriod) -> str:
    """The row of the other period that this one is seen beside: of days, the one in the same place."""
    if by is not Grouping.DAY:
        return key
    return (date.fromisoformat(key) + (other.since - period.since)).isoformat()


def others(table: ReportTable) -> ReportRow | None:
    """What the rows that are left out come to, where any are; nothing of what makes no sum."""
    if not table.more:
        return None

    def rest(totals: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> list[Cell]:
        return [
            total - sum((cell for cell in listed if isinstance(cell, Decimal)), Decimal(0))
            if column.summable and isinstance(total, Decimal)
            else None
            for column, total, *listed in zip(table.columns, totals, *rows, strict=True)
        ]

    cells = rest(table.totals, [row.cells for row in table.rows])
    before = table.totals_before and rest(table.totals_before, [row.before for row in table.rows if row.before])
    return ReportRow(key="", label="", cells=cells, before=before)


def is_of_money(kind: ReportKind) -> bool:
    """Bills are no chart: theirs are told of confidential records as of all."""
    return kind in _OF_MONEY


def sees_whose(kind: ReportDocumentKind, permissions: Mapping[Permission, Scope]) -> bool:
    return _NAMES.get(kind, Permission.PATIENTS_VIEW) in permissions
