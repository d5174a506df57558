"""Reports of money: drawers to be verified, day book, cashiers, departments, doctors, dues, payers."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.cashier.drawers import Drawers
from client.viewmodels.cashier.report_tables import ReportKind
from client.viewmodels.cashier.reports import CashReports, ReportsState, report_title
from client.views.cashier.drawers_view import DrawersView
from client.views.cashier.report_view import ReportView
from client.widgets.basics import Card, KeyCap, hbox, vbox
from client.widgets.choices import Tabs

_DRAWERS: Final = "drawers"


class CashReportsPage(QWidget):
    """Keyboard only: Alt and a digit choose the report, F5 asks anew, Enter opens a row, Ctrl+P prints."""

    patient_opened = Signal(object)  # PatientId
    said = Signal(str)

    def __init__(self, drawers: Drawers, reports: CashReports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reports = reports
        reports.setParent(self)
        kinds = reports.state.kinds
        self._places: tuple[str, ...] = (_DRAWERS, *kinds)
        self.tabs: Tabs[str] = Tabs(
            ((_DRAWERS, tr("Drawers")), *((kind, report_title(kind)) for kind in kinds)), tr("Report")
        )
        self.drawers = DrawersView(drawers)
        self.report = ReportView(reports)
        self._stack = QStackedWidget()
        self._build()

        self.tabs.picked.connect(self._show)
        self.drawers.said.connect(self.said)
        self.report.patient_opened.connect(self.patient_opened)
        reports.state_changed.connect(self._render)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.drawers.refresh()
        if self._stack.currentWidget() is self.report:
            self._reports.refresh()

    def show_report(self, place: str) -> None:
        """By its key: the arrows walk along its rows at once."""
        self.tabs.set_value(place)
        self._show(place)
        (self.drawers.list if place == _DRAWERS else self.report.tables[ReportKind(place)]).setFocus()

    def _build(self) -> None:
        self.setFocusProxy(self.tabs)
        keys = KeyCap(tr("Alt+1–{last}", last=len(self._places)))
        self._stack.addWidget(self.drawers)
        self._stack.addWidget(self.report)
        head = Card(hbox(self.tabs, None, keys), margins=(16, 6, 16, 6))
        whole = vbox(head, self._stack, spacing=12, margins=(16, 12, 16, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for number, place in enumerate(self._places, start=1):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self.show_report, place))

    def _show(self, place: str) -> None:
        if place == _DRAWERS:
            self._stack.setCurrentWidget(self.drawers)
            self.drawers.refresh()
        else:
            self._stack.setCurrentWidget(self.report)
            self._reports.show_kind(ReportKind(place))

    def _render(self, state: ReportsState) -> None:
        if self._stack.currentWidget() is self.report:
            self.tabs.set_value(state.kind)


def build_cash_reports(desk: Desk) -> CashReportsPage:
    return CashReportsPage(
        Drawers(desk.calls, desk.changes, desk.clock, desk.printing, desk.session),
        CashReports(desk.calls, desk.clock, desk.printing, desk.session),
    )
