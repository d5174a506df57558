"""What the doctor has on the sheet: the note, diagnoses, medicines and tests, sent or not."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from client.viewmodels.consulting.quick_entry import QuickEntry
from shared.models.consultations import ConsultationDetails, DiagnosisKind, Icd10, NewDiagnosis, Note
from shared.models.lab import TestOrderStatus, TestType
from shared.models.prescriptions import (
    DoseForm,
    Medicine,
    NewPrescriptionItem,
    OrderSet,
    Override,
    PatientFacts,
    PrescriptionItem,
    Route,
)
from shared.models.stock import FoundMedicine
from shared.rules.dosing import COUNTED_FORMS, Frequency, Need, quantity

_USUAL_ROUTES: Final[dict[DoseForm, Route]] = {
    DoseForm.TABLET: Route.ORAL,
    DoseForm.CAPSULE: Route.ORAL,
    DoseForm.SYRUP: Route.ORAL,
    DoseForm.SUSPENSION: Route.ORAL,
    DoseForm.SACHET: Route.ORAL,
    DoseForm.INHALER: Route.INHALED,
    DoseForm.NEBULISER: Route.NEBULISED,
    DoseForm.CREAM: Route.TOPICAL,
    DoseForm.GEL: Route.TOPICAL,
    DoseForm.INFUSION: Route.IV,
    DoseForm.INSULIN: Route.SC,
}
"""Drops and injections have no usual one: the doctor says it."""

_ONE_EACH: Final = {*COUNTED_FORMS, DoseForm.CREAM, DoseForm.GEL}


@dataclass(frozen=True)
class Line:
    """A medicine being prescribed; what is None is still to be said, except the days and a typed quantity."""

    medicine: Medicine
    dose: Decimal | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    days: int | None = None
    typed_quantity: int | None = None
    instruction: str = ""
    most_a_day: int | None = None
    needed_for: Need | None = None
    on_hand: Decimal | None = field(default=None, compare=False)
    """In the pharmacy when it was looked up; None where it is not kept, or was not looked up."""

    @property
    def when_needed(self) -> bool:
        return self.frequency is Frequency.PRN

    @property
    def is_complete(self) -> bool:
        said = {self.dose, self.route, self.frequency}
        return None not in (said | {self.most_a_day, self.needed_for} if self.when_needed else said)

    @property
    def quantity(self) -> int | None:
        """As typed, else computed; None where neither is possible."""
        if self.typed_quantity is not None or self.dose is None or self.frequency is None:
            return self.typed_quantity
        return quantity(self.medicine.form, self.dose, self.frequency, self.days, self.medicine.pack)

    @property
    def left(self) -> Decimal | None:
        """What the pharmacy has, where that is less than the quantity."""
        if self.on_hand is None or self.quantity is None or self.on_hand >= self.quantity:
            return None
        return self.on_hand

    def item(self) -> NewPrescriptionItem:
        assert self.dose is not None
        assert self.route is not None
        assert self.frequency is not None
        return NewPrescriptionItem(
            medicine_id=self.medicine.id,
            dose=self.dose,
            route=self.route,
            frequency=self.frequency,
            days=self.days,
            quantity=self.typed_quantity,
            instruction=self.instruction,
            most_a_day=self.most_a_day if self.when_needed else None,
            needed_for=self.needed_for if self.when_needed else None,
        )

    def is_as_sent(self, item: PrescriptionItem) -> bool:
        mine = (self.dose, self.route, self.frequency, self.days, self.quantity, self.instruction)
        theirs = (item.dose, item.route, item.frequency, item.days, item.quantity, item.instruction)
        needs = (self.most_a_day, self.needed_for) == (item.most_a_day, item.needed_for) or not self.when_needed
        return self.medicine.id == item.medicine_id and mine == theirs and needs


def line_of(medicine: FoundMedicine, entry: QuickEntry) -> Line:
    """A medicine picked for a typed line; what its form makes plain is filled in, nothing is guessed."""
    return Line(
        medicine.product,
        dose=entry.dose or (Decimal(1) if medicine.form in _ONE_EACH else None),
        route=entry.route or _USUAL_ROUTES.get(medicine.form),
        frequency=entry.frequency,
        days=entry.days,
        most_a_day=entry.most_a_day,
        needed_for=entry.needed_for,
        on_hand=medicine.on_hand,
    )


def line_as_sent(item: PrescriptionItem) -> Line:
    """A sent medicine, to be changed; its quantity stays computed where nobody typed another."""
    medicine = Medicine(
        id=item.medicine_id,
        generic=item.medicine,
        form=item.form,
        strength=item.strength,
        controlled=False,  # a mark of the search only: a prescription does not carry it
        pack=item.pack,
    )
    computed = quantity(item.form, item.dose, item.frequency, item.days, item.pack)
    return Line(
        medicine,
        dose=item.dose,
        route=item.route,
        frequency=item.frequency,
        days=item.days,
        typed_quantity=None if item.quantity == computed else item.quantity,
        instruction=item.instruction,
        most_a_day=item.most_a_day,
        needed_for=item.needed_for,
    )


def lines_of_set(order_set: OrderSet) -> tuple[Line, ...]:
    return tuple(
        Line(
            line.medicine,
            dose=line.dose,
            route=line.route,
            frequency=line.frequency,
            days=line.days,
            typed_quantity=line.quantity,
            instruction=line.instruction,
            most_a_day=line.most_a_day,
            needed_for=line.needed_for,
        )
        for line in order_set.lines
    )


@dataclass(frozen=True)
class Worksheet:
    """All that is written in one consultation."""

    note: Note = field(default_factory=Note)
    diagnoses: tuple[Icd10, ...] = ()
    lines: tuple[Line, ...] = ()
    tests: tuple[TestType, ...] = ()
    """Not ordered yet; those that are stand in the consultation itself."""
    overrides: tuple[Override, ...] = ()
    facts: PatientFacts = field(default_factory=PatientFacts)

    def with_diagnosis(self, diagnosis: Icd10) -> "Worksheet":
        if any(known.code == diagnosis.code for known in self.diagnoses):
            return self
        return replace(self, diagnoses=(*self.diagnoses, Icd10(code=diagnosis.code, title=diagnosis.title)))

    def with_primary(self, code: str) -> "Worksheet":
        """The first one is the primary one; the others keep their order."""
        return replace(self, diagnoses=tuple(sorted(self.diagnoses, key=lambda d: d.code != code)))

    def without_diagnosis(self, code: str) -> "Worksheet":
        return replace(self, diagnoses=tuple(d for d in self.diagnoses if d.code != code))

    def with_line(self, line: Line) -> "Worksheet":
        """A line of the same product takes the old one's place: twice the same medicine is a mistake."""
        places = [known.medicine.id for known in self.lines]
        if line.medicine.id not in places:
            return replace(self, lines=(*self.lines, line))
        place = places.index(line.medicine.id)
        return replace(self, lines=(*self.lines[:place], line, *self.lines[place + 1 :]))

    def without_line(self, line: Line) -> "Worksheet":
        return replace(self, lines=tuple(known for known in self.lines if known.medicine.id != line.medicine.id))

    def with_override(self, override: Override) -> "Worksheet":
        others = tuple(known for known in self.overrides if known.key != override.key)
        return replace(self, overrides=(*others, override))

    def override_of(self, key: str) -> str:
        """The reason given; empty where none is."""
        return next((known.reason for known in self.overrides if known.key == key), "")

    def items(self) -> list[NewPrescriptionItem]:
        """The lines that can be sent as they are."""
        return [line.item() for line in self.lines if line.is_complete]

    def with_test(self, test: TestType) -> "Worksheet":
        if any(known.id == test.id for known in self.tests):
            return self
        return replace(self, tests=(*self.tests, test))

    def without_test(self, test: TestType) -> "Worksheet":
        return replace(self, tests=tuple(known for known in self.tests if known.id != test.id))

    def new_diagnoses(self) -> list[NewDiagnosis]:
        """The first is the primary one."""
        kinds = (DiagnosisKind.PRIMARY, *(DiagnosisKind.SECONDARY for _ in self.diagnoses[1:]))
        return [NewDiagnosis(code=d.code, kind=kind) for d, kind in zip(self.diagnoses, kinds, strict=False)]

    def has_new_diagnoses(self, kept: ConsultationDetails) -> bool:
        """An empty list cannot be sent: what stands then goes on standing."""
        stands = {(d.code, d.kind) for d in kept.diagnoses}
        return bool(self.diagnoses) and stands != {(d.code, d.kind) for d in self.new_diagnoses()}

    def has_new_lines(self, kept: ConsultationDetails) -> bool:
        sent = _sent_items(kept)
        same = len(sent) == len(self.lines) and all(map(Line.is_as_sent, self.lines, sent))
        return bool(self.lines) and not same

    def with_lines_of(self, kept: ConsultationDetails) -> "Worksheet":
        """The medicines as they were sent."""
        return replace(self, lines=tuple(map(line_as_sent, _sent_items(kept))))

    def unordered(self, kept: ConsultationDetails) -> tuple[TestType, ...]:
        """A test that was ordered in this visit is not ordered again."""
        ordered = {test.test_type_id for test in kept.tests if test.status is not TestOrderStatus.CANCELLED}
        return tuple(test for test in self.tests if test.id not in ordered)

    def to_draft(self) -> dict[str, Any]:
        draft: dict[str, Any] = _SHEET.dump_python(self, mode="json")
        return draft


_SHEET: Final = TypeAdapter(Worksheet)


def from_draft(draft: dict[str, Any]) -> Worksheet | None:
    """None if it was kept by a version of this program that wrote it otherwise."""
    try:
        return _SHEET.validate_json(json.dumps(draft))
    except ValidationError:
        return None


def from_server(kept: ConsultationDetails) -> Worksheet:
    """What the server knows, for a sheet with no draft on this computer; its diagnoses primary first."""
    ordered = sorted(kept.diagnoses, key=lambda d: d.kind is not DiagnosisKind.PRIMARY)
    return Worksheet(note=kept.note, diagnoses=_plain(ordered)).with_lines_of(kept)


def _sent_items(kept: ConsultationDetails) -> list[PrescriptionItem]:
    return kept.prescription.items if kept.prescription else []


def _plain(diagnoses: Iterable[Icd10]) -> tuple[Icd10, ...]:
    return tuple(Icd10(code=d.code, title=d.title) for d in diagnoses)
