"""The technician's side of a test: values in, critical ones told, wrong ones answered by another version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.features.lab.judging import By, Panel, age_at, day_of, is_the_same
from server.features.lab.sheets import Sheets, untold
from server.features.lab.tables import CriticalCallRow, ResultRow, ResultVersionRow, TestOrderRow
from shared.contracts.lab_refusals import AlreadyTold, NothingEnteredAnew, TestOrderStateConflict
from shared.events import EventType
from shared.ids import CriticalCallId, ResultVersionId, SampleId, new_id
from shared.models.lab import TestOrderStatus
from shared.models.lab_results import (
    CorrectResults,
    EnterResults,
    RepeatTest,
    ResultSheet,
    TellCritical,
    TypedValue,
    VersionCause,
)

# While a critical value can still be told: before the report leaves, and after.
_RESULTED = (
    TestOrderStatus.IN_PROGRESS,
    TestOrderStatus.COMPLETED,
    TestOrderStatus.REVIEWED,
    TestOrderStatus.RELEASED,
    TestOrderStatus.DELIVERED,
)


@dataclass(frozen=True)
class Drawn:
    """The tube a version is of, and what counts at its collection."""

    sample_id: SampleId
    at: datetime
    conditions: list[str]


class Entering(Sheets):
    def enter(self, request: EnterResults) -> ResultSheet:
        """As many lines as were typed; the first of them open the version. All are right, or none is saved."""
        order = self._locked(request.test_order_id, request.version, TestOrderStatus.IN_PROGRESS)
        self._write(order, self._current(order) or self._first(order), request.values)
        return self._sheet(order)

    def correct(self, request: CorrectResults) -> ResultSheet:
        """What was released stays readable; the new version goes the whole way again, past a second person."""
        order = self._locked(
            request.test_order_id, request.version, TestOrderStatus.RELEASED, TestOrderStatus.DELIVERED
        )
        version = self._following(order, VersionCause.CORRECTED, request.reason)
        if not self._write(order, version, request.values):
            raise NothingEnteredAnew
        order.reissue = True
        self._record(order, EventType.TEST_CORRECTED, number=version.number)
        return self._sheet(order)

    def repeat(self, request: RepeatTest) -> ResultSheet:
        """Measured again, some of it or all: what is not entered anew is taken over as it was verified."""
        order = self._locked(request.test_order_id, request.version, TestOrderStatus.COMPLETED)
        version = self._following(order, VersionCause.REPEATED, request.reason)
        order.entered = False
        self._record(order, EventType.TEST_REPEATED, number=version.number)
        return self._sheet(order)

    def tell_critical(self, request: TellCritical) -> ResultSheet:
        order = self._locked(request.test_order_id, request.version, *_RESULTED)
        current = self._current(order)
        waiting = untold(self._results.values(current.id), self._results.calls(order.id)) if current else []
        if not waiting:
            raise AlreadyTold
        self._results.log(
            CriticalCallRow(
                id=CriticalCallId(new_id()),
                test_order_id=order.id,
                code=row.code,
                name=row.name,
                text=row.text,
                flag=row.flag,
                told_to=request.told_to,
                note=request.note,
                told_by=self._ctx.person.employee_id,
                told_at=self._ctx.now,
            )
            for row in waiting
        )
        order.untold = False
        self._record(order, EventType.CRITICAL_VALUE_TOLD, count=len(waiting))
        return self._sheet(order)

    def _current(self, order: TestOrderRow) -> ResultVersionRow | None:
        """The newest version, unless its tube was rejected."""
        version = self._results.version(order.id, order.results)
        return version if version is not None and version.withdrawn_at is None else None

    def _first(self, order: TestOrderRow) -> ResultVersionRow:
        """Of this tube. The patient's age and sex are those at its collection."""
        cause = VersionCause.FIRST if order.results == 0 else VersionCause.RECOLLECTED
        return self._opened(order, cause, "")

    def _following(self, order: TestOrderRow, cause: VersionCause, reason: str) -> ResultVersionRow:
        """The next version, with all values of the one before, which were verified there."""
        last = self._results.version(order.id, order.results)
        version = self._opened(order, cause, reason)
        if last is not None:
            panel = self._panel(order, version)
            self._results.add_values(panel.judged_anew(self._results.values(last.id), carried=True))
        order.status = TestOrderStatus.IN_PROGRESS
        return version

    def _opened(self, order: TestOrderRow, cause: VersionCause, reason: str) -> ResultVersionRow:
        sample = order.sample
        if sample is None or sample.collected_at is None:
            raise TestOrderStateConflict(order.status)
        version = self._version(order, Drawn(sample.id, sample.collected_at, sample.conditions), cause, reason)
        self._results.add(version)
        order.results = version.number
        return version

    def _version(self, order: TestOrderRow, drawn: Drawn, cause: VersionCause, reason: str = "") -> ResultVersionRow:
        """The next one, by what is known of the patient now."""
        patient = order.patient
        return ResultVersionRow(
            id=ResultVersionId(new_id()),
            test_order_id=order.id,
            sample_id=drawn.sample_id,
            number=self._results.next_number(order.id),
            cause=cause,
            reason=reason,
            collected_at=drawn.at,
            sex=patient.sex,
            birth_date=patient.birth_date,
            age_days=age_at(drawn.at, patient.birth_date, self._ctx.house.timezone),
            conditions=drawn.conditions,
            opened_by=self._ctx.person.employee_id,
            opened_at=self._ctx.now,
        )

    def _panel(self, order: TestOrderRow, version: ResultVersionRow) -> Panel:
        results = self._results
        analytes = results.analytes(order)
        return Panel(
            version,
            analytes,
            results.bands(order.test_type_id, day_of(version.collected_at, self._ctx.house.timezone)),
            results.before(order, analytes, version.collected_at),
            self._ctx.house.timezone,
        )

    def _write(self, order: TestOrderRow, version: ResultVersionRow, typed: Iterable[TypedValue]) -> bool:
        """The values that say something new, and the formulas that follow from them. Whether there were any."""
        panel = self._panel(order, version)
        by = By(self._ctx.person.employee_id, self._ctx.now)
        standing = {row.analyte_id: row for row in self._results.values(version.id)}
        measured_again = version.cause is VersionCause.REPEATED
        new = [
            row
            for row in panel.read(typed, by)
            if _is_news(row, standing.get(row.analyte_id), measured_again=measured_again)
        ]
        standing |= {row.analyte_id: row for row in new}
        panel.check_shares(standing)
        if new:
            calculated = [
                row
                for row in panel.calculated(standing, by)
                if _is_news(row, standing.get(row.analyte_id), measured_again=False)
            ]
            standing |= {row.analyte_id: row for row in calculated}
            self._results.add_values([*new, *calculated])
        order.entered = all(one.id in standing for one in panel.analytes) and _has_news(standing.values())
        order.untold = bool(untold(standing.values(), self._results.calls(order.id)))
        return bool(new)


def _is_news(row: ResultRow, standing: ResultRow | None, *, measured_again: bool) -> bool:
    """A repeated measurement says something new though its value be the same."""
    return standing is None or not is_the_same(row, standing) or (measured_again and standing.carried)


def _has_news(rows: Iterable[ResultRow]) -> bool:
    return any(not row.carried for row in rows)
