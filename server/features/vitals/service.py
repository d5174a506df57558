"""Vital signs at the nurse's station and in the doctor's room."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date
from server.core.context import Context
from server.features.appointments.repository import AppointmentRepository
from server.features.patients.service import PatientService
from server.features.vitals.repository import Named, VitalsRepository
from server.features.vitals.tables import VitalsRow
from shared.ages import Age, age_on
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.vitals import TooMuchForAge, VitalsWithdrawn
from shared.events import EventType
from shared.ids import PatientId, VitalsId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.patients import Birth
from shared.models.vitals import (
    MEASURED,
    Flags,
    ListVitals,
    Measured,
    MeasuredVisit,
    RecordVitals,
    Vitals,
    Withdrawal,
    WithdrawVitals,
)
from shared.rules.vitals import Sign, body_mass_index, flag_of, most_at

_HERE: Final = frozenset(
    {
        AppointmentStatus.WAITING,
        AppointmentStatus.CALLED,
        AppointmentStatus.IN_CONSULTATION,
        AppointmentStatus.ON_HOLD,
    }
)


class VitalsService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._vitals = VitalsRepository(ctx.session)

    def record(self, request: RecordVitals) -> Vitals:
        """Of who is here; what nobody of that age can measure is refused."""
        visit = AppointmentRepository(self._ctx.session).get_locked(request.appointment_id)
        if visit.status not in _HERE:
            raise AppointmentStateConflict(visit.status)
        birth = PatientService(self._ctx).get(visit.patient_id).birth
        self._check_plausible(request, self._age(birth, self._ctx.now))
        row = VitalsRow(
            id=VitalsId(new_id()),
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            **{sign.value: getattr(request, sign) for sign in MEASURED},
            measured_by=self._ctx.person.employee_id,
            measured_at=self._ctx.now,
        )
        self._vitals.add(row)
        # The timeline is read at every counter: that they were measured, not what.
        self._ctx.record(EventType.VITALS_RECORDED, visit.id, visit.patient_id, vitals_id=str(row.id))
        return self._answer(row, birth)

    def withdraw(self, request: WithdrawVitals) -> Vitals:
        """Marked as entered in error; it stays readable."""
        row = self._vitals.get_locked(request.vitals_id)
        if row.measured_by != self._ctx.person.employee_id:
            self._ctx.check_open(row.patient_id)
        if row.withdrawn_at is not None:
            raise VitalsWithdrawn
        row.withdrawn_at = self._ctx.now
        row.withdrawn_by = self._ctx.person.employee_id
        row.withdrawn_reason = request.reason
        self._vitals.flush()
        self._ctx.record(EventType.VITALS_WITHDRAWN, row.appointment_id, row.patient_id, vitals_id=str(row.id))
        return self._answer(row, PatientService(self._ctx).get(row.patient_id).birth)

    def of_patient(self, request: ListVitals) -> Page[Vitals]:
        """Raises PatientNotFound."""
        birth = PatientService(self._ctx).get(request.patient_id).birth
        self._ctx.looked_at(request.patient_id, ChartPart.VISITS, OpenedBy.AGAIN)
        rows = self._vitals.of_patient(request.patient_id, request.limit + 1)
        return Page(
            items=[self._shown(named, birth) for named in rows[: request.limit]], more=len(rows) > request.limit
        )

    def measured_today(self) -> Page[MeasuredVisit]:
        rows = self._vitals.measured_on(self._ctx.today)
        return Page(items=[MeasuredVisit(appointment_id=visit, measured_at=at) for visit, at in rows])

    def standing_of(self, patient_id: PatientId, birth: Birth | None, limit: int) -> list[Vitals]:
        """The newest first, without those entered in error."""
        return [self._shown(named, birth) for named in self._vitals.standing_of(patient_id, limit)]

    def _answer(self, row: VitalsRow, birth: Birth | None) -> Vitals:
        self._ctx.touched(row.appointment_id, row.patient_id)
        return self._shown(self._vitals.named(row.id), birth)

    def _shown(self, named: Named, birth: Birth | None) -> Vitals:
        row, by, withdrawn_by = named
        measured = Measured.model_validate(row, from_attributes=True)
        bmi = body_mass_index(row.weight_kg, row.height_cm)
        age = self._age(birth, row.measured_at)
        values = dict(measured.values()) | ({Sign.BMI: bmi} if bmi is not None else {})
        flags: Flags = {sign: flag for sign, value in values.items() if (flag := flag_of(sign, value, age))}
        withdrawn = None
        if row.withdrawn_at is not None:
            withdrawn = Withdrawal(at=row.withdrawn_at, by=withdrawn_by or "", reason=row.withdrawn_reason or "")
        return Vitals(
            **dict(measured),
            id=row.id,
            appointment_id=row.appointment_id,
            measured_at=row.measured_at,
            measured_by=by,
            bmi=bmi,
            flags=flags,
            withdrawn=withdrawn,
        )

    def _age(self, birth: Birth | None, moment: datetime) -> Age | None:
        """At that moment: a child grows out of its limits, not out of what was measured then."""
        day = business_date(moment, ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts)
        return None if birth is None or birth.date > day else age_on(day, birth.date)

    def _check_plausible(self, measured: Measured, age: Age | None) -> None:
        for sign, value in measured.values():
            if value > (most := most_at(sign, age)):
                raise TooMuchForAge(sign, most)
