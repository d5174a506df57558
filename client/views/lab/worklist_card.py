"""What is to be done: scan or find, look at a part of it, open one."""

from operator import attrgetter
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import shown_name, who_text
from client.viewmodels.lab.worklist import Lens, Worklist, WorklistState
from client.views.lab.words import (
    STAGE_TONES,
    due_text,
    due_tone,
    lens_text,
    stage_word,
    tube_or_analyser,
    urgency_icon,
    urgency_text,
)
from client.widgets.basics import Card, KeyCap, add_to, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips
from client.widgets.inputs import Combo
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import LabId, TestOrderId
from shared.models.lab import WorkItem

_ROW: Final = 52
_LABS: Final = 156
_REPAINT_MS: Final = 30_000


class WorklistCard(Card):
    """`chosen` on Enter, a click or a scan: walking along the list opens nothing."""

    chosen = Signal(object)  # WorkItem

    def __init__(self, view_model: Worklist, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 6))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.box = SearchBox(tr("Scan a label, or type a number or name"), "F2", icon="scan-barcode")
        self.labs: Combo[LabId | None] = Combo(((None, tr("All laboratories")),))
        self.labs.setAccessibleName(tr("Laboratory"))
        self.lenses: Chips[Lens] = Chips([(lens, lens_text(lens, 0)) for lens in Lens], tr("Part of the list"))
        self.list: RowsTable[WorkItem] = RowsTable(
            (
                Column(tr("Due"), self._urgency, detail=self._due, tone=self._due_tone, icon=self._icon, width=136),
                Column(tr("Tube"), _number, detail=tube_or_analyser, look="strong", tone=_number_tone, width=134),
                Column(tr("Patient and test"), _name, detail=self._who),
                Column(tr("State"), _stage, tone=_stage_tone, look="pill", width=108),
            ),
            key=attrgetter("id"),
            name=tr("Worklist"),
            row_height=_ROW,
        )
        self.order = KeyButton(tr("Order tests directly…"), "Ctrl+O", icon="flask-conical", kind="ghost", size="sm")
        self._note = Note("", "warn")
        self._notice = box(vbox(self._note, margins=(13, 0, 13, 8)))
        self._empty = EmptyState("flask-conical", "")
        self._minutes = QTimer(self)
        self._build()

        self.box.searched.connect(view_model.search)
        self.box.submitted.connect(view_model.find)
        self.labs.picked.connect(view_model.choose_lab)
        self.lenses.picked.connect(view_model.look_at)
        self.list.opened.connect(self.chosen)
        self.list.clicked.connect(self._click)
        self._minutes.timeout.connect(self.list.viewport().update)
        view_model.found.connect(self._show_found)
        view_model.not_found.connect(self._say_not_found)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.ask_labs()
        view_model.refresh()
        self._minutes.start(_REPAINT_MS)

    def select(self, order_id: TestOrderId) -> None:
        self.list.select(order_id)

    def _build(self) -> None:
        head = vbox(
            _first_row(self.box, self.labs),
            8,
            hbox(self.lenses, KeyCap("F4"), spacing=4),
            margins=(13, 0, 13, 8),
        )
        key = QShortcut(QKeySequence("F4"), self)
        key.activated.connect(self._go_to_list)
        self.box.drive(self.list)
        self.list.set_empty(self._empty)
        add_to(self.inside, (head, self._notice, self.list, hbox(self.order, None, margins=(13, 4, 13, 0))))
        self.inside.setStretch(2, 1)

    def _go_to_list(self) -> None:
        if self.list.current() is None:
            self.list.select_first()
        self.list.setFocus()

    def _render(self, state: WorklistState) -> None:
        self.labs.set_options(((None, tr("All laboratories")), *((each.id, each.name) for each in state.labs)))
        self.labs.set_value(state.lab_id)
        self.list.set_rows(state.shown)
        for lens in Lens:
            self.lenses.set_text(lens, lens_text(lens, len(state.seen_by(lens))))
        self.lenses.set_value(state.lens)
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).title, "warn")
        elif state.more:
            self._note.set_state(tr("There are more. Scan a label, or type a name to find them."), "info")
        self._notice.setVisible(state.problem is not None or state.more)
        if not state.known:
            self._empty.set_text(tr("Asking what is to be done…"))
        elif state.term:
            self._empty.set_text(tr("No open test fits this"), tr("What was given out is in the patient's record."))
        else:
            self._empty.set_text(tr("Nothing to do here"), tr("A test appears as soon as a doctor orders it."))

    def _show_found(self, item: WorkItem) -> None:
        self.box.clear()
        self.list.select(item.id)
        self.chosen.emit(item)

    def _say_not_found(self, term: str) -> None:
        self._note.set_state(tr("No tube and no open test fits “{term}”.", term=term), "warn")
        self._notice.setVisible(True)

    def _click(self) -> None:
        item = self.list.current()
        if item is not None:
            self.chosen.emit(item)

    def _who(self, item: WorkItem) -> str:
        said = tr("{who} · {test}", who=who_text(item.patient, self._clock.today()), test=item.test)
        return tr("{what} · {requester}", what=said, requester=item.requester) if item.requester else said

    def _urgency(self, item: WorkItem) -> str:
        return urgency_text(item, self._clock.now())

    def _icon(self, item: WorkItem) -> str:
        return urgency_icon(item, self._clock.now())

    def _due(self, item: WorkItem) -> str:
        return due_text(item, self._clock.now())

    def _due_tone(self, item: WorkItem) -> Tone | None:
        return due_tone(item, self._clock.now())


def _first_row(box: SearchBox, labs: Combo[LabId | None]) -> QHBoxLayout:
    labs.setFixedWidth(_LABS)
    row = hbox(box, labs, spacing=8)
    row.setStretch(0, 1)
    return row


def _number(item: WorkItem) -> str:
    return item.accession or "–"


def _number_tone(_: WorkItem) -> Tone | None:
    return "primary"


def _name(item: WorkItem) -> str:
    return shown_name(item.patient.name)


def _stage(item: WorkItem) -> str:
    return tr("Critical") if item.untold else stage_word(item.stage)


def _stage_tone(item: WorkItem) -> Tone | None:
    if item.untold:
        return "bad"
    return STAGE_TONES[item.stage] if item.stage is not None else "grey"
