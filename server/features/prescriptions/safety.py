"""The checks against harm, with what the house knows of the patient."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from server.catalogue.safety import safety_knowledge
from server.core.context import Context
from server.features.patients.service import PatientService
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import MedicineRow, PrescriptionItemRow, PrescriptionWarningRow
from server.features.vitals.repository import VitalsRepository
from shared.contracts.prescriptions import UnsettledWarnings
from shared.ids import AppointmentId, PatientId, new_id
from shared.models.prescriptions import NewPrescriptionItem, Override, PatientFacts, SafetyWarning
from shared.rules.prescription_checks import Person, Taken, check

# A child grows: a dose by an older weight would be by another child's.
_WEIGHT_HOLDS: Final = timedelta(days=30)


class Safety:
    def __init__(self, ctx: Context, prescriptions: PrescriptionRepository) -> None:
        self._ctx = ctx
        self._prescriptions = prescriptions

    def warnings(
        self,
        patient_id: PatientId,
        appointment_id: AppointmentId | None,
        items: Sequence[NewPrescriptionItem],
        facts: PatientFacts,
    ) -> list[SafetyWarning]:
        """Beside what other visits' prescriptions say is still taken. Raises MedicineNotFound."""
        medicines = self._prescriptions.medicines(item.medicine_id for item in items)
        earlier = self._prescriptions.still_taken(patient_id, appointment_id, self._ctx.now)
        return check(
            safety_knowledge(),
            self._person(patient_id, facts),
            [_drafted(item, medicines[item.medicine_id]) for item in items],
            [_taken(item, number) for item, number in earlier],
        )

    def settled(
        self,
        patient_id: PatientId,
        appointment_id: AppointmentId,
        items: Sequence[NewPrescriptionItem],
        facts: PatientFacts,
        overrides: Iterable[Override],
    ) -> list[PrescriptionWarningRow]:
        """All warnings, as they are kept with the prescription. Raises UnsettledWarnings, MedicineNotFound."""
        found = self.warnings(patient_id, appointment_id, items, facts)
        reasons = {override.key: override.reason for override in overrides}
        if any(warning.needs_reason and warning.key not in reasons for warning in found):
            raise UnsettledWarnings(found)
        return [
            PrescriptionWarningRow(
                id=new_id(),
                **warning.model_dump(),
                override=reasons.get(warning.key, ""),
                knowledge=safety_knowledge().version,
            )
            for warning in found
        ]

    def _person(self, patient_id: PatientId, facts: PatientFacts) -> Person:
        patient = PatientService(self._ctx).get(patient_id)
        birth = patient.birth
        measured = VitalsRepository(self._ctx.session).weight_since(patient_id, self._ctx.now - _WEIGHT_HOLDS)
        return Person(
            sex=patient.sex,
            age_days=None if birth is None else max((self._ctx.today - birth.date).days, 0),
            weight_kg=measured if facts.weight_kg is None else facts.weight_kg,
            pregnant=facts.pregnant,
            allergies=tuple(allergy.substance for allergy in patient.allergies),
        )


def _drafted(item: NewPrescriptionItem, medicine: MedicineRow) -> Taken:
    return Taken(
        medicine_id=medicine.id,
        generic=medicine.generic,
        form=medicine.form,
        strength=medicine.strength,
        dose=item.dose,
        route=item.route,
        frequency=item.frequency,
        most_a_day=item.most_a_day,
    )


def _taken(item: PrescriptionItemRow, number: str) -> Taken:
    return Taken(
        medicine_id=item.medicine_id,
        generic=item.medicine,
        form=item.form,
        strength=item.strength,
        dose=item.dose,
        route=item.route,
        frequency=item.frequency,
        most_a_day=item.most_a_day,
        of=number,
    )
