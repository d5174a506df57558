"""A pharmacy with something on its shelves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg

from server.core.clock import Clock
from server.core.context import Actor, Context, Device, Person
from server.core.database import Database
from server.core.house import load_house
from server.features.stock.moves import StockMoves
from shared.contracts import stock
from shared.ids import MedicineId, SessionId, StockBatchId, StoreId, UserId, new_id
from shared.models.stock import ReceivedLine, StoreKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Role, held_by
from tests.support.house import TestHouse
from tests.support.server import Api

PHARMACY = StoreId(UUID(int=1))
"""Every hospital has it from the beginning."""
LATER = date(2027, 12, 31)


@dataclass
class Shelves:
    """The pharmacist's hands; what lies there is looked up behind the server's back."""

    api: Callable[[str | Role], Api]
    house: TestHouse
    owner: psycopg.Connection
    database: Database
    clock: Clock

    def medicine(self, name: str = "Paracetamol 500 mg") -> MedicineId:
        return self.house.medicines[name]

    def receive(
        self,
        quantity: int,
        *,
        batch: str = "B1",
        expires: date = LATER,
        medicine: str = "Paracetamol 500 mg",
        store: StoreId = PHARMACY,
        opening: bool = False,
    ) -> StockBatchId:
        line = ReceivedLine(
            medicine_id=self.medicine(medicine),
            batch_no=batch,
            expires_on=expires,
            quantity=Decimal(quantity),
            cost=Decimal("0.8"),
            price=Decimal("1.2"),
        )
        receipt = self.api(Role.PHARMACIST).send(stock.receive(store_id=store, lines=[line], opening=opening))
        return next(each.batch_id for each in receipt.batches if not each.quarantined)

    def ward(self, name: str = "Ward 3") -> StoreId:
        return self.api(Role.MANAGER).send(stock.save_store(name=name, kind=StoreKind.WARD)).id

    @contextmanager
    def hands(self, who: str = "pharmacist") -> Iterator[StockMoves]:
        """In a transaction of their own."""
        with self.database.transaction() as session:
            person = Person(UserId(new_id()), SessionId(new_id()), self.house.employees[who], None, who)
            desk = Device(self.house.workstations[WorkstationKind.PHARMACY], "Pharmacy 1", WorkstationKind.PHARMACY)
            actor = Actor(desk, person, held_by(Role.PHARMACIST))
            yield StockMoves(Context(session, actor, self.clock, load_house(session)))

    def levels(self) -> dict[tuple[str, bool], Decimal]:
        """On hand, by batch number and quarantine."""
        rows = self.owner.execute(
            "SELECT b.batch_no, l.quarantined, l.on_hand FROM stock_levels l JOIN stock_batches b ON b.id = l.batch_id"
        )
        return {(batch_no, quarantined): on_hand for batch_no, quarantined, on_hand in rows.fetchall()}

    def card(self) -> dict[tuple[str, bool], Decimal]:
        """The sum of the moves."""
        rows = self.owner.execute(
            "SELECT b.batch_no, m.quarantined, sum(m.quantity) FROM stock_moves m "
            "JOIN stock_batches b ON b.id = m.batch_id GROUP BY 1, 2"
        )
        return {(batch_no, quarantined): total for batch_no, quarantined, total in rows.fetchall()}
