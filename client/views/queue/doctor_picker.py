"""Choosing a doctor by typing, each with how many wait there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr
from client.viewmodels.queue.doctors import DoctorLoad, Doctors, DoctorsState
from client.views.queue.words import people_wait
from client.widgets.basics import vbox
from client.widgets.list_picker import ITEM_HEIGHT, ListPicker, PickFacts
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.tokens import Tone

_IN_SIGHT = 5
_MANY = 10


class DoctorPicker(QWidget):
    """Arrows walk the list while one types; `submitted` on Enter or a click."""

    submitted = Signal()

    def __init__(self, doctors: Doctors, *, rows: int = _IN_SIGHT) -> None:
        super().__init__()
        doctors.setParent(self)
        self._doctors = doctors
        self.box = SearchBox(tr("Doctor, department or room"), size="md")
        self.list: ListPicker[DoctorLoad] = ListPicker(_facts, _key, tr("Doctors"))
        self.list.setFixedHeight(rows * ITEM_HEIGHT + 4)
        self._empty = EmptyState("stethoscope", tr("Asking for the doctors…"))
        self.list.set_empty(self._empty)
        self.box.drive(self.list)
        self.setLayout(vbox(self.box, self.list, spacing=8))
        self.setFocusProxy(self.box)

        self.box.textChanged.connect(doctors.search)
        self.box.submitted.connect(self._submit)
        self.list.picked.connect(self._submit)
        doctors.state_changed.connect(self._render)
        self._render(doctors.state)
        doctors.load()

    def current(self) -> DoctorLoad | None:
        return self.list.current()

    def _render(self, state: DoctorsState) -> None:
        self.list.set_rows(state.found)
        if state.problem is not None:
            self._empty.set_text(tr("The doctors could not be read"), tr("Close this and try again."))
        elif state.loads:
            self._empty.set_text(tr("No doctor fits these words"))

    def _submit(self) -> None:
        if self.current() is not None:
            self.submitted.emit()


def _facts(load: DoctorLoad) -> PickFacts:
    doctor = load.doctor
    where = tr("{department} · room {room}", department=doctor.department, room=doctor.room)
    if load.last_minutes is not None:
        where = tr(
            "{where} · the last is called in about {minutes} min", where=where, minutes=number_text(load.last_minutes)
        )
    tone: Tone = "warn" if load.waiting >= _MANY else "grey" if load.waiting else "ok"
    return PickFacts(doctor.name, detail=where, mark=people_wait(load.waiting), tone=tone)


def _key(load: DoctorLoad) -> object:
    return load.doctor.id
