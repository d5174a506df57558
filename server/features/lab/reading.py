"""What doctors read of released results: the newest of a patient, and what they ordered and have not read yet."""

from collections.abc import Sequence
from typing import Final

from server.features.lab.reading_repository import ReadingRepository, Told
from server.features.lab.work import Work
from shared.events import EventType
from shared.ids import PatientId
from shared.models.common import Nothing, Page
from shared.models.lab_results import EarlierResult, LatestResult, Limits, MarkRead, UnreadResult
from shared.models.patients import PatientSummary

_ANALYTES: Final = 40
"""The newest of them: more is read in the reports."""
_VALUES: Final = 8
"""As many as a small chart shows, the newest among them."""
_UNREAD: Final = 100


class Reading(Work):
    def latest(self, patient_id: PatientId) -> list[LatestResult]:
        """Of each analyte what counts now, the newest first, with the values before it."""
        of_analyte: dict[str, list[Told]] = {}
        for told in self._reading.values(patient_id, _VALUES):
            of_analyte.setdefault(told.row.code, []).append(told)
        return [_latest(told) for told in list(of_analyte.values())[:_ANALYTES]]

    def unread(self) -> Page[UnreadResult]:
        """Of what I ordered, the longest waiting first."""
        found = self._reading.unread(self._ctx.person.employee_id, _UNREAD + 1)
        return Page(
            items=[
                UnreadResult(
                    test_order_id=row.order.id,
                    number=row.version.number,
                    patient=PatientSummary.model_validate(row.order.patient),
                    test=row.order.test_type.name,
                    cause=row.version.cause,
                    released_at=row.released_at,
                    flagged=sum(flag.is_flagged for flag in row.flags),
                    critical=any(flag.is_critical for flag in row.flags),
                )
                for row in found[:_UNREAD]
            ],
            more=len(found) > _UNREAD,
        )

    def mark_read(self, request: MarkRead) -> Nothing:
        """By who ordered it; what was released anew meanwhile stays unread. Raises TestOrderNotFound."""
        order = self._lab.get(request.test_order_id)
        if self._reading.read(order.id, self._ctx.person.employee_id, request.number):
            self._touch(order)
            self._record(order, EventType.TEST_RESULT_READ, number=request.number)
        return Nothing()

    @property
    def _reading(self) -> ReadingRepository:
        return ReadingRepository(self._ctx.session)


def _latest(told: Sequence[Told]) -> LatestResult:
    """The newest comes first; a line is drawn of one unit only."""
    newest, *before = told
    row = newest.row
    return LatestResult(
        test_order_id=newest.order_id,
        number=newest.number,
        test=newest.test,
        code=row.code,
        name=row.name,
        unit=row.unit,
        decimals=row.decimals,
        value=row.text,
        worth=row.number,
        flag=row.flag,
        limits=Limits(
            low=row.low,
            high=row.high,
            critical_low=row.critical_low,
            critical_high=row.critical_high,
            text=row.range_text,
        ),
        at=newest.at,
        earlier=[
            EarlierResult(value=each.row.text, number=each.row.number, flag=each.row.flag, at=each.at)
            for each in before
            if each.row.unit == row.unit
        ],
    )
