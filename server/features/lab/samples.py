"""Tubes: numbered, labelled, filled, brought to the laboratory, or rejected and filled anew."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from server.features.appointments.repository import AppointmentRepository
from server.features.lab.judging import age_between, day_of
from server.features.lab.result_repository import ResultRepository
from server.features.lab.sample_repository import SampleRepository
from server.features.lab.tables import SampleRow, TestOrderRow
from server.features.lab.work import Work, stamp
from shared.contracts.lab_refusals import SampleStateConflict, TestOrderNotFound, TestOrderStateConflict
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, SampleId, TestOrderId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.lab import (
    Collection,
    CollectSamples,
    PrepareSamples,
    RejectSample,
    Sample,
    SampleMove,
    SampleStage,
    TestOrderStatus,
    Urgency,
)
from shared.models.patients import PatientSummary, Sex
from shared.rules.accessions import set_number, tube_sign
from shared.rules.lab_ranges import AgeAt, Band, Condition

_RANKS = list(Urgency)
_KNOWN = frozenset({Sex.MALE, Sex.FEMALE})
_RESULTED = (TestOrderStatus.COMPLETED, TestOrderStatus.REVIEWED)
_BEFORE_RESULTS = (TestOrderStatus.ORDERED, TestOrderStatus.IN_PROGRESS)


class Samples(Work):
    def of_visit(self, appointment_id: AppointmentId) -> Page[Sample]:
        """Raises AppointmentNotFound."""
        visit = AppointmentRepository(self._ctx.session).get(appointment_id)
        self._ctx.looked_at(visit.patient_id, ChartPart.TESTS, OpenedBy.AGAIN, visit.id)
        return Page(items=self._told(self._samples.of_appointment(appointment_id)))

    def prepare(self, request: PrepareSamples) -> Page[Sample]:
        """Numbers for labels; what has one keeps it."""
        orders = self._ordered(request.appointment_id, request.test_order_ids)
        self._number(request.appointment_id, orders)
        return Page(items=self._told(self._of(orders)))

    def collection(self, appointment_id: AppointmentId) -> Collection:
        """Fasting for a fasting glucose, a pregnancy where its range is another: of this patient's age and sex only."""
        AppointmentRepository(self._ctx.session).get(appointment_id)
        waiting = self._lab.to_collect(appointment_id)
        if not waiting:
            return Collection(asked=[])
        patient, zone = waiting[0].patient, self._ctx.house.timezone
        age = age_between(self._ctx.now, patient.birth_date, zone)
        sexes = {patient.sex} if patient.sex in _KNOWN else _KNOWN
        types = {order.test_type_id for order in waiting}
        bands = ResultRepository(self._ctx.session).conditional(types, day_of(self._ctx.now, zone))
        asked = {band.condition for band in bands if age is None or any(_concerns(band, age, sex) for sex in sexes)}
        return Collection(asked=[condition for condition in Condition if condition in asked])

    def collect(self, request: CollectSamples) -> Page[Sample]:
        """The tubes of these tests are filled, whether they were numbered before or not."""
        orders = self._ordered(request.appointment_id, request.test_order_ids)
        self._number(request.appointment_id, orders)
        samples = self._of(orders)
        for sample in samples:
            self._in_stage(sample, SampleStage.PREPARED)
            sample.conditions = [condition.value for condition in dict.fromkeys(request.conditions)]
            sample.collected_by = self._ctx.person.employee_id
            sample.collected_at = self._ctx.now
            self._tell(sample, EventType.TEST_SAMPLE_COLLECTED)
        return Page(items=self._told(samples))

    def label_printed(self, request: SampleMove) -> Sample:
        """The first time is the fact; every further one is counted."""
        sample = self._moved(request, SampleStage.PREPARED, SampleStage.COLLECTED, SampleStage.RECEIVED)
        sample.label_prints += 1
        if sample.label_printed_at is None:
            sample.label_printed_by = self._ctx.person.employee_id
            sample.label_printed_at = self._ctx.now
        return self._told_one(sample)

    def receive(self, request: SampleMove) -> Sample:
        """In the laboratory: its tests are in progress."""
        orders = self._lab.of_sample_locked(request.sample_id)
        sample = self._moved(request, SampleStage.COLLECTED)
        sample.received_by = self._ctx.person.employee_id
        sample.received_at = self._ctx.now
        for order in orders:
            if order.status is TestOrderStatus.ORDERED:
                order.status = TestOrderStatus.IN_PROGRESS
                self._touch(order)
        self._tell(sample, EventType.TEST_IN_PROGRESS)
        return self._told_one(sample)

    def reject(self, request: RejectSample) -> Sample:
        """Its tests wait for another tube under another number; what was entered of it is nobody's result.

        What is verified must be repeated first. What is released stays: it is answered by a correction.
        """
        orders = self._lab.of_sample_locked(request.sample_id)
        sample = self._moved(request, SampleStage.PREPARED, SampleStage.COLLECTED, SampleStage.RECEIVED)
        for order in orders:
            if order.status in _RESULTED:
                raise TestOrderStateConflict(order.status)
        sample.rejected_by = self._ctx.person.employee_id
        sample.rejected_at = self._ctx.now
        sample.reject_cause = request.cause
        sample.reject_note = request.note
        ResultRepository(self._ctx.session).withdraw(sample.id, self._ctx.now)
        for order in orders:
            if order.status in _BEFORE_RESULTS:
                order.status = TestOrderStatus.ORDERED
                order.sample_id = None
                order.entered = order.untold = False
                order.analyser = ""
                self._touch(order)
        self._tell(sample, EventType.TEST_SAMPLE_REJECTED, cause=request.cause.value)
        return self._told_one(sample)

    @property
    def _samples(self) -> SampleRepository:
        return SampleRepository(self._ctx.session)

    def _ordered(self, appointment_id: AppointmentId, ids: Iterable[TestOrderId]) -> list[TestOrderRow]:
        """Of this visit, locked, and waiting for a tube to be filled."""
        AppointmentRepository(self._ctx.session).get(appointment_id)
        orders = self._lab.several_locked(ids)
        for order in orders:
            if order.appointment_id != appointment_id:
                raise TestOrderNotFound(order.id)
            if order.status is not TestOrderStatus.ORDERED:
                raise TestOrderStateConflict(order.status)
            self._touch(order)
        return orders

    def _number(self, appointment_id: AppointmentId, orders: Iterable[TestOrderRow]) -> None:
        """One set of tubes for those that have none, one tube for all tests of one kind of tube."""
        waiting = sorted((order for order in orders if order.sample_id is None), key=_tube)
        if not waiting:
            return
        today = self._ctx.today
        # The counter last: everyone else who collects waits for it until this commits.
        number = set_number(today, self._samples.next_set(today.isoformat()))
        made = []
        for place, ((specimen, tube), tests) in enumerate(groupby(waiting, key=_tube)):
            sample = SampleRow(
                id=SampleId(new_id()),
                appointment_id=appointment_id,
                patient_id=waiting[0].patient_id,
                set_number=number,
                tube_sign=tube_sign(place),
                specimen=specimen,
                tube=tube,
                label_prints=0,
                reject_note="",
                prepared_by=self._ctx.person.employee_id,
                prepared_at=self._ctx.now,
            )
            made.append(sample)
            for order in tests:
                order.sample_id = sample.id
        self._samples.add(made, waiting)

    def _of(self, orders: Iterable[TestOrderRow]) -> Sequence[SampleRow]:
        return self._samples.several_locked(order.sample_id for order in orders if order.sample_id is not None)

    def _moved(self, request: SampleMove | RejectSample, *stages: SampleStage) -> SampleRow:
        """Locked after its orders, as all lock them."""
        sample = self._samples.get_locked(request.sample_id)
        if sample.version != request.version:
            raise StaleVersion(sample.version)
        self._in_stage(sample, *stages)
        self._ctx.touched(sample.id, sample.appointment_id)
        return sample

    def _in_stage(self, sample: SampleRow, *stages: SampleStage) -> None:
        if sample.stage not in stages:
            raise SampleStateConflict(sample.stage)

    def _tell(self, sample: SampleRow, event: EventType, **metadata: Any) -> None:
        self._ctx.record(event, sample.appointment_id, sample.patient_id, accession=sample.accession, **metadata)

    def _told_one(self, sample: SampleRow) -> Sample:
        return self._told([sample])[0]

    def _told(self, samples: Sequence[SampleRow]) -> list[Sample]:
        self._samples.flush()
        tests = self._samples.tests_of(sample.id for sample in samples)
        names = self._lab.names(
            one for s in samples for one in (s.label_printed_by, s.collected_by, s.received_by, s.rejected_by)
        )
        return [
            Sample(
                id=one.id,
                appointment_id=one.appointment_id,
                patient=PatientSummary.model_validate(one.patient),
                accession=one.accession,
                specimen=one.specimen,
                tube=one.tube,
                stage=one.stage,
                urgency=max((urgent for _, urgent in tests.get(one.id, [])), key=_RANKS.index, default=Urgency.ROUTINE),
                conditions=[Condition(condition) for condition in one.conditions],
                tests=[name for name, _ in tests.get(one.id, [])],
                label_prints=one.label_prints,
                label_printed=stamp(names, one.label_printed_by, one.label_printed_at),
                collected=stamp(names, one.collected_by, one.collected_at),
                received=stamp(names, one.received_by, one.received_at),
                rejected=stamp(names, one.rejected_by, one.rejected_at),
                reject_cause=one.reject_cause,
                reject_note=one.reject_note,
                version=one.version,
            )
            for one in samples
        ]


def _tube(order: TestOrderRow) -> tuple[str, str]:
    return order.test_type.specimen, order.test_type.tube


def _concerns(band: Band, age: AgeAt, sex: Sex) -> bool:
    return band.condition is not None and band.covers(age, sex, {band.condition})
