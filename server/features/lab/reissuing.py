"""What becomes of results when a patient's age or sex was wrong: judged anew in a version of its own."""

from server.features.lab.entering import Drawn, Entering
from server.features.lab.judging import age_at, is_the_same
from server.features.lab.sheets import untold
from server.features.lab.tables import ResultVersionRow, TestOrderRow
from server.features.patients.service import PatientService
from server.features.patients.tables import Patient
from shared.events import EventType
from shared.ids import PatientId
from shared.models.lab import TestOrderStatus
from shared.models.lab_results import VersionCause


class Reissuing(Entering):
    def patient_corrected(self, patient_id: PatientId) -> None:
        """Every result that was judged by another age or sex; where that changes nothing it says, it stands."""
        patient = PatientService(self._ctx).record(patient_id)
        for order, version in self._results.newest_of_patient_locked(patient_id):
            if self._judged_otherwise(patient, version):
                self._judge_anew(self._lab.get(order.id), version)

    def _judged_otherwise(self, patient: Patient, version: ResultVersionRow) -> bool:
        age = age_at(version.collected_at, patient.birth_date, self._ctx.house.timezone)
        return (version.sex, version.age_days) != (patient.sex, age)

    def _judge_anew(self, order: TestOrderRow, last: ResultVersionRow) -> None:
        """Nothing was measured: whoever entered and verified the values did so before.

        A version that nobody has verified yet is gone on with in the new one, by the same people.
        """
        was_verified = last.verified_at is not None
        version = self._version(
            order, Drawn(last.sample_id, last.collected_at, last.conditions), VersionCause.RECOMPUTED
        )
        old = self._results.values(last.id)
        rows = self._panel(order, version).judged_anew(old, carried=was_verified)
        if all(is_the_same(row, was) for row, was in zip(rows, old, strict=True)):
            return
        self._results.add(version, rows)
        order.results = version.number
        order.untold = bool(untold(rows, self._results.calls(order.id)))
        if was_verified:
            version.verified_by, version.verified_at = last.verified_by, last.verified_at
            order.status = TestOrderStatus.COMPLETED
            order.reissue = order.released is not None
        self._touch(order)
        self._record(order, EventType.TEST_REISSUE_NEEDED, number=version.number)
        self._lab.flush()
