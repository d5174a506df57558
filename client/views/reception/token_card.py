"""Register and give a token: the form, the picked patient, and the questions on the way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.words import kin_text, money, shown_name
from client.viewmodels.patient.dues import Dues
from client.viewmodels.reception.registration import Registration
from client.viewmodels.reception.registration_state import RegistrationState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.patient.dues_pill import DuesPill
from client.views.reception.book_sheet import BookSheet
from client.views.reception.fields import ROOMY, PersonFields, VisitFields
from client.views.reception.questions import AllTheSame, BookedAlready, LookAlikes
from client.views.reception.words import allergy_facts, show_problem, strip_facts
from client.widgets.basics import Card, Elide, Label, Rule, Sunken, box, hbox, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.patient_strip import AllergyBanner, PatientStrip
from client.widgets.pills import Note
from shared.models.appointments import Priority
from shared.models.patients import PatientDetails

"""From this height of the window on, all that can be opened in the form fits at once."""


class TokenCard(Card):
    left = Signal()
    """Esc with nothing open: the receptionist wants back to the search."""

    def __init__(self, view_model: Registration, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=6, margins=(16, 8, 16, 10))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self._shown = view_model.state
        self._focus: QWidget | None = None
        self.title = Label("", "h2")
        self.person = PersonFields()
        self.visit = VisitFields()
        self.patient = PickedPatient(clock, view_model.dues)
        self.look_alikes = LookAlikes(clock)
        self.booked = BookedAlready()
        self.doubt = AllTheSame()
        self.note = Note("", "warn")
        self.fee = Label("–", "mid")
        self.clear = KeyButton(tr("Clear"), "Ctrl+N", kind="ghost", size="sm", show_key=False)
        self.book = KeyButton(tr("Book for…"), "F8", kind="ghost", size="sm")
        self.save = KeyButton("", "F9", icon="ticket", kind="primary", size="lg")
        self._build()
        self._connect()
        self._render(view_model.state)

    def focus_name(self) -> None:
        self.person.name.setFocus()

    def _build(self) -> None:
        self._form = box(vbox(self.person, self.patient, self.visit, spacing=6))
        self._tools = box(hbox(self.visit.hurry, self.book, self.clear, spacing=2))
        fee = vbox(Label(tr("Consultation fee"), "small"), self.fee)
        self._end = box(vbox(Rule(), hbox(fee, None, self.save), spacing=8))
        self.add(
            hbox(self.title, None, self._tools),
            self._form,
            self.look_alikes,
            self.booked,
            self.doubt,
            self.note,
            self._end,
        )
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._form)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._step_back)

    def _connect(self) -> None:
        model = self._view_model
        self.person.edited.connect(self._edit)
        self.visit.edited.connect(self._edit)
        self.patient.released.connect(model.release)
        self.look_alikes.used.connect(model.use)
        self.look_alikes.somebody_else.connect(model.register_anyway)
        self.look_alikes.left.connect(model.step_back)
        self.booked.accepted.connect(model.use_booked)
        self.booked.left.connect(model.step_back)
        self.doubt.accepted.connect(model.go_on_knowingly)
        self.doubt.left.connect(model.step_back)
        self.clear.clicked.connect(self._start_anew)
        self.book.clicked.connect(self._ask_day)
        self.save.clicked.connect(model.issue)
        model.invalid.connect(self._focus_error)
        model.state_changed.connect(self._render)

    def _render(self, state: RegistrationState) -> None:
        before, self._shown = self._shown, state
        self.person.set_cramped(state.form.priority is not Priority.NORMAL and self.window().height() < ROOMY)
        self.person.show_form(state.form, state.choices)
        self.visit.show_form(state.form, state.doctors)
        self.person.show_errors(state.errors)
        self.visit.show_errors(state.errors)
        if state.busy and not before.busy:
            self._focus = self.focusWidget()  # a disabled editor loses it
        self._form.setEnabled(not state.busy)
        for button in (self.save, self.book, self.clear, self.look_alikes.other, self.booked.accept, self.doubt.accept):
            button.set_busy(state.busy)
        self.fee.setText("–" if state.fee is None or state.currency is None else money(state.fee, state.currency))
        show_problem(self.note, state.problem)
        if state.wants_approval and not before.wants_approval:
            self._ask_second_person()
        if not state.busy:  # while it is sent the card stands still
            self._render_parts(state)
            self._move_focus(before, state)

    def _render_parts(self, state: RegistrationState) -> None:
        known = state.patient is not None
        self.title.setText(tr("Issue token") if known else tr("Register and issue token"))
        self.save.set_text(tr("Print token") if known else tr("Register & print token"))
        if state.patient is not None:
            self.patient.show_patient(state.patient)
        if state.look_alikes:
            self.look_alikes.ask(state.look_alikes)
        if state.booked is not None:
            self.booked.ask(state.booked, state.day)
        if state.doubt is not None:
            self.doubt.ask(state.doubt)
        wanted = {
            self.person: not known,
            self.patient: known,
            self._form: not state.asks,
            self._tools: not state.asks,
            self._end: not state.asks,
            self.look_alikes: bool(state.look_alikes),
            self.booked: state.booked is not None,
            self.doubt: state.doubt is not None,
        }
        for part in sorted(wanted, key=wanted.__getitem__):  # hide first: the window must not grow for a moment
            part.setVisible(wanted[part])

    def _ask_second_person(self) -> None:
        second = self._view_model.ask_second_person()
        if second is None:
            return
        visit = self._view_model.state
        what = tr(
            "{patient} is to be called before others: {reason}.",
            patient=shown_name(visit.patient.name) if visit.patient else "",
            reason=visit.form.priority_reason,
        )
        sheet = SecondPersonSheet(second, what, self.window())
        sheet.agreed.connect(self._view_model.go_on_with)
        sheet.rejected.connect(self._view_model.go_without)
        sheet.open()

    def _move_focus(self, before: RegistrationState, state: RegistrationState) -> None:
        """To what has to be done next, when something new has to be done."""
        if state.look_alikes and not before.look_alikes:
            self.look_alikes.list.setFocus()
        elif state.booked is not None and before.booked is None:
            self.booked.accept.setFocus()
        elif state.doubt is not None and before.doubt is None:
            self.doubt.back.setFocus()  # Enter must not go past a warning
        elif state.patient is not None and (before.patient is not state.patient or (before.asks and not state.asks)):
            self.visit.doctor.setFocus()
        elif before.asks and not state.asks and state.patient is None:
            self.focus_name()
        elif before.busy and state.problem is not None and self._focus is not None:
            self._focus.setFocus()

    def _focus_error(self) -> None:
        if not self.person.focus_error():
            self.visit.focus_error()

    def _edit(self, name: str, value: object) -> None:
        self._view_model.change(**{name: value})

    def _step_back(self) -> None:
        if self._view_model.state.patient is not None:
            self._view_model.step_back()
        self.left.emit()

    def _start_anew(self) -> None:
        self._view_model.clear()
        self.left.emit()

    def _ask_day(self) -> None:
        sheet = BookSheet(
            self._view_model.find_openings(), self._clock.today(), self._view_model.state.form.doctor_id, self.window()
        )
        sheet.chosen.connect(self._view_model.book_for)
        sheet.open()


class PickedPatient(Sunken):
    """His card, read only, the allergy on a line of its own."""

    released = Signal()
    edit_wanted = Signal(object)  # PatientDetails
    merge_wanted = Signal(object)  # PatientDetails

    def __init__(self, clock: Clock, dues: Dues) -> None:
        super().__init__(spacing=6)
        self._clock = clock
        self._dues = dues
        self.owed = DuesPill(dues)
        self.strip = PatientStrip()
        self.allergy = AllergyBanner()
        self._more = Elide("", "muted")
        self._patient: PatientDetails | None = None
        self.edit = KeyButton(tr("Edit card"), "Ctrl+E", kind="link", size="sm")
        self.merge = KeyButton(tr("Merge…"), "Ctrl+J", kind="link", size="sm")
        self.release = IconButton("x", tr("Another patient (Esc)"), size="sm")
        row = hbox(self.strip, self.release)
        row.setStretch(0, 1)
        more = hbox(self.owed, self._more, self.edit, self.merge, spacing=4)
        more.setStretch(1, 1)
        self.add(row, self.allergy, more)

        self.release.clicked.connect(self.released)
        self.edit.clicked.connect(self._want_edit)
        self.merge.clicked.connect(self._want_merge)

    def set_rights(self, *, edit: bool, merge: bool) -> None:
        self.edit.setVisible(edit)
        self.merge.setVisible(merge)

    def show_patient(self, patient: PatientDetails) -> None:
        self._patient = patient
        self._dues.show(patient.id)
        self.strip.set_facts(strip_facts(patient, self._clock.today()))
        self.allergy.set_facts(allergy_facts(patient))
        blood = patient.blood_group.value if patient.blood_group else ""
        self._more.setText(" · ".join(part for part in (blood, kin_text(patient.next_of_kin), patient.address) if part))

    def _want_edit(self) -> None:
        self.edit_wanted.emit(self._patient)

    def _want_merge(self) -> None:
        self.merge_wanted.emit(self._patient)
