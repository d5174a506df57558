"""This visit at a glance, the rest of the patient's card, and the visits before."""

from operator import attrgetter
from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, time_text, tr, trn
from client.core.words import BILL_TONES, STATUS_TONES, bill_status_word, kin_text, money, status_word
from client.core.zone import day_of
from client.viewmodels.patient.chart import ChartState
from client.widgets.basics import Card, Elide, Label, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Badge, Pill
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.charts import ChartPart, ChartVisit
from shared.money import ZERO

_OVER: Final = (AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED)


class ThisVisit(Card):
    """Only what is known and may be seen: a row without news is not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, margins=(14, 11, 14, 13))
        self.setParent(parent)
        self._title = Label("", "h2")
        self._since = Label("", "small")
        self.consultation = Pill("", "grey")
        self.prescription = Pill("", "ok")
        self.tests = Pill("", "info")
        self.bill = Pill("", "grey")
        self._rows = {
            pill: _StateRow(icon, caption, pill)
            for icon, caption, pill in (
                ("stethoscope", tr("Consultation"), self.consultation),
                ("pill", tr("Prescription"), self.prescription),
                ("flask-conical", tr("Tests"), self.tests),
                ("receipt-text", tr("Bill"), self.bill),
            )
        }
        self.note = KeyButton(tr("Note"), "Alt+K", icon="stethoscope", kind="link", size="sm")
        self._may_read = False
        self.note.hide()
        self.add(hbox(self._title, None, self._since, self.note), *self._rows.values())

    def let_read(self) -> None:
        """For who may read consultations."""
        self._may_read = True

    def show_visit(self, visit: ChartVisit | None) -> None:
        self.setVisible(visit is not None)
        if visit is None:
            return
        saw_doctor = visit.type is not AppointmentType.LABORATORY
        self.note.setVisible(self._may_read and visit.completed_at is not None and saw_doctor)
        since = visit.checked_in_at or visit.booked_at
        is_over = visit.status in _OVER
        self._title.setText(date_text(visit.date) if is_over else tr("This visit"))
        self._since.setText(visit.department if is_over else tr("since {time}", time=time_text(since)))
        self._tell(self.consultation, _consultation_text(visit) if saw_doctor else "", STATUS_TONES[visit.status])
        medicines = visit.medicines or 0
        self._tell(self.prescription, trn("{n} medicine", "{n} medicines", medicines) if medicines else "", "ok")
        self._tell(self.tests, tr("{n} ordered", n=visit.tests) if visit.tests else "", "info")
        bill = visit.bill
        if bill is None:
            self._tell(self.bill, "", "grey")
        elif bill.due > ZERO and bill.paid > ZERO:
            self._tell(self.bill, tr("{amount} left", amount=money(bill.due, bill.currency)), "warn")
        else:
            self._tell(self.bill, bill_status_word(bill.status), BILL_TONES[bill.status])

    def _tell(self, pill: Pill, text: str, tone: Tone) -> None:
        pill.set_state(text, tone)
        self._rows[pill].setVisible(bool(text))
        self._rows[pill].set_tone(tone)


class CardFacts(Card):
    """What reception wrote beyond the header."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, margins=(14, 11, 14, 13))
        self.setParent(parent)
        self._facts = vbox(spacing=8)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.add(Label(tr("Card"), "h2"), self._facts, None)

    def show_patient(self, state: ChartState) -> None:
        patient = state.patient
        facts: tuple[tuple[str, str], ...] = ()
        if patient is not None:
            facts = (
                (tr("Next of kin"), kin_text(patient.next_of_kin)),
                (tr("Address"), patient.address),
                (tr("E-mail"), patient.email),
                (tr("Notes"), patient.notes),
                (tr("Died on"), date_text(patient.died_on) if patient.died_on else ""),
                (tr("Last visit"), date_text(patient.last_visit) if patient.last_visit else ""),
                (tr("Registered"), date_text(day_of(patient.registered_at))),
            )
        if facts == self._shown:
            return
        self._shown = facts
        clear(self._facts)
        for caption, text in facts:
            if text:
                self._facts.addLayout(vbox(Label(caption, "small"), Label(text, "body", wrap=True), spacing=1))


class EarlierVisits(Card):
    """The other visits, one click from their timeline."""

    chosen = Signal(object)  # AppointmentId

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=6, margins=(1, 11, 1, 1))
        self.setParent(parent)
        self._count = Label("", "small")
        self.list: RowsTable[ChartVisit] = RowsTable(
            (
                Column(tr("Day"), lambda visit: date_text(visit.date), look="strong", width=146),
                Column(tr("Department"), lambda visit: visit.department or visit.doctor),
            ),
            key=attrgetter("appointment_id"),
            name=tr("Earlier visits"),
            row_height=28,
        )
        self.list.horizontalHeader().hide()
        self.add(box(hbox(Label(tr("Earlier visits"), "h2"), None, self._count, margins=(13, 0, 13, 0))), self.list)
        self.inside.setStretch(1, 1)

        self.list.opened.connect(self._choose)
        self.list.clicked.connect(self._choose_current)

    def show_visits(self, state: ChartState, this: ChartVisit | None) -> None:
        others = tuple(visit for visit in state.visits if visit != this)
        self.setVisible(bool(others))
        all_of_them = state.count(ChartPart.VISITS) or len(others)
        self._count.setText(str(all_of_them - (1 if this is not None else 0)))
        self.list.set_rows(others)

    def _choose(self, visit: ChartVisit) -> None:
        self.chosen.emit(visit.appointment_id)

    def _choose_current(self, _index: QModelIndex) -> None:
        visit = self.list.current()
        if visit is not None:
            self._choose(visit)


class _StateRow(QWidget):
    def __init__(self, icon: str, caption: str, pill: Pill) -> None:
        super().__init__()
        self._icon = icon
        self._badge = Badge(icon, "grey", 28)
        row = hbox(self._badge, Elide(caption), pill, spacing=10)
        row.setStretch(1, 1)
        self.setLayout(row)

    def set_tone(self, tone: Tone) -> None:
        self._badge.set_state(self._icon, tone)


def _consultation_text(visit: ChartVisit) -> str:
    """How long it took once it is over; else where the patient is."""
    entered, done = visit.entered_at, visit.completed_at
    if visit.status is not AppointmentStatus.COMPLETED or entered is None or done is None:
        return status_word(visit.status)
    minutes = max(1, round((done - entered).total_seconds() / 60))
    return tr("Done, {minutes} min", minutes=minutes)
