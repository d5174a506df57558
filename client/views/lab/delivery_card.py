"""A patient's reports: choose, print, say who took them."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.core.words import age_text, sex_word, shown_name
from client.viewmodels.lab.delivery import Delivery, DeliveryState
from client.views.lab.delivery_words import hints
from client.views.lab.report_row import ReportRow
from client.views.lab.take_sheet import TakeSheet
from client.views.patient.dues_pill import DuesPill
from client.widgets.basics import Card, Label, Rule, Scroll, Whole, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from client.widgets.stat import EmptyState
from client.widgets.tokens import Tone
from shared.ids import PatientId, TestOrderId
from shared.models.patients import PatientSummary


class DeliveryCard(Card):
    def __init__(self, view_model: Delivery, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 8))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.name = Whole("", "name")
        self._local_name = Whole("", "name2")
        self._who = Label("", "muted")
        self._hints = vbox(spacing=6)
        self._rows_box = vbox(spacing=0)
        self.rows: list[ReportRow] = []
        self._shown: tuple[PatientId, tuple[TestOrderId, ...]] | None = None
        self.all = KeyButton(tr("Choose all"), "Alt+A", icon="check", size="lg")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer", size="lg")
        self.give = KeyButton(tr("Handed over…"), "F9", icon="user-check", kind="primary", size="lg")
        self._stack = QStackedWidget()
        self._build()

        self.all.clicked.connect(view_model.choose_all)
        self.print.clicked.connect(view_model.print)
        self.give.clicked.connect(self._ask_who)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def start(self) -> None:
        """The keyboard goes to the reports; the keys of the buttons work from anywhere."""
        ready = next((row.tick for row in self.rows if row.tick.isEnabled()), None)
        (ready or self.print).setFocus()

    def _build(self) -> None:
        nothing = EmptyState(
            "file-check",
            tr("No patient is open"),
            tr("Scan the label or the card, or choose somebody from the list and press Enter."),
        )
        head = vbox(
            hbox(self.name, self._local_name, None, DuesPill(self._view_model.dues), spacing=10),
            self._who,
            spacing=1,
            margins=(14, 0, 12, 8),
        )
        hinted = box(vbox(self._hints, margins=(14, 8, 12, 0)))
        buttons = hbox(
            self.all, None, self.give.reason_label(), self.print, self.give, spacing=10, margins=(14, 8, 12, 0)
        )
        whole = vbox(head, Rule(), Scroll(box(vbox(self._rows_box, None))), hinted, box(buttons))
        whole.setStretch(2, 1)
        self._stack.addWidget(nothing)
        self._stack.addWidget(box(whole))
        self.add(self._stack)

    def _render(self, state: DeliveryState) -> None:
        self._stack.setCurrentIndex(0 if state.patient is None else 1)
        if state.patient is None:
            self._shown = None
            return
        self._render_patient(state.patient)
        shown = state.patient.id, tuple(report.test_order_id for report in state.reports)
        if shown != self._shown:
            self._shown = shown
            self._place(state)
        for row, report in zip(self.rows, state.reports, strict=True):
            row.show_report(report, chosen=report.test_order_id in state.chosen)
        clear(self._hints)
        for text, tone in (*_refused(state), *hints(state)):
            self._hints.addWidget(Note(text, tone))
        count = len(state.chosen)
        nothing = "" if count else tr("Choose a report")
        self.print.set_text(trn("Print {n} report", "Print {n} reports", count) if count > 1 else tr("Print"))
        self.print.set_blocked(nothing)
        self.give.set_blocked(nothing)
        self.give.set_busy(state.sending)

    def _render_patient(self, patient: PatientSummary) -> None:
        self._view_model.dues.show(patient.id)
        self.name.setText(shown_name(patient.name))
        self._local_name.setText(patient.name_local)
        self._who.setText(
            tr(
                "{sex} · {age} · {number}",
                sex=sex_word(patient.sex),
                age=age_text(patient.birth, self._clock.today()),
                number=patient.patient_no,
            )
        )

    def _place(self, state: DeliveryState) -> None:
        clear(self._rows_box)
        self.rows = [ReportRow(report) for report in state.reports]
        for row in self.rows:
            self._rows_box.addWidget(row)
            row.ticked.connect(self._choose)

    def _choose(self, order_id: TestOrderId, wanted: bool) -> None:  # noqa: FBT001 as the row tells it
        self._view_model.choose(order_id, wanted=wanted)

    def _ask_who(self) -> None:
        if self._view_model.state.chosen:
            sheet = TakeSheet(self._view_model.state, self)
            sheet.taken.connect(self._view_model.hand_over)
            sheet.open()


def _refused(state: DeliveryState) -> list[tuple[str, Tone]]:
    if state.refused is None:
        return []
    return [(problem_text(state.refused).sentence, "bad")]
