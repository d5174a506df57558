from decimal import Decimal

import pytest

from shared.contracts import purchases
from shared.models.purchases import OrderedLine
from shared.permissions import Role
from tests.server.features.stock.conftest import server_role, shelves
from tests.support.shelves import PHARMACY

__all__ = ["server_role", "shelves"]


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


@pytest.fixture
def padma(pharmacist):
    return pharmacist.send(purchases.save_supplier(name="Padma Medical Stores", lead_days=3))


@pytest.fixture
def boxes(shelves):
    """So many boxes of 100 tablets, at so much a box."""

    def line(packs=2, price="85.50", *, medicine="Paracetamol 500 mg", tax="0.15"):
        return OrderedLine(
            medicine_id=shelves.medicine(medicine),
            pack="Box",
            pack_size=Decimal(100),
            packs=packs,
            pack_price=Decimal(price),
            tax_rate=Decimal(tax),
        )

    return line


@pytest.fixture
def ordered(pharmacist, padma, boxes):
    """An order that has gone out."""

    def order(*lines):
        saved = pharmacist.send(
            purchases.save_order(supplier_id=padma.id, store_id=PHARMACY, lines=list(lines) or [boxes()])
        )
        return pharmacist.send(purchases.place(order_id=saved.id, version=saved.version))

    return order
