"""The patient's past beside today's note: in a fixed number of statements, however long it is."""

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date
from server.core.context import Context
from server.features.consultations.background_repository import BackgroundRepository
from server.features.consultations.problems import ProblemService
from server.features.consultations.service import ConsultationService
from server.features.lab.reading import Reading
from server.features.patients.service import PatientService
from server.features.prescriptions.tables import PrescriptionItemRow
from server.features.vitals.service import VitalsService
from shared.ids import MedicineId, PatientId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.consultations import ActiveMedicine, Background, GetBackground
from shared.permissions import Permission

_VISITS: Final = 8
"""Those one looks at; the chart has all."""
_SETS: Final = 12
"""As many as a small chart shows."""
_WITHOUT_END: Final = timedelta(days=90)
"""So long a medicine without a stated end is taken to go on."""


class BackgroundService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def get(self, request: GetBackground) -> Background:
        """Raises PatientNotFound."""
        patient = PatientService(self._ctx).get(request.patient_id)
        opened_by = OpenedBy.AGAIN if request.again else OpenedBy.VISIT
        self._ctx.looked_at(patient.id, ChartPart.VISITS, opened_by)
        held = self._ctx.actor.permissions
        return Background(
            visits=ConsultationService(self._ctx).past_of(patient.id, _VISITS),
            vitals=VitalsService(self._ctx).standing_of(patient.id, patient.birth, _SETS),
            medicines=self._medicines(patient.id) if Permission.PRESCRIPTIONS_VIEW in held else None,
            problems=ProblemService(self._ctx).of_patient(patient.id),
            results=Reading(self._ctx).latest(patient.id) if Permission.LAB_VIEW in held else None,
        )

    def _medicines(self, patient_id: PatientId) -> list[ActiveMedicine]:
        """Each product once, as it was prescribed last."""
        repository = BackgroundRepository(self._ctx.session)
        active: dict[MedicineId, ActiveMedicine] = {}
        for item, since in repository.medicines_since(patient_id, self._ctx.now, _WITHOUT_END):
            begun = business_date(since, ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts)
            until = _last_day(item, begun)
            active.setdefault(
                item.medicine_id,
                ActiveMedicine(
                    medicine=item.medicine,
                    strength=item.strength,
                    form=item.form,
                    dose=item.dose,
                    frequency=item.frequency,
                    since=since,
                    until=until,
                ),
            )
        today = self._ctx.today
        return [medicine for medicine in active.values() if medicine.until is None or medicine.until >= today]


def _last_day(item: PrescriptionItemRow, begun: date) -> date | None:
    """The day of the prescription is the first."""
    return None if item.days is None else begun + timedelta(days=item.days - 1)
