"""The run that is looked at: what was sent, why it waits, and what is done with it."""

from functools import partial
from operator import attrgetter
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import datetime_text, tr, trn
from client.core.lab_words import unit_text
from client.core.problem_text import problem_text
from client.viewmodels.analysers.arrivals import Arrivals, ArrivalsState
from client.views.analysers.sheets import MessageSheet
from client.views.analysers.words import STATE_TONES, accession_text, state_word, value_text, why_text
from client.widgets.basics import Card, Elide, Label, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.analysers import AnalyserValue, ValueState, WaitingRun
from shared.rules.accessions import accession_in

_ROW: Final = 46
_SCAN: Final = 220
_BELOW_LABEL: Final = 20


class RunCard(Card):
    """Scan the right label and press Enter; what is nobody's is discarded with a reason."""

    def __init__(self, arrivals: Arrivals, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 10))
        self.setParent(parent)
        self._arrivals = arrivals
        self.accession = Label("", "token")
        self.analyser = Label("", "h2")
        self._who = Elide("", "muted")
        self.values: RowsTable[AnalyserValue] = RowsTable(
            (
                Column(tr("Test"), _name, detail=attrgetter("code"), look="strong", width=190),
                Column(tr("Value as sent"), _value, width=170),
                Column(tr("Why"), why_text, detail=attrgetter("detail")),
                Column(tr("State"), _state, tone=_tone, look="pill", width=118),
            ),
            key=attrgetter("code", "value"),
            name=tr("Values of these results"),
            row_height=_ROW,
        )
        self.note = Note("", "warn")
        self._notice = box(vbox(self.note, margins=(14, 8, 14, 0)))
        self.scan = LineInput(hint=tr("Scan the tube's label"), icon="scan-barcode", most=20)
        self.assign = KeyButton(tr("Enter for this tube"), "Ctrl+Enter", icon="check", kind="primary")
        self.discard = KeyButton(tr("Discard…"), "F8", icon="ban")
        self.message = KeyButton(tr("Message"), "F6", icon="file-text", size="sm")
        self._stack = QStackedWidget()
        self._nothing = EmptyState("circle-check", "")
        self._build()

        self.scan.textChanged.connect(arrivals.type)
        self.scan.returnPressed.connect(arrivals.assign)
        self.assign.clicked.connect(arrivals.assign)
        self.discard.clicked.connect(self._ask_discard)
        self.message.clicked.connect(arrivals.ask_message)
        arrivals.message_came.connect(self._show_message)
        arrivals.state_changed.connect(self._render)

        self._render(arrivals.state)

    def _build(self) -> None:
        head = vbox(
            hbox(self.analyser, self.message, None, self.accession, spacing=10),
            self._who,
            spacing=1,
            margins=(14, 0, 14, 8),
        )
        self.values.set_empty(EmptyState("test-tube", tr("No values")))
        scan = Field(tr("Whose tube it was"), self.scan, key="F2")
        self.scan.setMinimumWidth(_SCAN)
        assign, discard = (vbox(_BELOW_LABEL, button) for button in (self.assign, self.discard))
        foot = hbox(scan, assign, None, discard, spacing=8, margins=(14, 6, 14, 0))
        why = vbox(self.assign.reason_label(), margins=(14, 8, 14, 0))
        whole = vbox(head, Rule(), self.values, self._notice, why, box(foot))
        whole.setStretch(2, 1)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(box(whole))
        self.add(self._stack)

    def _render(self, state: ArrivalsState) -> None:
        run = state.run
        self._stack.setCurrentIndex(0 if run is None else 1)
        self._notice.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")
        if run is None:
            if state.known:
                self._nothing.set_text(
                    tr("Nothing waits"), tr("What came from analysers is on its sheets, to be verified at the bench.")
                )
            else:
                self._nothing.set_text(tr("Asking what waits…"))
            return
        self.accession.setText(accession_text(run))
        self.analyser.setText(run.analyser)
        self._who.setText(_who(run))
        self.values.set_rows(sorted(run.values, key=_is_settled))
        self.scan.set_value(state.accession)
        self.assign.set_busy(state.sending)
        self.assign.set_blocked("" if accession_in(state.accession) else tr("Scan the label of the right tube"))

    def _ask_discard(self) -> None:
        run = self._arrivals.state.run
        if run is None:
            return
        sheet = Confirm(
            tr("Discard these results?"),
            trn(
                "{n} value of {analyser} will be nobody's result. It stays on record with your name.",
                "{n} values of {analyser} will be nobody's results. They stay on record with your name.",
                len(run.waiting),
                analyser=run.analyser,
            ),
            tr("Discard"),
            self,
            reason=tr("Why"),
        )
        sheet.confirmed.connect(partial(self._arrivals.discard, run.id))
        sheet.open()

    def _show_message(self, text: str) -> None:
        run = self._arrivals.state.run
        if run is not None:
            MessageSheet(run.analyser, text, self).open()


def _who(run: WaitingRun) -> str:
    when = datetime_text(run.received_at)
    if not run.patient:
        return tr("Came {when} · names no patient", when=when)
    return tr("Came {when} · names the patient {patient}", when=when, patient=run.patient)


def _name(value: AnalyserValue) -> str:
    return value.name or tr("Not known here")


def _value(value: AnalyserValue) -> str:
    return unit_text(value_text(value))


def _state(value: AnalyserValue) -> str:
    return state_word(value.state)


def _tone(value: AnalyserValue) -> Tone | None:
    return STATE_TONES[value.state]


def _is_settled(value: AnalyserValue) -> bool:
    return value.state is not ValueState.WAITING
