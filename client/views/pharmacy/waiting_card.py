"""Who waits for medicines: find one, open one."""

from operator import attrgetter
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.words import shown_name, who_text
from client.viewmodels.pharmacy.waiting import WaitingForMedicines, WaitingState
from client.views.pharmacy.words import waited_text
from client.widgets.basics import Card, add_to, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Count, Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import PrescriptionId
from shared.models.pharmacy import WaitingPrescription
from shared.models.prescriptions import PrescriptionStatus

_ROW: Final = 52
_REPAINT_MS: Final = 30_000


class WaitingCard(Card):
    """`chosen` on Enter, a click or a scan: walking along the list opens nothing."""

    chosen = Signal(object)  # WaitingPrescription

    def __init__(self, view_model: WaitingForMedicines, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 6))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.box = SearchBox(tr("Token, name, number or scan"), "F2", icon="scan-barcode")
        self.count = Count(0)
        self.list: RowsTable[WaitingPrescription] = RowsTable(
            (
                Column(tr("Token"), _token, detail=self._waited, look="strong", tone=_primary, width=76),
                Column(tr("Patient"), _name, detail=self._who),
                Column(tr("Allergies"), _allergy, detail=_others, tone=_bad, icon=_alarm, look="strong", width=122),
            ),
            key=attrgetter("prescription_id"),
            name=tr("Waiting for medicines"),
            row_height=_ROW,
        )
        self.call = KeyButton(tr("Call"), "F10", kind="ghost", size="sm")
        self.sell = KeyButton(tr("Sell…"), "Ctrl+N", kind="ghost", size="sm")
        self.take_back = KeyButton(tr("Take back…"), "Ctrl+R", kind="ghost", size="sm")
        self._note = Note("", "warn")
        self._notice = box(vbox(self._note, margins=(13, 0, 13, 8)))
        self._empty = EmptyState("pill", "")
        self._minutes = QTimer(self)
        self._build()

        self.box.searched.connect(view_model.search)
        self.box.submitted.connect(view_model.find)
        self.list.opened.connect(self.chosen)
        self.list.clicked.connect(self._click)
        self.list.current_changed.connect(self._look_at_number)
        self.call.clicked.connect(self._call)
        self._minutes.timeout.connect(self.list.viewport().update)
        view_model.found.connect(self._show_found)
        view_model.several.connect(self._go_to_list)
        view_model.not_found.connect(self._say_not_found)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        self._look_at_number()
        view_model.refresh()
        self._minutes.start(_REPAINT_MS)

    def select(self, prescription_id: PrescriptionId) -> None:
        self.list.select(prescription_id)

    def say(self, text: str) -> None:
        self._note.set_state(text, "warn")
        self._notice.setVisible(True)

    def _build(self) -> None:
        head = vbox(heading(tr("Prescriptions"), self.count, key="F2"), 7, self.box, margins=(13, 0, 13, 8))
        self.box.drive(self.list)
        self.list.set_empty(self._empty)
        foot = hbox(self.call, self.sell, self.take_back, None, spacing=0, margins=(5, 4, 5, 0))
        add_to(self.inside, (head, self._notice, self.list, foot))
        self.inside.setStretch(2, 1)

    def _render(self, state: WaitingState) -> None:
        self.list.set_rows(state.rows)
        self.count.set_number(len(state.rows))
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).title, "warn")
        elif state.more:
            self._note.set_state(tr("There are more. Type a token or a name to find them."), "info")
        self._notice.setVisible(state.problem is not None or state.more)
        if not state.known:
            self._empty.set_text(tr("Asking who waits for medicines…"))
        elif state.term:
            self._empty.set_text(
                tr("Nobody waits with this"), tr("What was handed out in full or has expired is not in this list.")
            )
        else:
            self._empty.set_text(tr("Nobody waits"), tr("A prescription appears as soon as a doctor issues it."))

    def _go_to_list(self) -> None:
        self.list.select_first()
        self.list.setFocus()

    def _show_found(self, row: WaitingPrescription) -> None:
        self.box.clear()
        self.list.select(row.prescription_id)
        self.chosen.emit(row)

    def _say_not_found(self, term: str) -> None:
        self.say(tr("Nobody waits for medicines with “{term}”.", term=term))

    def _look_at_number(self) -> None:
        row = self.list.current()
        no_number = row is None or row.token is None
        self.call.set_blocked(tr("Choose somebody with a number of today") if no_number else "")

    def _call(self) -> None:
        row = self.list.current()
        if row is not None and row.token is not None:
            self._view_model.call(row)

    def _click(self) -> None:
        row = self.list.current()
        if row is not None:
            self.chosen.emit(row)

    def _waited(self, row: WaitingPrescription) -> str:
        return waited_text(max(0, int((self._clock.now() - row.since).total_seconds() // 60)))

    def _who(self, row: WaitingPrescription) -> str:
        who = tr("{who} · {doctor}", who=who_text(row.patient, self._clock.today()), doctor=row.doctor)
        return tr("Rest of it · {who}", who=who) if row.status is PrescriptionStatus.PARTLY_DISPENSED else who


def _token(row: WaitingPrescription) -> str:
    return row.token or "–"


def _name(row: WaitingPrescription) -> str:
    return shown_name(row.patient.name)


def _allergy(row: WaitingPrescription) -> str:
    return row.allergies[0] if row.allergies else ""


def _others(row: WaitingPrescription) -> str:
    return tr("also {substances}", substances=", ".join(row.allergies[1:])) if row.allergies[1:] else ""


def _alarm(row: WaitingPrescription) -> str:
    return "triangle-alert" if row.allergies else ""


def _primary(_: WaitingPrescription) -> Tone | None:
    return "primary"


def _bad(_: WaitingPrescription) -> Tone | None:
    return "bad"
