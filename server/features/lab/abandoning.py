"""A correction that need not be: what was released goes on counting."""

from server.features.appointments.repository import AppointmentRepository
from server.features.lab.reissuing import Reissuing
from server.features.lab.sheets import untold
from server.features.lab.tables import ResultVersionRow, TestOrderRow
from server.features.lab.telling import ReportNews
from shared.contracts.lab_refusals import TestOrderStateConflict
from shared.events import EventType
from shared.models.lab import TestOrderStatus
from shared.models.lab_results import AbandonCorrection, ResultSheet, VersionCause

_BEING_CORRECTED = (TestOrderStatus.IN_PROGRESS, TestOrderStatus.COMPLETED, TestOrderStatus.REVIEWED)


class Abandoning(Reissuing):
    def abandon_correction(self, request: AbandonCorrection) -> ResultSheet:
        """Not while another tube is being measured, nor what only a corrected age or sex has asked for."""
        known = self._lab.get(request.test_order_id)
        visit = AppointmentRepository(self._ctx.session).get_locked(known.appointment_id)
        order = self._locked(request.test_order_id, request.version, *_BEING_CORRECTED)
        versions = self._results.versions(order.id)
        released = next((one for one in versions if one.number == order.released), None)
        given_up = [one for one in versions if released and one.number > released.number and one.withdrawn_at is None]
        is_corrected = any(one.cause is VersionCause.CORRECTED for one in given_up)
        if released is None or not is_corrected or released.sample_id != order.sample_id:
            raise TestOrderStateConflict(order.status)
        for version in given_up:
            version.withdrawn_at = self._ctx.now
            version.withdrawn_by = self._ctx.person.employee_id
            version.withdrawn_reason = request.reason
        self._stand(order, released)
        self._record(order, EventType.TEST_CORRECTION_ABANDONED, number=released.number)
        if self._judged_otherwise(order.patient, released):
            self._judge_anew(order, released)
        ReportNews(self._ctx).tell(visit)  # who was told before it was corrected is not told again
        return self._sheet(order)

    def _stand(self, order: TestOrderRow, released: ResultVersionRow) -> None:
        """As it was before the correction was begun."""
        results = self._results
        order.results = released.number
        order.status = TestOrderStatus.DELIVERED if results.deliveries([order.id]) else TestOrderStatus.RELEASED
        order.entered = True
        order.reissue = False
        order.untold = bool(untold(results.values(released.id), results.calls(order.id)))
