"""A patient's chart: what every feature knows of one person, as far as the reader may see it."""

from typing import Final, TypeVar

from server.core.context import Context
from server.features.appointments.entries import entry_of
from server.features.appointments.tables import Appointment
from server.features.billing.repository import APPOINTMENT
from server.features.billing.tables import Bill
from server.features.charts.repository import ChartRepository
from server.features.documents.attaching import Attaching
from server.features.lab.tables import TestOrderRow
from server.features.patients.service import PatientService
from server.features.prescriptions.tables import PrescriptionRow
from shared.contracts import charts, documents
from shared.ids import AppointmentId, PatientId
from shared.models.charts import (
    Chart,
    ChartBill,
    ChartEvent,
    ChartPart,
    ChartPrescription,
    ChartTest,
    ChartVisit,
    ListChartBills,
    ListChartEvents,
    ListChartPrescriptions,
    ListChartTests,
    ListChartVisits,
    OpenChart,
    OpenedBy,
    Owed,
)
from shared.models.common import Page
from shared.models.consultations import Icd10
from shared.models.prescriptions import PrescriptionItem
from shared.money import Currency, rounded
from shared.permissions import Permission

Told = TypeVar("Told")

_NEEDED: Final = {
    ChartPart.TIMELINE: charts.timeline.allow,
    ChartPart.VISITS: charts.visits.allow,
    ChartPart.TESTS: charts.tests.allow,
    ChartPart.PRESCRIPTIONS: charts.prescriptions.allow,
    ChartPart.BILLS: charts.bills.allow,
    ChartPart.DOCUMENTS: documents.of_patient.allow,
}


class ChartService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._charts = ChartRepository(ctx.session)

    def open_chart(self, request: OpenChart) -> Chart:
        """All that the page shows at first, in one answer; the look is kept with it."""
        patient = PatientService(self._ctx).get(request.patient_id)
        self._ctx.looked_at(request.patient_id, ChartPart.TIMELINE, request.opened_by)
        parts = [part for part, needed in _NEEDED.items() if needed in self._ctx.actor.permissions]
        visits = timeline = None
        if ChartPart.VISITS in parts:
            visits = self._visits(ListChartVisits(patient_id=request.patient_id))
        if ChartPart.TIMELINE in parts:
            timeline = self._timeline(
                ListChartEvents(patient_id=request.patient_id, appointment_id=request.appointment_id)
            )
        return Chart(
            patient=patient,
            counts=self._counts(request.patient_id, parts),
            events=self._charts.events_by_type(request.patient_id) if timeline else {},
            owed=self._owed(request) if ChartPart.BILLS in parts else None,
            visits=visits,
            timeline=timeline,
        )

    def timeline(self, request: ListChartEvents) -> Page[ChartEvent]:
        self._look(request, ChartPart.TIMELINE)
        return self._timeline(request)

    def visits(self, request: ListChartVisits) -> Page[ChartVisit]:
        self._look(request, ChartPart.VISITS)
        return self._visits(request)

    def prescriptions(self, request: ListChartPrescriptions) -> Page[ChartPrescription]:
        self._look(request, ChartPart.PRESCRIPTIONS)
        return _page([_prescription(*row) for row in self._charts.prescriptions(request)], request.limit)

    def tests(self, request: ListChartTests) -> Page[ChartTest]:
        self._look(request, ChartPart.TESTS)
        return _page([_test(*row) for row in self._charts.tests(request)], request.limit)

    def bills(self, request: ListChartBills) -> Page[ChartBill]:
        self._look(request, ChartPart.BILLS)
        return _page([_bill(*row) for row in self._charts.bills(request)], request.limit)

    def _look(
        self,
        request: ListChartEvents | ListChartVisits | ListChartPrescriptions | ListChartTests | ListChartBills,
        part: ChartPart,
    ) -> None:
        """Raises PatientNotFound. A part that is read without the chart having been opened is a look too."""
        PatientService(self._ctx).get(request.patient_id)
        self._ctx.looked_at(request.patient_id, part, OpenedBy.AGAIN, on_chart=True)

    def _counts(self, patient_id: PatientId, parts: list[ChartPart]) -> dict[ChartPart, int]:
        counts = self._charts.counts(patient_id, parts)
        if ChartPart.DOCUMENTS in parts:
            counts[ChartPart.DOCUMENTS] = Attaching(self._ctx).count(patient_id)
        return counts

    def _timeline(self, asked: ListChartEvents) -> Page[ChartEvent]:
        told = [
            ChartEvent(
                **dict(entry_of(event, who, where, self._ctx.actor)),
                appointment_id=visit.id,
                visit_date=visit.appointment_date,
                doctor=visit.doctor.full_name,
                department=_department(visit),
            )
            for event, who, where, visit in self._charts.events(asked)
        ]
        return _page(told, asked.limit)

    def _visits(self, asked: ListChartVisits) -> Page[ChartVisit]:
        found = self._charts.visits(asked)
        rows = found[: asked.limit]
        ids = [row.id for row in rows]
        held = self._ctx.actor.permissions
        diagnoses = self._diagnoses(ids) if Permission.CONSULTATIONS_VIEW in held else {}
        medicines = self._charts.medicines_given(ids) if Permission.PRESCRIPTIONS_VIEW in held else None
        tests = self._charts.tests_ordered(ids) if Permission.LAB_VIEW in held else None
        bills = self._charts.bills_of(ids) if Permission.BILLING_VIEW in held else {}
        return Page(
            items=[
                ChartVisit(
                    appointment_id=row.id,
                    date=row.appointment_date,
                    doctor=row.doctor.full_name,
                    department=_department(row),
                    type=row.appointment_type,
                    status=row.status,
                    token=row.token,
                    booked_at=row.booked_at,
                    checked_in_at=row.checked_in_at,
                    entered_at=row.entered_at,
                    completed_at=row.completed_at,
                    diagnoses=diagnoses.get(row.id, []),
                    medicines=None if medicines is None else medicines.get(row.id, 0),
                    tests=None if tests is None else tests.get(row.id, 0),
                    bill=_bill(bills[row.id], row.doctor.full_name) if row.id in bills else None,
                )
                for row in rows
            ],
            more=len(found) > asked.limit,
        )

    def _diagnoses(self, visits: list[AppointmentId]) -> dict[AppointmentId, list[Icd10]]:
        found: dict[AppointmentId, list[Icd10]] = {}
        for visit, code, title in self._charts.diagnoses(visits):
            found.setdefault(visit, []).append(Icd10(code=code, title=title))
        return found

    def _owed(self, request: OpenChart) -> Owed:
        currency = self._ctx.house.currency
        return Owed(amount=rounded(self._charts.owed(request.patient_id), currency), currency=currency)


def _page(told: list[Told], limit: int) -> Page[Told]:
    """One more than the limit was asked for: it says that there is more."""
    return Page(items=told[:limit], more=len(told) > limit)


def _prescription(row: PrescriptionRow, who: str) -> ChartPrescription:
    return ChartPrescription(
        id=row.id,
        prescription_no=row.prescription_no,
        version=row.version,
        status=row.status,
        items=[PrescriptionItem.model_validate(item) for item in row.items],
        advice=row.advice,
        prescriber_id=row.prescribed_by,
        prescribed_by=who,
        prescribed_at=row.prescribed_at,
        appointment_id=row.appointment_id,
    )


def _test(row: TestOrderRow, who: str) -> ChartTest:
    return ChartTest(
        id=row.id,
        test_type_id=row.test_type_id,
        name=row.test_type.name,
        specimen=row.test_type.specimen,
        urgency=row.urgency,
        status=row.status,
        ordered_by=who,
        requester=row.requester,
        ordered_at=row.ordered_at,
        due_at=row.due_at,
        released=row.released,
        cancel_reason=row.cancel_reason,
        version=row.version,
        appointment_id=row.appointment_id,
    )


def _department(visit: Appointment) -> str:
    return visit.doctor.department.name if visit.doctor.department else ""


def _bill(bill: Bill, doctor: str) -> ChartBill:
    currency = Currency(bill.currency)
    return ChartBill(
        id=bill.id,
        bill_no=bill.bill_no,
        appointment_id=AppointmentId(bill.billable_id) if bill.billable_type == APPOINTMENT else None,
        doctor=doctor,
        status=bill.status,
        currency=currency,
        total=rounded(bill.total, currency),
        paid=rounded(bill.paid, currency),
        due=rounded(bill.due, currency),
        since=bill.since,
    )
