"""SQL of price lists while they are kept up: versions, prices, taxes and the history."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Numeric,
    String,
    Uuid,
    and_,
    case,
    cast,
    column,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import flag_modified

from server.core.database import Base
from server.features.prices.catalogue_repository import PRICED, said
from server.features.prices.lookup_repository import GENERAL, Thing
from server.features.prices.tables import (
    PriceChangeRow,
    PriceListRow,
    PriceRow,
    PriceVersionRow,
    TaxClassRow,
)
from shared.contracts.prices import DraftOpen, PriceListNotFound
from shared.ids import EmployeeId, PriceListId, PriceVersionId, new_id
from shared.models.prices import ListPriceChanges, ListPrices, PriceKind, PriceLine, VersionStatus

_EMPLOYEES: Final = table("employees", column("id", Uuid), column("full_name", String))
_IN_ORDER: Final = {kind.value: place for place, kind in enumerate(PriceKind)}


class PriceRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, *rows: Base) -> None:
        self._session.add_all(rows)

    def flush(self) -> None:
        self._session.flush()  # rows without relationships: parents go first, and the version that is answered

    # Lists and versions

    def lists(self) -> list[PriceListRow]:
        """The general one first."""
        return list(self._session.scalars(select(PriceListRow).order_by(GENERAL.desc(), PriceListRow.name)))

    def list_locked(self, price_list_id: PriceListId) -> PriceListRow:
        """Raises PriceListNotFound."""
        row = self._session.get(PriceListRow, price_list_id, with_for_update=True)
        if row is None:
            raise PriceListNotFound
        return row

    def general_list_locked(self) -> PriceListRow:
        return self._session.scalars(select(PriceListRow).where(GENERAL).with_for_update()).one()

    def add_list(self, row: PriceListRow) -> bool:
        """False where its code is taken, or there is one for these patients: the unique indexes decide."""
        made = self._session.execute(
            insert(PriceListRow)
            .values(
                id=row.id,
                code=row.code,
                name=row.name,
                category_id=row.category_id,
                payer_id=row.payer_id,
                is_active=True,
            )
            .on_conflict_do_nothing()
            .returning(PriceListRow.id)
        )
        return made.scalar_one_or_none() is not None

    def has_list_coded(self, code: str) -> bool:
        return self._session.scalar(select(PriceListRow.id).where(PriceListRow.code == code)) is not None

    def versions(self) -> list[tuple[PriceVersionRow, str | None, str | None]]:
        """Each with who published and who agreed, the newest first."""
        publisher, approver = _EMPLOYEES.alias(), _EMPLOYEES.alias()
        rows = self._session.execute(
            select(PriceVersionRow, publisher.c.full_name, approver.c.full_name)
            .outerjoin(publisher, publisher.c.id == PriceVersionRow.published_by)
            .outerjoin(approver, approver.c.id == PriceVersionRow.approved_by)
            .where(PriceVersionRow.status != VersionStatus.DISCARDED)
            .order_by(PriceVersionRow.number.desc())
        )
        return [(row, by, agreed) for row, by, agreed in rows]

    def version(self, version_id: PriceVersionId, *, lock: bool = False) -> PriceVersionRow:
        """Raises PriceListNotFound."""
        row = self._session.get(PriceVersionRow, version_id, with_for_update=lock or None)
        if row is None:
            raise PriceListNotFound
        return row

    def newest(self, price_list_id: PriceListId) -> PriceVersionRow | None:
        """What was published last, whether it counts already or not."""
        return self._session.scalar(
            select(PriceVersionRow)
            .where(PriceVersionRow.price_list_id == price_list_id, PriceVersionRow.status == VersionStatus.PUBLISHED)
            .order_by(PriceVersionRow.valid_from.desc(), PriceVersionRow.number.desc())
            .limit(1)
        )

    def draft(self, price_list_id: PriceListId) -> PriceVersionRow | None:
        return self._session.scalar(
            select(PriceVersionRow)
            .where(PriceVersionRow.price_list_id == price_list_id, PriceVersionRow.status == VersionStatus.DRAFT)
            .with_for_update()
        )

    def begin_draft(self, price_list: PriceListRow) -> PriceVersionRow:
        """With all prices of what was published last. Raises DraftOpen."""
        if self.draft(price_list.id) is not None:
            raise DraftOpen
        last = self.newest(price_list.id)
        number = select(func.coalesce(func.max(PriceVersionRow.number), 0) + 1).where(
            PriceVersionRow.price_list_id == price_list.id
        )
        draft = PriceVersionRow(
            id=PriceVersionId(new_id()),
            price_list_id=price_list.id,
            number=self._session.scalars(number).one(),
            status=VersionStatus.DRAFT,
            begun_from=last.id if last else None,
        )
        self.add(draft)
        self.flush()
        if last is not None:
            columns = (PriceRow.kind, PriceRow.priced_id, PriceRow.amount, PriceRow.tax_class)
            copied = select(literal(draft.id, Uuid), *columns).where(PriceRow.price_version_id == last.id)
            self._session.execute(
                insert(PriceRow).from_select(["price_version_id", *(each.key for each in columns)], copied)
            )
        return draft

    # Prices

    def lines(self, version: PriceVersionRow, request: ListPrices, limit: int) -> list[PriceLine]:
        """All that could have a price, with what this version says of it, and the one before."""
        here, before = aliased(PriceRow), aliased(PriceRow)
        statement = (
            select(
                PRICED.c.kind,
                PRICED.c.priced_id,
                PRICED.c.code,
                PRICED.c.name,
                PRICED.c.is_active,
                here.amount,
                func.coalesce(here.tax_class, "").label("tax_class"),
                before.amount.label("before"),
            )
            .outerjoin(here, _same(here, version.id))
            .outerjoin(before, _same(before, version.begun_from))
            .where(or_(PRICED.c.is_active, here.amount.is_not(None)), said(request.term))
            .order_by(case(_IN_ORDER, value=PRICED.c.kind), PRICED.c.name, PRICED.c.priced_id)
            .limit(limit)
        )
        if request.kind is not None:
            statement = statement.where(PRICED.c.kind == request.kind.value)
        return [PriceLine.model_validate(row) for row in self._session.execute(statement)]

    def all_lines(self, version_id: PriceVersionId | None) -> list[PriceLine]:
        """All that could have a price, with what this version says of it; of none nothing is said."""
        here = aliased(PriceRow)
        statement = (
            select(
                PRICED.c.kind,
                PRICED.c.priced_id,
                PRICED.c.code,
                PRICED.c.name,
                PRICED.c.is_active,
                here.amount,
                func.coalesce(here.tax_class, "").label("tax_class"),
                cast(null(), Numeric).label("before"),
            )
            .outerjoin(here, _same(here, version_id))
            .where(or_(PRICED.c.is_active, here.amount.is_not(None)))
            .order_by(case(_IN_ORDER, value=PRICED.c.kind), PRICED.c.name, PRICED.c.priced_id)
        )
        return [PriceLine.model_validate(row) for row in self._session.execute(statement)]

    def price(self, version_id: PriceVersionId, thing: Thing) -> PriceRow | None:
        kind, priced_id = thing
        return self._session.get(PriceRow, (version_id, kind, priced_id))

    def put(self, row: PriceRow) -> None:
        self._session.merge(row)

    def put_all(self, version_id: PriceVersionId, prices: Mapping[Thing, tuple[Decimal | None, str]]) -> None:
        """At once, each with its tax; None takes the thing off."""
        gone = [thing for thing, (amount, _) in prices.items() if amount is None]
        rows = [
            {"price_version_id": version_id, "kind": kind, "priced_id": priced_id, "amount": amount, "tax_class": tax}
            for (kind, priced_id), (amount, tax) in prices.items()
            if amount is not None
        ]
        if rows:
            new = insert(PriceRow)
            said = {"amount": new.excluded.amount, "tax_class": new.excluded.tax_class}
            key = ["price_version_id", "kind", "priced_id"]
            self._session.execute(new.on_conflict_do_update(index_elements=key, set_=said), rows)
        for thing in gone:
            self.take_off(version_id, thing)

    def touch(self, draft: PriceVersionRow) -> None:
        flag_modified(draft, "number")  # a price of it changed, and so its version

    def take_off(self, version_id: PriceVersionId, thing: Thing) -> None:
        kind, priced_id = thing
        self._session.execute(
            delete(PriceRow).where(
                PriceRow.price_version_id == version_id, PriceRow.kind == kind, PriceRow.priced_id == priced_id
            )
        )

    def put_new(self, version_id: PriceVersionId, amounts: Mapping[Thing, Decimal]) -> int:
        """Those that the version has no price for; returns how many."""
        if not amounts:
            return 0
        written = self._session.execute(
            insert(PriceRow).on_conflict_do_nothing().returning(PriceRow.priced_id),
            [
                {
                    "price_version_id": version_id,
                    "kind": kind,
                    "priced_id": priced_id,
                    "amount": amount,
                    "tax_class": "",
                }
                for (kind, priced_id), amount in amounts.items()
            ],
        )
        return len(written.all())

    def priced(self, version_id: PriceVersionId) -> set[Thing]:
        rows = self._session.execute(
            select(PriceRow.kind, PriceRow.priced_id).where(PriceRow.price_version_id == version_id)
        )
        return {(kind, priced_id) for kind, priced_id in rows}

    # The history

    def changes(
        self, request: ListPriceChanges, limit: int
    ) -> list[tuple[PriceChangeRow, PriceVersionRow | None, str | None, str]]:
        """With the version and the list's name, where they are of one, and who made them, the newest first."""
        price_list_id = func.coalesce(PriceVersionRow.price_list_id, PriceChangeRow.price_list_id)
        statement = (
            select(PriceChangeRow, PriceVersionRow, PriceListRow.name, _EMPLOYEES.c.full_name)
            .outerjoin(PriceVersionRow, PriceVersionRow.id == PriceChangeRow.price_version_id)
            .outerjoin(PriceListRow, PriceListRow.id == price_list_id)
            .join(_EMPLOYEES, _EMPLOYEES.c.id == PriceChangeRow.changed_by)
        )
        if request.price_list_id is not None:
            statement = statement.where(or_(price_list_id == request.price_list_id, price_list_id.is_(None)))
        if request.kind is not None:
            statement = statement.where(PriceChangeRow.kind == request.kind)
        if request.priced_id is not None:
            statement = statement.where(PriceChangeRow.priced_id == request.priced_id)
        if request.before is not None:
            statement = statement.where(PriceChangeRow.id < request.before)
        rows = self._session.execute(statement.order_by(PriceChangeRow.id.desc()).limit(limit))
        return [(change, version, name, who) for change, version, name, who in rows]

    def name_of(self, employee_id: EmployeeId) -> str:
        asked = select(_EMPLOYEES.c.full_name).where(_EMPLOYEES.c.id == employee_id)
        return str(self._session.scalars(asked).one())

    # Taxes

    def tax_classes(self) -> list[TaxClassRow]:
        """By code, the newest line of each first."""
        return list(
            self._session.scalars(select(TaxClassRow).order_by(TaxClassRow.code, TaxClassRow.valid_from.desc()))
        )

    def tax_class(self, code: str, day: date) -> TaxClassRow | None:
        """The line that counts on that day."""
        return self._session.scalar(
            select(TaxClassRow)
            .where(TaxClassRow.code == code, TaxClassRow.valid_from <= day)
            .order_by(TaxClassRow.valid_from.desc())
            .limit(1)
        )

    def has_tax_class(self, code: str, valid_from: date | None = None) -> bool:
        """On any day, or exactly from that one on."""
        asked = select(TaxClassRow.id).where(TaxClassRow.code == code).limit(1)
        if valid_from is not None:
            asked = asked.where(TaxClassRow.valid_from == valid_from)
        return self._session.scalar(asked) is not None

    def lock_taxes(self) -> None:
        """One change after the other."""
        self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("tax_classes", 0))))


def _same(row: type[PriceRow], version_id: PriceVersionId | None) -> ColumnElement[bool]:
    return and_(
        row.price_version_id == version_id,
        row.kind == cast(PRICED.c.kind, row.kind.type),
        row.priced_id == PRICED.c.priced_id,
    )
