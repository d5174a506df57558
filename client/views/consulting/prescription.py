"""The medicines of this visit, one line typed for each."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.core.i18n import number_text, tr
from client.core.medicine_words import duration_text, frequency_words, need_word, route_word
from client.core.stock_problems import quantity_text
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.prescribing import Prescribing, PrescribingState
from client.viewmodels.consulting.quick_entry import parse
from client.viewmodels.consulting.reuse import Reuse
from client.viewmodels.consulting.worksheet import Line
from client.views.consulting.line_sheet import LineSheet
from client.views.consulting.reuse import ReuseBar
from client.views.consulting.suggest import Suggest
from client.views.consulting.warning_words import ICONS
from client.views.consulting.words import dose_of, medicine_facts, product
from client.widgets.basics import KeyCap, Label, Sunken, box, hbox
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import MedicineId
from shared.models.prescriptions import PrescriptionItem, WarningLevel
from shared.models.stock import FoundMedicine

_ROW = 38
_HEAD = 36
_MOST_SHOWN = 8


class PrescriptionTable(Sunken):
    """Enter on a row changes it, Del takes it away; the typed line below adds one."""

    edited = Signal(object)  # Line: a sheet was opened for it

    def __init__(
        self,
        visit: Prescribing,
        medicines: Finder,
        instructions: Finder,
        reuse: Reuse,
        *,
        most_shown: int = _MOST_SHOWN,
    ) -> None:
        super().__init__(spacing=0, margins=(1, 1, 1, 1))
        self._visit = visit
        self._most_shown = most_shown
        self._instructions = instructions
        self._stopped: frozenset[MedicineId] = frozenset()
        self.table: RowsTable[Line] = RowsTable(
            self._columns(), key=lambda line: line.medicine.id, name=tr("Prescription"), row_height=_ROW
        )
        empty = Label(tr("No medicine yet. Type one below: para 500 tds 5d"), "muted")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.set_empty(empty)
        self.table.installEventFilter(self)
        self.entry = Suggest(
            tr("Add medicine: “amox 500 tds 7d”"),
            "F6",
            medicines,
            medicine_facts,
            lambda medicine: medicine.id,
            icon="pill",
            marked=_first_word,
        )
        self.sent = Label("", "small", tone="ok", wrap=True)
        self.reuse = ReuseBar(visit, reuse)
        self._typing = box(hbox(self.entry, KeyCap("F6"), self.reuse, margins=(6, 4, 8, 4)))
        self.add(self.table, self.sent, self._typing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sent.setContentsMargins(12, 4, 12, 4)
        self.table.opened.connect(self.change)
        self.entry.picked.connect(self._add)
        self.reuse.left.connect(self.go_on_typing)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: PrescribingState) -> None:
        stopped = frozenset(medicine for warning in state.stops for medicine in warning.medicine_ids)
        if stopped != self._stopped:
            self._stopped = stopped
            self.table.viewport().update()
        self.table.set_rows(state.sheet.lines)
        rows = min(max(len(state.sheet.lines), 2), self._most_shown)
        self.table.setFixedHeight(_HEAD + rows * _ROW)
        self._typing.setVisible(state.takes_lines)
        self.entry.setEnabled(state.may_prescribe or not state.takes_lines)
        prescription = state.standing
        self.sent.setVisible(prescription is not None)
        if prescription is None:
            return
        number = prescription.prescription_no
        if not state.sheet.lines:
            medicines = ", ".join(map(_sent_words, prescription.items))
            text = tr("Prescription {number} still stands: {medicines}", number=number, medicines=medicines)
        elif state.is_changed:
            text = tr("Prescription {number} is sent, its changes are not", number=number)
        else:
            text = tr("Prescription {number} is sent", number=number)
        self.sent.setText(text)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # it watches its table only
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            self._remove()
            return True
        return super().eventFilter(watched, event)

    def _add(self, medicine: FoundMedicine, typed: str) -> None:
        line = self._visit.add_medicine(medicine, typed)
        self.table.select(line.medicine.id)
        if not line.is_complete:
            self.change(line)

    def change(self, line: Line) -> None:
        """Open its sheet."""
        if not self._visit.state.may_prescribe:
            return
        sheet = LineSheet(line, self._instructions, self)
        sheet.saved.connect(self._visit.change_line)
        sheet.finished.connect(self.go_on_typing)
        self.edited.emit(line)
        sheet.open()

    def go_on_typing(self) -> None:
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        line = self.table.current()
        if line is not None and self._visit.state.may_prescribe:
            self._visit.remove_line(line)

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column(
                tr("Medicine"),
                lambda e: e.medicine.generic,
                detail=lambda e: product(e.medicine),
                look="strong",
                tone=self._tone,
                icon=self._sign,
            ),
            Column(tr("Dose"), dose_of, tone=lambda e: _missing(e.dose), width=84),
            Column(tr("Route"), _route, tone=lambda e: _missing(e.route), width=84),
            Column(tr("How often"), _frequency, detail=_need, tone=_often_missing, width=126),
            Column(tr("For"), lambda e: duration_text(e.days) or "–", width=66),
            Column(
                tr("Qty"),
                lambda e: "–" if e.quantity is None else str(e.quantity),
                detail=_left,
                look="money",
                tone=lambda e: None if e.left is None else "warn",
                width=64,
            ),
            Column(tr("Instruction"), lambda e: e.instruction, tone=lambda _: "grey"),
        )

    def _tone(self, line: Line) -> Tone | None:
        return "bad" if not line.is_complete or line.medicine.id in self._stopped else None

    def _sign(self, line: Line) -> str:
        return ICONS[WarningLevel.STOP] if line.medicine.id in self._stopped else ""


def _route(line: Line) -> str:
    return "?" if line.route is None else route_word(line.route)


def _frequency(line: Line) -> str:
    return "?" if line.frequency is None else frequency_words(line.frequency)


def _need(line: Line) -> str:
    """Under "when needed"."""
    if not line.when_needed:
        return ""
    need = "?" if line.needed_for is None else need_word(line.needed_for)
    most = "?" if line.most_a_day is None else number_text(line.most_a_day)
    return tr("{need}, max. {most}", need=need, most=most)


def _left(line: Line) -> str:
    """Under a quantity that the pharmacy cannot hand out."""
    return "" if line.left is None else tr("{left} left", left=quantity_text(line.left))


def _often_missing(line: Line) -> Tone | None:
    said = line.frequency is not None and (not line.when_needed or None not in {line.needed_for, line.most_a_day})
    return None if said else "bad"


def _missing(value: Any) -> Tone | None:
    return "bad" if value is None else None


def _first_word(typed: str) -> str:
    return parse(typed).medicine.partition(" ")[0]


def _sent_words(item: PrescriptionItem) -> str:
    return tr("{medicine} {strength}", medicine=item.medicine, strength=item.strength)
