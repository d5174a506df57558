"""One released test of the chart as its paper says it; older versions too."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.session import Session
from client.printing.papers import ReportedTest
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.printing.report_paper import reported_test
from shared.contracts import lab
from shared.errors import ApiError
from shared.ids import TestOrderId
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import TestReport


@dataclass(frozen=True)
class ReportState:
    report: TestReport | None = None
    may_print: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def shown(self) -> ReportedTest | None:
        return None if self.report is None else reported_test(self.report, self.report, copy_at_test=True)

    @property
    def before(self) -> int | None:
        """The version that this one took the place of."""
        return self.report.replaces.number if self.report is not None and self.report.replaces is not None else None

    @property
    def is_newest(self) -> bool:
        return self.report is None or self.report.number == self.report.newest


class OneReport(QObject):
    state_changed = Signal(object)  # ReportState

    def __init__(self, calls: Calls, session: Session, printing: PrintDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ReportState()
        self._calls = calls
        self._session = session
        self._printing = printing

    @latest
    async def open(self, order_id: TestOrderId, number: int | None = None) -> None:
        self._show(ReportState(busy=True))
        try:
            report = await self._calls.send(lab.report(test_order_id=order_id, number=number))
        except ApiError as problem:
            self._show(ReportState(problem=problem))
        else:
            self._show(ReportState(report, may_print=self._session.can(lab.print_reports)))

    def open_before(self) -> None:
        if self.state.report is not None and self.state.before is not None:
            self.open(self.state.report.test_order_id, self.state.before)

    def open_newest(self) -> None:
        if self.state.report is not None:
            self.open(self.state.report.test_order_id)

    def print(self) -> None:
        """The version that is shown; an older one says across the page that it is superseded."""
        report = self.state.report
        if report is not None and self.state.may_print:
            wanted = ReportVersion(test_order_id=report.test_order_id, number=report.number)
            self._printing.reports([wanted], report.accession)

    def _show(self, state: ReportState) -> None:
        self.state = state
        self.state_changed.emit(state)
