from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import access, pharmacy, prescriptions
from shared.models.pharmacy import GivenBatch, LineDone, Outcome
from shared.models.prescriptions import NewPrescriptionItem, Override
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.server.features.consultations.visits import in_room
from tests.support.house import PASSWORD
from tests.support.server import Api, Door, TurnedClock
from tests.support.shelves import PHARMACY, Shelves


@dataclass
class Counter:
    """A doctor who prescribes and a pharmacist who hands out."""

    shelves: Shelves
    door: Door
    clock: TurnedClock
    seat: Api | None = None
    doses: dict[str, tuple[int, Frequency, int]] = field(
        default_factory=lambda: {
            "Paracetamol 500 mg": (1, Frequency.TDS, 5),
            "Amoxicillin 500 mg": (1, Frequency.TDS, 7),
        }
    )

    def visit(self, **who):
        return in_room(self.shelves.api, self.shelves.house, **who)

    def item(self, medicine, **more):
        dose, frequency, days = self.doses.get(medicine, (1, Frequency.OD, 5))
        return NewPrescriptionItem(
            medicine_id=self.shelves.medicine(medicine),
            **{"dose": Decimal(dose), "frequency": frequency, "days": days, **more},
        )

    def prescribe(self, *medicines, visit=None, quantity=None, overrides=()):
        items = [self.item(one, quantity=quantity) for one in medicines or ("Paracetamol 500 mg",)]
        visit = visit or self.visit()
        call = prescriptions.prescribe(appointment_id=visit, items=items, overrides=list(overrides))
        return self.shelves.api("doctor").send(call)

    def open(self, prescription):
        return self.pharmacist.send(pharmacy.open_prescription(prescription_id=prescription.id, store_id=PHARMACY))

    def waiting(self, term=""):
        return self.pharmacist.send(pharmacy.waiting(term=term)).items

    def dispense(self, prescription, *lines, turn=None, overrides=(), approval=None, key=None):
        call = pharmacy.dispense(
            prescription_id=prescription.id,
            turn=self.open(prescription).turn if turn is None else turn,
            store_id=PHARMACY,
            lines=list(lines),
            overrides=[Override(key=one, reason="Asked the doctor") for one in overrides],
            approval_id=approval,
        )
        return self.pharmacist.send(call, key=key)

    def days_pass(self, days):
        """The pharmacist comes to work again."""
        self.clock.advance(timedelta(days=days))
        alone = Api(self.door, self.shelves.house.device_for("pharmacist"))
        signed_in = alone.send(access.sign_in(user_name="pharmacist", password=PASSWORD))
        self.seat = Api(self.door, alone.device, signed_in.access_token)

    @property
    def pharmacist(self):
        return self.seat or self.shelves.api(Role.PHARMACIST)


def give(line=1, quantity=15, batches=(), **more):
    if batches:
        parts = [GivenBatch(batch_id=batch, quantity=Decimal(part)) for batch, part in batches]
        return LineDone(line=line, outcome=Outcome.GIVEN, batches=parts, **more)
    return LineDone(line=line, outcome=Outcome.GIVEN, quantity=Decimal(quantity), **more)


def hold(line=1, reason="Comes tomorrow"):
    return LineDone(line=line, outcome=Outcome.HELD, reason=reason)


def refuse(line=1, reason="Patient has it at home"):
    return LineDone(line=line, outcome=Outcome.REFUSED, reason=reason)


@pytest.fixture
def shelves(api, house, owner, database, clock):
    return Shelves(api, house, owner, database, clock)


@pytest.fixture
def counter(shelves, client, clock):
    return Counter(shelves, client, clock)
