"""Where each line of a prescription stands, and which product may take another's place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from server.catalogue.safety import safety_knowledge
from server.features.pharmacy.tables import DispenseLineRow, DispenseRow
from server.features.prescriptions.tables import MedicineRow, PrescriptionItemRow, PrescriptionRow
from shared.ids import MedicineId
from shared.models.billing import FreeBecause
from shared.models.pharmacy import LineDone, Outcome
from shared.models.prescriptions import DoseForm, NewPrescriptionItem
from shared.rules.bills import UnitPrice
from shared.rules.dispensing import covered, equivalent_dose
from shared.rules.dosing import COUNTED_FORMS, quantity


@dataclass(frozen=True)
class Line:
    """A prescribed line with what the counter did about it so far."""

    item: PrescriptionItemRow
    done: Sequence[DispenseLineRow]

    @property
    def given(self) -> Decimal:
        """In units of what was prescribed."""
        return sum((row.covers for row in self.done), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        """None where the doctor named no quantity and nothing was given yet."""
        if self.item.quantity is None:
            return Decimal(0) if self.given else None
        return max(self.item.quantity - self.given, Decimal(0))

    @property
    def last(self) -> DispenseLineRow | None:
        return self.done[-1] if self.done else None

    @property
    def is_settled(self) -> bool:
        """Nobody waits for it any more."""
        return self.left == 0 or (self.last is not None and self.last.outcome is Outcome.REFUSED)


def lines_of(prescription: PrescriptionRow, turns: Iterable[DispenseRow]) -> dict[int, Line]:
    done = [row for turn in turns for row in turn.lines]
    return {item.line: Line(item, [row for row in done if row.line == item.line]) for item in prescription.items}


@dataclass(frozen=True)
class Product:
    """What is given for a line: what was prescribed, or what takes its place."""

    medicine_id: MedicineId
    medicine: str
    strength: str
    form: DoseForm
    dose: Decimal
    whole: int | None
    """The quantity that the whole line comes to."""


@dataclass(frozen=True)
class Choice:
    """A line, what is done about it, and with which product."""

    line: Line
    done: LineDone
    product: Product

    @property
    def quantity(self) -> Decimal:
        return self.done.quantity or sum((part.quantity for part in self.done.batches), Decimal(0))

    @property
    def is_given(self) -> bool:
        return self.done.outcome is Outcome.GIVEN

    @property
    def substituted(self) -> bool:
        return self.product.medicine_id != self.line.item.medicine_id

    def covers(self, given: Decimal) -> Decimal:
        return covered(given, self.line.item.quantity, self.product.whole) if self.substituted else given

    @property
    def exceeds(self) -> bool:
        left = self.line.left
        return left is not None and self.covers(self.quantity) > left


def prescribed(item: PrescriptionItemRow) -> Product:
    return Product(item.medicine_id, item.medicine, item.strength, item.form, item.dose, item.quantity)


def in_place_of(item: PrescriptionItemRow, other: MedicineRow) -> Product | None:
    """The other product, in the dose that comes to the same; None where it may not take the place."""
    knowledge = safety_knowledge()
    ingredients = knowledge.ingredients_of(item.medicine)
    if ingredients is None or knowledge.ingredients_of(other.generic) != ingredients:
        return None
    dose = equivalent_dose(item.dose, item.form, item.strength, other.form, other.strength)
    if dose is None:
        return None
    return Product(other.id, other.generic, other.strength, other.form, dose, _whole(item, other, dose))


def _whole(item: PrescriptionItemRow, other: MedicineRow, dose: Decimal) -> int | None:
    if item.quantity is None:
        return None
    if other.form in COUNTED_FORMS:
        return int((item.quantity * dose / item.dose).to_integral_value(ROUND_CEILING))
    return quantity(other.form, dose, item.frequency, item.days, other.pack) or item.quantity


def as_drafted(item: PrescriptionItemRow, product: Product) -> NewPrescriptionItem:
    """As the rules of prescribing read it."""
    return NewPrescriptionItem(
        medicine_id=product.medicine_id,
        dose=product.dose,
        route=item.route,
        frequency=item.frequency,
        days=item.days,
        most_a_day=item.most_a_day,
        needed_for=item.needed_for,
    )


def asked(listed: UnitPrice, marked: Decimal) -> UnitPrice:
    """By the patient's list, or else what the batch says: the pack has a price though no list knows it."""
    return UnitPrice(marked) if listed.free_because is FreeBecause.NO_PRICE else listed
