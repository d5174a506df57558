"""What something costs a patient on a day: one statement for all lists at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import Date, Executable, and_, bindparam, case, column, func, or_, select, table, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from server.features.prices.tables import PriceListRow, PriceRow, PriceVersionRow, TaxClassRow
from shared.ids import PatientId, PriceVersionId
from shared.models.prices import PriceKind, VersionStatus

Thing: TypeAlias = tuple[PriceKind, UUID]


@dataclass(frozen=True)
class Found:
    """A price that counts, with the tax on it."""

    amount: Decimal
    version_id: PriceVersionId
    tax_rate: Decimal
    tax_inclusive: bool


# The patients' own feature is an outer one.
_PATIENTS: Final = table("patients", column("id"), column("category_id"), column("payer_id"))
_DAY: Final = bindparam("day", type_=Date)
_IN_FORCE: Final = (
    select(PriceVersionRow.id, PriceVersionRow.price_list_id)
    .where(PriceVersionRow.status == VersionStatus.PUBLISHED, PriceVersionRow.valid_from <= _DAY)
    .ext(distinct_on(PriceVersionRow.price_list_id))
    .order_by(PriceVersionRow.price_list_id, PriceVersionRow.valid_from.desc(), PriceVersionRow.number.desc())
    .subquery("in_force")
)
_TAX: Final = (
    select(TaxClassRow.code, TaxClassRow.rate, TaxClassRow.inclusive)
    .where(TaxClassRow.valid_from <= _DAY)
    .ext(distinct_on(TaxClassRow.code))
    .order_by(TaxClassRow.code, TaxClassRow.valid_from.desc())
    .subquery("tax")
)
_PRICES: Final = (
    select(
        PriceRow.kind,
        PriceRow.priced_id,
        PriceRow.amount,
        PriceRow.price_version_id,
        func.coalesce(_TAX.c.rate, 0),
        func.coalesce(_TAX.c.inclusive, False),
    )
    .join(_IN_FORCE, _IN_FORCE.c.id == PriceRow.price_version_id)
    .join(PriceListRow, PriceListRow.id == _IN_FORCE.c.price_list_id)
    .outerjoin(_TAX, _TAX.c.code == PriceRow.tax_class)
)
GENERAL: Final = and_(PriceListRow.category_id.is_(None), PriceListRow.payer_id.is_(None))
_FOR_PATIENT: Final = _PRICES.join(_PATIENTS, _PATIENTS.c.id == bindparam("patient_id")).where(
    PriceListRow.is_active,
    or_(PriceListRow.category_id.is_(None), PriceListRow.category_id == _PATIENTS.c.category_id),
    or_(PriceListRow.payer_id.is_(None), PriceListRow.payer_id == _PATIENTS.c.payer_id),
)
# The list that is made for this patient most: of the payer and the category, of the payer, of the category.
_CLOSEST: Final = (PriceListRow.payer_id.is_(None), PriceListRow.category_id.is_(None))
_THESE: Final = tuple_(PriceRow.kind, PriceRow.priced_id).in_(bindparam("things", expanding=True))
_OF_PATIENT: Final = (
    _FOR_PATIENT.where(
        PriceRow.kind == bindparam("kind"), PriceRow.priced_id.in_(bindparam("priced_ids", expanding=True))
    )
    .order_by(*_CLOSEST, case((PriceRow.priced_id == bindparam("first"), 0), else_=1))
    .limit(1)
)
_EACH_OF_PATIENT: Final = (
    _FOR_PATIENT.where(_THESE)
    .ext(distinct_on(PriceRow.kind, PriceRow.priced_id))
    .order_by(PriceRow.kind, PriceRow.priced_id, *_CLOSEST)
)
_IN_GENERAL: Final = _PRICES.where(GENERAL, _THESE)


class LookupRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def price_of(self, kind: PriceKind, priced_ids: Sequence[UUID], patient_id: PatientId, day: date) -> Found | None:
        """In the first list that has one; in a list that of the first of `priced_ids`."""
        row = self._session.execute(
            _OF_PATIENT,
            {"kind": kind, "priced_ids": priced_ids, "first": priced_ids[0], "patient_id": patient_id, "day": day},
        ).one_or_none()
        return None if row is None else Found(*row[2:])

    def prices_of(self, things: Iterable[Thing], patient_id: PatientId, day: date) -> dict[Thing, Found]:
        """Of each the one in the first list that has one."""
        return self._each(_EACH_OF_PATIENT, things, {"patient_id": patient_id, "day": day})

    def general(self, things: Iterable[Thing], day: date) -> dict[Thing, Found]:
        """In the general list alone."""
        return self._each(_IN_GENERAL, things, {"day": day})

    def _each(self, statement: Executable, things: Iterable[Thing], asked: dict[str, Any]) -> dict[Thing, Found]:
        named = [(kind.value, priced_id) for kind, priced_id in things]
        if not named:
            return {}
        rows = self._session.execute(statement, {**asked, "things": named})
        return {(PriceKind(kind), priced_id): Found(*found) for kind, priced_id, *found in rows}
