"""What can have a price, by name: read where it is kept, while what knows prices knows no feature that charges."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    String,
    TableClause,
    Uuid,
    and_,
    case,
    column,
    func,
    literal,
    select,
    table,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from server.features.prices.tables import PackageRow, ServiceRow
from shared.contracts.prices import NothingPriced
from shared.ids import PackageId, ServiceId, new_id
from shared.models.prices import AddService, PriceKind


def _known(name: str, *texts: str) -> TableClause:
    return table(name, column("id", Uuid), *(column(text, String) for text in texts), column("is_active", Boolean))


_EMPLOYEES: Final = _known("employees", "token_prefix", "full_name")
_IS_DOCTOR: Final = column("is_doctor", Boolean, _selectable=_EMPLOYEES)
_DEPARTMENTS: Final = _known("departments", "name")
_TESTS: Final = _known("test_types", "code", "name")
_MEDICINES: Final = _known("medicines", "generic", "strength", "form")
_SERVICES: Final = _known("services", "code", "name")
_PACKAGES: Final = _known("packages", "code", "name")


def _priced() -> CompoundSelect[PriceKind, UUID, str, str, bool]:
    visits = [
        statement
        for kind in (PriceKind.NEW_VISIT, PriceKind.FOLLOW_UP)
        for statement in (
            select(
                literal(kind.value).label("kind"),
                _EMPLOYEES.c.id.label("priced_id"),
                func.coalesce(_EMPLOYEES.c.token_prefix, "").label("code"),
                _EMPLOYEES.c.full_name.label("name"),
                _EMPLOYEES.c.is_active.label("is_active"),
            ).where(_IS_DOCTOR),
            select(literal(kind.value), _DEPARTMENTS.c.id, literal(""), _DEPARTMENTS.c.name, _DEPARTMENTS.c.is_active),
        )
    ]
    medicine = func.concat_ws(" ", _MEDICINES.c.generic, _MEDICINES.c.strength, _MEDICINES.c.form)
    return union_all(
        *visits,
        select(literal(PriceKind.TEST.value), *_TESTS.c),
        select(literal(PriceKind.MEDICINE.value), _MEDICINES.c.id, literal(""), medicine, _MEDICINES.c.is_active),
        select(literal(PriceKind.SERVICE.value), *_SERVICES.c),
        select(literal(PriceKind.PACKAGE.value), *_PACKAGES.c),
    )


PRICED: Final = _priced().subquery("priced")


@dataclass(frozen=True)
class Priced:
    """Something that can have a price."""

    kind: PriceKind
    priced_id: UUID
    code: str
    name: str


def said(term: str) -> ColumnElement[bool]:
    """All words in any order, in code and name."""
    words = (
        func.lower(PRICED.c.code + " " + PRICED.c.name).contains(word, autoescape=True)
        for word in term.casefold().split()
    )
    return and_(true(), *words)


class PricedRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def named(self, things: Iterable[tuple[PriceKind, UUID]]) -> dict[tuple[PriceKind, UUID], Priced]:
        """Those that exist."""
        asked = [(kind.value, priced_id) for kind, priced_id in things]
        rows = self._session.execute(
            select(PRICED.c.kind, PRICED.c.priced_id, PRICED.c.code, PRICED.c.name).where(
                tuple_(PRICED.c.kind, PRICED.c.priced_id).in_(asked)
            )
        )
        found = (Priced(PriceKind(kind), priced_id, code, name) for kind, priced_id, code, name in rows)
        return {(one.kind, one.priced_id): one for one in found}

    def offered(self, kinds: Collection[PriceKind], term: str, limit: int) -> list[Priced]:
        """Those in use, by name; the one whose code it is first."""
        rows = self._session.execute(
            select(PRICED.c.kind, PRICED.c.priced_id, PRICED.c.code, PRICED.c.name)
            .where(PRICED.c.kind.in_([kind.value for kind in kinds]), PRICED.c.is_active, said(term))
            .order_by(case((PRICED.c.code == term.upper(), 0), else_=1), PRICED.c.name, PRICED.c.priced_id)
            .limit(limit)
        )
        return [Priced(PriceKind(kind), priced_id, code, name) for kind, priced_id, code, name in rows]

    def packages(self) -> Sequence[PackageRow]:
        """With what is in them, those in use first."""
        return self._session.scalars(
            select(PackageRow)
            .options(selectinload(PackageRow.items))
            .order_by(PackageRow.is_active.desc(), PackageRow.name, PackageRow.id)
        ).all()

    def package(self, package_id: PackageId, *, lock: bool = False) -> PackageRow:
        """With what is in it. Raises NothingPriced."""
        asked = select(PackageRow).where(PackageRow.id == package_id).options(selectinload(PackageRow.items))
        row = self._session.scalar(asked.with_for_update() if lock else asked)
        if row is None:
            raise NothingPriced
        return row

    def add_package(self, code: str, name: str) -> PackageRow | None:
        """None where the code is taken: the unique constraint decides."""
        made = self._session.scalar(
            insert(PackageRow)
            .values(id=new_id(), code=code, name=name, is_active=True, version=1)
            .on_conflict_do_nothing(index_elements=["code"])
            .returning(PackageRow.id)
        )
        return None if made is None else self.package(made)

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written

    def service(self, service_id: ServiceId) -> ServiceRow | None:
        return self._session.get(ServiceRow, service_id, with_for_update=True)

    def add_service(self, request: AddService) -> ServiceRow | None:
        """None where the code is taken: the unique constraint decides."""
        return self._session.scalar(
            insert(ServiceRow)
            .values(id=new_id(), code=request.code, name=request.name, is_active=True)
            .on_conflict_do_nothing(index_elements=["code"])
            .returning(ServiceRow)
        )
