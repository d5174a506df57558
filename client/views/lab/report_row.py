"""One report of a patient: to be chosen, and what is to be said about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import datetime_text, tr
from client.viewmodels.lab.delivery import may_be_given
from client.views.lab.delivery_words import copy_text, correction_text, given_text, state_word
from client.widgets.basics import Label, Rule, box, clear, hbox, vbox
from client.widgets.pills import Note, Pill
from shared.models.lab_reports import ReportToGive


class ReportRow(QWidget):
    ticked = Signal(object, bool)  # TestOrderId

    def __init__(self, report: ReportToGive) -> None:
        super().__init__()
        self.report = report
        self.tick = QCheckBox(report.test.replace("&", "&&"))
        self.state = Pill("", "grey")
        self._facts = Label("", "small", wrap=True)
        self.correction = Note("", "bad")
        self._given = vbox(spacing=1)
        inside = vbox(
            self._facts,
            self.correction,
            box(self._given),
            spacing=4,
            margins=(26, 0, 0, 8),
        )
        head = hbox(self.tick, None, self.state, spacing=8)
        self.setLayout(vbox(head, inside, Rule(), spacing=2, margins=(14, 4, 12, 2)))

        self.tick.clicked.connect(self._tell)

    def show_report(self, report: ReportToGive, *, chosen: bool) -> None:
        self.report = report
        may = may_be_given(report)
        self.tick.setEnabled(may)
        self.tick.setChecked(chosen)
        self.state.set_state(*state_word(report))
        self._facts.setText(" · ".join(part for part in _facts(report) if part))
        said = correction_text(report)
        self.correction.set_state(said, "warn" if may else "bad")
        self.correction.setVisible(bool(said))
        self.tick.setAccessibleDescription(said)
        clear(self._given)
        for delivery in report.deliveries:
            self._given.addWidget(Label(given_text(delivery), "muted", wrap=True))

    def _tell(self, checked: bool) -> None:  # noqa: FBT001 as Qt tells it
        self.ticked.emit(self.report.test_order_id, checked)


def _facts(report: ReportToGive) -> tuple[str, ...]:
    return (
        report.lab,
        report.accession,
        tr("version {n}, released {at}", n=report.number, at=datetime_text(report.released_at)),
        tr("requested by {who}", who=report.requester) if report.requester else report.ordered_by,
        tr("not paid") if report.unpaid else "",
        copy_text(report),
    )
