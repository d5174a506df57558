"""The open prescription: whose it is, what speaks against it, and its lines with the batches they come out of."""

from functools import partial
from operator import attrgetter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import datetime_text, short_date_text, tr
from client.core.medicine_words import PRESCRIPTION_TONES, prescription_status_word
from client.core.problem_text import problem_text
from client.core.words import allergy_text, shown_name, who_text
from client.viewmodels.pharmacy.counter import Counter, CounterState
from client.viewmodels.pharmacy.giving import CounterLine
from client.views.patient.dues_pill import DuesPill
from client.views.pharmacy.line_sheets import BatchSheet, QuantitySheet, SubstituteSheet
from client.views.pharmacy.warnings_panel import WarningsPanel
from client.views.pharmacy.words import (
    before_text,
    first_batch_text,
    give_text,
    instead_text,
    is_short,
    of_text,
    other_batches_text,
    pick_text,
    product_text,
    reason_text,
    shelf_text,
    state_text,
    state_tone,
    taking_text,
)
from client.widgets.basics import Card, Elide, Label, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.patient_strip import PatientStrip, StripFacts
from client.widgets.pills import Note, Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.pharmacy import OpenedPrescription, Outcome, Substitute

_ROW: Final = 54
_TO_LOOK: Final = 0.8
"""Seconds: an Enter that comes sooner was meant for the list before, by a double stroke or a scanner that sends two."""


class PrescriptionCard(Card):
    """Enter on the lines hands out what is proposed: where nothing stands in the way, one key is enough."""

    settled = Signal()

    def __init__(self, counter: Counter, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 8))
        self.setParent(parent)
        self._counter = counter
        self._clock = clock
        self.strip = PatientStrip()
        self.status = Pill("", "grey")
        self._about = Elide("", "muted")
        self.warnings = WarningsPanel(counter)
        self.note = Note("", "warn")
        self._notice = box(vbox(self.note, margins=(14, 6, 12, 6)))
        self.lines: RowsTable[CounterLine] = RowsTable(
            (
                Column(tr("Medicine, as prescribed"), product_text, detail=_detail, icon=_icon, look="strong"),
                Column(tr("Batch, first to expire first"), first_batch_text, detail=other_batches_text, width=182),
                Column(tr("Prescribed"), of_text, detail=before_text, look="money", width=88),
                Column(tr("Give"), give_text, detail=shelf_text, tone=_short_tone, look="money", width=96),
                Column(tr("State"), state_text, tone=state_tone, look="pill", width=118),
            ),
            key=attrgetter("number"),
            name=tr("Lines of the prescription"),
            row_height=_ROW,
        )
        self.in_hand = Label("", "strong", wrap=True)
        self._taking = Label("", "muted", wrap=True)
        self.quantity = KeyButton(tr("Quantity…"), "F4", size="sm")
        self.batch = KeyButton(tr("Batches…"), "F5", size="sm")
        self.substitute = KeyButton(tr("Substitute…"), "F6", size="sm")
        self.hold = KeyButton(tr("Hold…"), "F7", size="sm")
        self.refuse = KeyButton(tr("Refuse…"), "F8", size="sm")
        self.undo = KeyButton(tr("As proposed"), "Alt+X", size="sm")
        self._stack = QStackedWidget()
        self._shown_at = 0.0
        self._build()

        self.lines.opened.connect(self._settle)
        self.lines.current_changed.connect(self._render_line)
        self.quantity.clicked.connect(self._ask_quantity)
        self.batch.clicked.connect(self._ask_batches)
        self.substitute.clicked.connect(self._ask_substitute)
        self.hold.clicked.connect(partial(self._ask_why, Outcome.HELD))
        self.refuse.clicked.connect(partial(self._ask_why, Outcome.REFUSED))
        self.undo.clicked.connect(self._take_back)
        self.warnings.change_asked.connect(counter.ask_substitutes)
        self.warnings.withhold_asked.connect(self._ask_why_of)
        counter.substitutes_found.connect(self._choose_substitute)
        counter.state_changed.connect(self._render)

        self._render(counter.state)

    def start(self) -> None:
        """The keyboard goes to the lines; to the first that can't be given, where there is one."""
        self._shown_at = self._clock.monotonic()
        stuck = self._counter.state.stuck
        if stuck is None or not self.lines.select(stuck.number):
            self.lines.select_first()
        self.lines.setFocus()

    def _build(self) -> None:
        nothing = EmptyState(
            "pill",
            tr("No prescription is open"),
            tr("Scan a prescription, type a token and press Enter, or choose one from the list."),
        )
        about = hbox(self._about, self.status, spacing=8, margins=(14, 0, 14, 8))
        about.setStretch(0, 1)
        acts = hbox(self.quantity, self.batch, self.substitute, self.hold, self.refuse, self.undo, None, spacing=6)
        whole = vbox(
            box(hbox(self.strip, DuesPill(self._counter.dues), spacing=10, margins=(14, 0, 14, 6))),
            about,
            Rule(),
            self.warnings,
            self._notice,
            self.lines,
            Rule(),
            vbox(self.in_hand, self._taking, acts, spacing=4, margins=(14, 6, 12, 0)),
        )
        whole.setStretch(5, 1)
        self._stack.addWidget(nothing)
        self._stack.addWidget(box(whole))
        self.add(self._stack)

    def _settle(self) -> None:
        if self._clock.monotonic() - self._shown_at >= _TO_LOOK:
            self.settled.emit()

    def _render(self, state: CounterState) -> None:
        self._stack.setCurrentIndex(0 if state.opened is None else 1)
        if state.opened is None:
            return
        self._render_patient(state.opened)
        self.lines.set_rows(state.lines)
        self._render_line(self.lines.current())
        self._notice.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "warn")

    def _render_patient(self, opened: OpenedPrescription) -> None:
        patient, prescription = opened.patient, opened.prescription
        worst, others = allergy_text(opened.allergies)
        self.strip.set_facts(
            StripFacts(
                shown_name(patient.name),
                local_name=patient.name_local,
                details=tr("{who} · {number}", who=who_text(patient, self._clock.today()), number=patient.patient_no),
                token=opened.token or "",
                allergy=worst,
                allergy_detail=others,
            )
        )
        self._about.setText(
            tr(
                "{number} · {doctor} · {when} · counts until {day}",
                number=prescription.prescription_no,
                doctor=prescription.prescribed_by,
                when=datetime_text(prescription.prescribed_at),
                day=short_date_text(opened.valid_until),
            )
        )
        self.status.set_state(prescription_status_word(prescription.status), PRESCRIPTION_TONES[prescription.status])

    def _render_line(self, line: CounterLine | None) -> None:
        """All that is known of it: in the list a long word may not find its room."""
        self.in_hand.setText("" if line is None else product_text(line))
        picks = [] if line is None or not line.gives else [pick_text(pick) for pick in line.picks]
        said = [] if line is None else [taking_text(line), instead_text(line), reason_text(line), *picks]
        self._taking.setText(" · ".join(part for part in said if part))
        blocked = self._blocked(line)
        empty = tr("None of it lies there") if line is not None and not line.on_hand else ""
        for button in (self.quantity, self.batch):
            button.set_blocked(blocked or empty)
        for button in (self.substitute, self.hold, self.refuse):
            button.set_blocked(blocked)
        said_something = line is not None and line.number in self._counter.state.intents
        self.undo.set_blocked(blocked or ("" if said_something else tr("Nothing was changed")))

    def _blocked(self, line: CounterLine | None) -> str:
        if line is None:
            return tr("Choose a line")
        if not self._counter.state.is_open:
            return tr("This prescription is closed")
        return tr("All of it was given") if line.line.left == 0 else ""

    def _ask_quantity(self) -> None:
        line = self.lines.current()
        if line is not None:
            sheet = QuantitySheet(line, self)
            sheet.decided.connect(partial(self._counter.set_quantity, line.number))
            sheet.open()

    def _ask_batches(self) -> None:
        line = self.lines.current()
        if line is not None:
            sheet = BatchSheet(line, self)
            sheet.decided.connect(partial(self._counter.choose_batches, line.number))
            sheet.open()

    def _ask_substitute(self) -> None:
        line = self.lines.current()
        if line is not None:
            self._counter.ask_substitutes(line.number)

    def _choose_substitute(self, line: CounterLine, others: list[Substitute]) -> None:
        sheet = SubstituteSheet(line, others, self)
        sheet.decided.connect(partial(self._counter.substitute, line.number))
        sheet.open()

    def _ask_why(self, outcome: Outcome) -> None:
        line = self.lines.current()
        if line is not None:
            self._open_why(line, outcome)

    def _ask_why_of(self, number: int) -> None:
        self.lines.select(number)
        self._ask_why(Outcome.HELD)

    def _open_why(self, line: CounterLine, outcome: Outcome) -> None:
        if outcome is Outcome.HELD:
            title, yes = tr("Hold {medicine}", medicine=product_text(line)), tr("Hold")
            text = tr("It is not given now. The prescription goes on waiting for it.")
        else:
            title, yes = tr("Refuse {medicine}", medicine=product_text(line)), tr("Refuse")
            text = tr("It is not given at all. The doctor sees the reason.")
        sheet = Confirm(title, text, yes, self, kind="primary", reason=tr("Why"))
        sheet.confirmed.connect(partial(self._counter.withhold, line.number, outcome))
        sheet.open()

    def _take_back(self) -> None:
        line = self.lines.current()
        if line is not None:
            self._counter.as_proposed(line.number)


def _detail(line: CounterLine) -> str:
    return " · ".join(part for part in (taking_text(line), instead_text(line)) if part)


def _icon(line: CounterLine) -> str:
    return "lock" if line.is_controlled else ""


def _short_tone(line: CounterLine) -> Tone | None:
    return "bad" if is_short(line) else None
