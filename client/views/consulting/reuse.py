"""Giving again what was given: the last prescription or an order set, in two keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.zone import day_of
from client.viewmodels.consulting.prescribing import Prescribing, PrescribingState
from client.viewmodels.consulting.reuse import Reuse, ReuseState
from client.viewmodels.consulting.worksheet import Line, lines_of_set
from client.views.consulting.words import product, whole
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.list_picker import ListPicker, PickFacts
from shared.ids import OrderSetId
from shared.models.prescriptions import NewPrescriptionItem

_ROWS_HEIGHT = 270
_LONGEST_NAME = 120


class ReuseBar(QWidget):
    """Beside the field where medicines are typed."""

    left = Signal()

    def __init__(self, visit: Prescribing, reuse: Reuse) -> None:
        super().__init__()
        self._visit = visit
        self._reuse = reuse
        self.again = KeyButton(tr("Repeat"), "Ctrl+G", icon="repeat", size="sm")
        self.keep = KeyButton(tr("Save as set"), "Ctrl+K", icon="save", kind="ghost", size="sm")
        self.setLayout(hbox(self.again, self.keep, spacing=4))
        self.again.clicked.connect(self._choose)
        self.keep.clicked.connect(self._keep)
        visit.state_changed.connect(self.render_state)
        self.render_state(visit.state)

    def render_state(self, state: PrescribingState) -> None:
        self.keep.setVisible(bool(state.sheet.items()))

    def _choose(self) -> None:
        appointment_id = self._visit.state.appointment_id
        if appointment_id is None or not self._visit.state.may_prescribe:
            return
        self._reuse.look(appointment_id)
        sheet = ReuseSheet(self._reuse, self)
        sheet.chosen.connect(self._visit.add_lines)
        sheet.finished.connect(self.left)
        sheet.open()

    def _keep(self) -> None:
        items = self._visit.state.sheet.items()
        if items:
            sheet = SaveSetSheet(self._reuse, self._visit.state.sheet.lines, items, self)
            sheet.finished.connect(self.left)
            sheet.open()


@dataclass(frozen=True)
class _Choice:
    title: str
    lines: tuple[Line, ...]
    order_set_id: OrderSetId | None = None


class ReuseSheet(Sheet):
    """The last prescription stands first: Enter repeats it."""

    chosen = Signal(object)  # tuple[Line, ...]

    def __init__(self, reuse: Reuse, parent: QWidget) -> None:
        super().__init__(tr("Give again"), tr("Add these"), parent, width=620)
        self._reuse = reuse
        self.rows: ListPicker[_Choice] = ListPicker(_facts, lambda choice: choice.title, tr("What is given again"))
        self.rows.setMinimumHeight(_ROWS_HEIGHT)
        self._nothing = Label("", "muted", wrap=True)
        self.add(self.rows, self._nothing, Label(tr("Del takes an order set out of the list."), "small"))
        self.rows.installEventFilter(self)
        self.rows.picked.connect(self._take)
        self.submitted.connect(self.rows.pick_current)
        reuse.state_changed.connect(self.render_state)
        self.render_state(reuse.state)
        self.rows.setFocus()

    def render_state(self, state: ReuseState) -> None:
        choices: list[_Choice] = []
        if state.last is not None:
            day = date_text(day_of(state.last.prescribed_at))
            title = tr("Last prescription, {day}, {doctor}", day=day, doctor=state.last.prescribed_by)
            choices.append(_Choice(title, self._reuse.last_lines()))
        choices += [_Choice(each.name, lines_of_set(each), each.id) for each in state.sets]
        self.set_busy(state.loading)
        self.rows.set_rows(choices)
        self._nothing.setVisible(not choices and not state.loading)
        self._nothing.setText(tr("No earlier prescription and no order set yet. Ctrl+K saves the lines as a set."))
        self.set_error(whole(state.problem) if state.problem else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            choice = self.rows.current()
            if choice is not None and choice.order_set_id is not None:
                self._reuse.remove(choice.order_set_id)
            return True
        return super().eventFilter(watched, event)

    def _take(self, choice: _Choice) -> None:
        self.accept()
        self.chosen.emit(choice.lines)


class SaveSetSheet(Sheet):
    """A name is enough: one line is a favourite, several are a set."""

    def __init__(self, reuse: Reuse, lines: Sequence[Line], items: list[NewPrescriptionItem], parent: QWidget) -> None:
        super().__init__(tr("Save as order set"), tr("Save"), parent, subtitle=_medicines(lines))
        self._reuse = reuse
        self._items = items
        self.name = LineInput(hint=tr("Adult fever, Hypertension start …"), most=_LONGEST_NAME)
        self._field = Field(tr("Name"), self.name, required=True)
        self.add(self._field, Label(tr("One of your own of that name is replaced."), "small"))
        self.submitted.connect(self._save)
        reuse.saved.connect(self.accept)
        reuse.state_changed.connect(self.render_state)
        self.name.setFocus()

    def render_state(self, state: ReuseState) -> None:
        self.set_busy(state.saving)
        self.set_error(whole(state.problem) if state.problem else "")

    def _save(self) -> None:
        name = " ".join(self.name.value().split())
        self._field.set_error("" if name else tr("Fill this in."))
        if name:
            self._reuse.save(name, self._items)


def _facts(choice: _Choice) -> PickFacts:
    mark = tr("Set") if choice.order_set_id else tr("Last")
    return PickFacts(
        choice.title,
        detail=_medicines(choice.lines),
        mark=mark,
        tone="primary" if choice.order_set_id else "ok",
        avatar=False,
    )


def _medicines(lines: Sequence[Line]) -> str:
    return ", ".join(
        tr("{medicine} {product}", medicine=line.medicine.generic, product=product(line.medicine)) for line in lines
    )
