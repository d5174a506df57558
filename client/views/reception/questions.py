"""What has to be decided before a token is given: an old record, or an appointment there is already."""

from datetime import date
from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import date_text, time_text, tr, trn
from client.core.words import kin_text, shown_name, status_word, who_text
from client.views.reception.words import numbers_text, show_problem
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.list_picker import ITEM_HEIGHT, ListPicker, PickFacts
from client.widgets.pills import Note
from shared.errors import ApiError
from shared.models.appointments import AppointmentDetails
from shared.models.patients import PatientDetails

_MOST_IN_SIGHT = 4


class LookAlikes(QWidget):
    """`used` an old record, or `somebody_else`."""

    used = Signal(object)  # PatientDetails
    somebody_else = Signal()
    left = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.note = Note("", "warn")
        self.list: ListPicker[PatientDetails] = ListPicker(self._facts, attrgetter("id"), tr("Patients alike"))
        self.use = KeyButton(tr("Use this record"), "F7", icon="user-check", kind="primary")
        self.other = KeyButton(tr("Somebody else"), "F6", icon="user-plus")
        self.back = KeyButton(tr("Back"), "Esc", kind="ghost")
        self._build()

        self.list.picked.connect(self.used)
        self.use.clicked.connect(self.list.pick_current)
        self.other.clicked.connect(self.somebody_else)
        self.back.clicked.connect(self.left)

    def ask(self, patients: tuple[PatientDetails, ...]) -> None:
        self.note.set_state(
            trn("{n} patient looks like this one.", "{n} patients look like this one.", len(patients)), "warn"
        )
        self.list.set_rows(patients)
        self.list.setFixedHeight(min(len(patients), _MOST_IN_SIGHT) * ITEM_HEIGHT + 4)

    def _build(self) -> None:
        self.setLayout(vbox(self.note, self.list, hbox(self.back, None, self.other, self.use), spacing=8))

    def _facts(self, patient: PatientDetails) -> PickFacts:
        who = who_text(patient, self._clock.today())
        more = ", ".join(part for part in (kin_text(patient.next_of_kin), patient.address) if part)
        detail = tr("{numbers} · {more}", numbers=numbers_text(patient), more=more) if more else numbers_text(patient)
        return PickFacts(shown_name(patient.name), who, detail)


class BookedAlready(QWidget):
    """Offers the appointment there is."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.note = Note("", "info")
        self.detail = Label("", "muted", wrap=True)
        self.accept = KeyButton("", "F7", icon="ticket", kind="primary")
        self.accept.setAutoDefault(True)  # it has the focus: Enter is enough
        self.back = KeyButton(tr("Back"), "Esc", kind="ghost")
        self.setLayout(vbox(self.note, self.detail, hbox(self.back, None, self.accept), spacing=8))

        self.accept.clicked.connect(self.accepted)
        self.back.clicked.connect(self.left)

    def ask(self, booked: AppointmentDetails, day: date | None) -> None:
        self.note.set_state(
            tr("{name} is booked with {doctor} already.", name=shown_name(booked.patient.name), doctor=booked.doctor),
            "info",
        )
        if booked.token is not None and booked.checked_in_at is not None:
            self.detail.setText(
                tr(
                    "Token {token} · checked in {time} · {status}",
                    token=booked.token,
                    time=time_text(booked.checked_in_at),
                    status=status_word(booked.status),
                )
            )
            self.accept.set_text(tr("Print token {token} again", token=booked.token))
        else:
            self.detail.setText(tr("{day} · {status}", day=date_text(booked.date), status=status_word(booked.status)))
            self.accept.set_text(tr("Check in & print token") if day is None else tr("Keep that appointment"))


class AllTheSame(QWidget):
    """The slot is full, the doctor away, or the patient elsewhere: possible, if that is wanted."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.note = Note("", "warn")
        self.accept = KeyButton(tr("All the same"), "F7", icon="check", kind="primary")
        self.back = KeyButton(tr("Back"), "Esc", kind="ghost")
        self.setLayout(vbox(self.note, hbox(self.back, None, self.accept), spacing=8))

        self.accept.clicked.connect(self.accepted)
        self.back.clicked.connect(self.left)

    def ask(self, doubt: ApiError) -> None:
        show_problem(self.note, doubt)
