"""One consultation while the patient is in the room: written, kept every few seconds, completed."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.aio import Task, latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.drafts import Drafts
from client.core.session import Session
from client.viewmodels.consulting.prescribing import Prescribing
from client.viewmodels.consulting.safety_check import Checked, SafetyCheck
from client.viewmodels.consulting.visit_state import Step, VisitState
from client.viewmodels.consulting.worksheet import Worksheet, from_draft, from_server
from shared.contracts import consultations, lab, prescriptions
from shared.contracts.prescriptions import UnsettledWarnings
from shared.errors import ApiError, StaleVersion
from shared.ids import AppointmentId
from shared.models.consultations import ConsultationDetails, Icd10, SaveNote
from shared.models.lab import TestType
from shared.models.patients import PatientDetails
from shared.topics import Topic

SAVE_AFTER_MS: Final = 3_000
_DRAFT_AFTER_MS: Final = 300
_LONGEST_NOTE: Final = 20_000
# What a paste may bring along and no note may hold: control characters, and halves of a sign.
_UNPRINTABLE: Final = dict.fromkeys([*(set(range(32)) - {9, 10}), 127, *range(0xD800, 0xE000)])


class Visit(Prescribing):
    """What is not sent yet stays in a draft on this computer until the consultation is completed."""

    state: VisitState
    completed = Signal(object)  # ConsultationDetails

    def __init__(
        self, calls: Calls, changes: Changes, session: Session, drafts: Drafts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._session = session
        self._drafts = drafts
        self.state = VisitState()
        self._safety = SafetyCheck(calls, self)
        self._safety.state_changed.connect(self._take_warnings)
        self._wanted: AppointmentId | None = None
        self._loading: Task[None] | None = None
        self._saving: Task[None] | None = None
        self._save_soon = _timer(self, SAVE_AFTER_MS)
        self._save_soon.timeout.connect(self.save)
        self._draft_soon = _timer(self, _DRAFT_AFTER_MS)
        self._draft_soon.timeout.connect(self._keep_draft)
        changes.on({Topic.CONSULTATIONS, Topic.PATIENTS}, self, self._look_again)

    def show(self, appointment_id: AppointmentId | None) -> None:
        """Whoever is in the room now; what was written of the one before stays in its draft."""
        self._wanted = appointment_id
        if appointment_id == self.state.appointment_id or self.state.is_completing:
            return  # the news that the room is empty may come before the answer that says why
        self._keep_draft()
        self._save_soon.stop()
        self.state = VisitState(appointment_id=appointment_id)
        if appointment_id is not None:
            self._loading = self._load(appointment_id)  # on its way before the empty note is drawn
        self._safety.forget()
        self._show(self.state)

    # What the doctor writes.

    def write(self, part: str, text: str) -> None:
        """`part` is one of the note's: complaint, history, examination, plan, advice."""
        clean = text.translate(_UNPRINTABLE).strip()[:_LONGEST_NOTE]
        note = self.state.sheet.note.model_copy(update={part: clean})
        if note == self.state.sheet.note:
            return
        self._show(replace(self.state, sheet=replace(self.state.sheet, note=note)))
        self._draft_soon.start()
        if not self._save_soon.isActive():  # steady writing must not put it off
            self._save_soon.start()

    def add_diagnosis(self, diagnosis: Icd10) -> None:
        self._write(self.state.sheet.with_diagnosis(diagnosis))

    def make_primary(self, code: str) -> None:
        self._write(self.state.sheet.with_primary(code))

    def remove_diagnosis(self, code: str) -> None:
        self._write(self.state.sheet.without_diagnosis(code))

    def add_test(self, test: TestType) -> None:
        self._write(self.state.sheet.with_test(test))

    def remove_test(self, test: TestType) -> None:
        self._write(self.state.sheet.without_test(test))

    def leave_typed(self, entry: str) -> None:
        """Words that stand in a search and were not added: they would be forgotten."""
        if entry != self.state.entry:
            self._show(replace(self.state, entry=entry))

    def patient_changed(self, patient: PatientDetails) -> None:
        """An allergy was recorded here: the banner does not wait for the news of it."""
        kept = self.state.kept
        if kept is not None and kept.patient.id == patient.id and kept.patient.version <= patient.version:
            self._show(replace(self.state, kept=kept.model_copy(update={"patient": patient})))
            self._safety.again()

    # What is sent.

    def save(self) -> Task[None]:
        """Keep the note on the server now; one saving at a time, so that their versions follow each other."""
        if self._saving is None or self._saving.done():
            self._saving = self._save_changed()
        return self._saving

    @slot
    async def order(self) -> None:
        """The tests, at once."""
        if self.state.ordering or self.state.is_completing or not self.state.unordered:
            return
        self._begin(replace(self.state, ordering=True, problem=None))
        try:
            await self._order()
        except ApiError as problem:
            self._show(replace(self.state, ordering=False, problem=problem))
        else:
            self._show(replace(self.state, ordering=False))

    @slot
    async def complete(self) -> None:
        """Send what is not sent, then end it; after a failure it goes on where it stopped."""
        state = self.state
        if not state.is_open or not state.may_write or state.is_completing or state.ordering or state.unsettled:
            return
        self._begin(replace(state, step=Step.NOTE, problem=None))
        self._save_soon.stop()
        if self._saving is not None:
            await self._saving
        try:
            await self._send_all()
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            if isinstance(problem, UnsettledWarnings):
                self._safety.take(problem.warnings)
        self.show(self._wanted)

    def _begin(self, state: VisitState) -> None:
        """An answer that was asked for before may not hide what is being sent now: it would be sent twice."""
        if self._loading is not None:
            self._loading.cancel()
        self._show(state)

    async def _send_all(self) -> None:
        # The note first, always: commands are answered in their order, so its answer also knows
        # what was left on its way when this computer last went down, and nothing goes twice.
        self._take(await self._saved())
        if self._sheet_against()[0]:
            self._show(replace(self.state, step=Step.DIAGNOSES))
            await self._record_diagnoses()
        if self._sheet_against()[1]:
            self._show(replace(self.state, step=Step.PRESCRIPTION))
            await self._prescribe()
        if self.state.unordered:
            self._show(replace(self.state, step=Step.TESTS))
            await self._order()
        self._show(replace(self.state, step=Step.COMPLETION))
        kept = self._kept
        done = await self._calls.send(consultations.complete(appointment_id=kept.appointment_id, version=kept.version))
        self._draft_soon.stop()
        self._drafts.clear(self._key(done.appointment_id))
        self._show(replace(self.state, kept=done, step=None))
        self.completed.emit(done)

    async def _record_diagnoses(self) -> None:
        self._take(
            await self._calls.send(
                consultations.record_diagnoses(
                    appointment_id=self._kept.appointment_id, diagnoses=self.state.sheet.new_diagnoses()
                )
            )
        )

    async def _prescribe(self) -> None:
        sheet = self.state.sheet
        sent = await self._calls.send(
            prescriptions.prescribe(
                appointment_id=self._kept.appointment_id,
                items=sheet.items(),
                facts=sheet.facts,
                overrides=list(sheet.overrides),
            )
        )
        self._take(self._kept.model_copy(update={"prescription": sent}))

    async def _order(self) -> None:
        ids = [test.id for test in self.state.unordered]
        page = await self._calls.send(lab.order(appointment_id=self._kept.appointment_id, test_type_ids=ids))
        self._take(self._kept.model_copy(update={"tests": page.items}))

    @slot
    async def _save_changed(self) -> None:
        state = self.state
        if not state.is_open or state.note_is_kept or not state.may_write or state.is_completing:
            return
        self._show(replace(state, saving=True))
        problem: ApiError | None = None
        try:
            self._take(await self._saved())
        except ApiError as error:
            problem = error
        if self.state.appointment_id == state.appointment_id:
            step = self.state.step
            self._show(replace(self.state, saving=False, problem=problem or (self.state.problem if step else None)))
            self._keep_draft()
        if problem is None and not self.state.note_is_kept:
            self._save_soon.start()

    async def _saved(self) -> ConsultationDetails:
        """What is on this screen is the newer text: over somebody else's it is saved once more."""
        kept, note = self._kept, self.state.sheet.note
        parts = note.model_dump()
        try:
            return await self._calls.send(
                consultations.save_note.bind(
                    SaveNote(appointment_id=kept.appointment_id, version=kept.version, **parts)
                )
            )
        except StaleVersion as stale:
            return await self._calls.send(
                consultations.save_note.bind(
                    SaveNote(appointment_id=kept.appointment_id, version=stale.version, **parts)
                )
            )

    # What is known.

    @latest
    async def _load(self, appointment_id: AppointmentId) -> None:
        try:
            kept = await self._calls.send(consultations.get(appointment_id=appointment_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        if self.state.kept is not None:
            self._take(kept)
            return
        me = self._session.me
        own = me is not None and me.employee_id == kept.doctor_id
        can = self._session.can
        may_write = own and can(consultations.save_note)
        sheet = self._restored(kept) if may_write else from_server(kept)
        self._show(
            replace(
                self.state,
                kept=kept,
                sheet=sheet,
                may_write=may_write,
                prescribes=can(prescriptions.prescribe),
                orders=can(lab.order),
                problem=None,
            )
        )
        self._check_lines()
        if may_write and not self.state.note_is_kept:
            self._save_soon.start()

    def _restored(self, kept: ConsultationDetails) -> Worksheet:
        """From this computer's draft; a note that had reached the server is taken from there."""
        key = self._key(kept.appointment_id)
        draft = self._drafts.load(key)
        sheet = from_draft(draft) if draft else None
        if draft is None or sheet is None or kept.completed_at is not None:
            self._drafts.clear(key)
            return from_server(kept)
        if not sheet.lines:
            sheet = sheet.with_lines_of(kept)
        return sheet if draft.get("note_waits", True) else replace(sheet, note=kept.note)

    def _look_again(self) -> None:
        if self.state.appointment_id is not None and not self.state.is_completing and not self.state.ordering:
            self._loading = self._load(self.state.appointment_id)

    def _take(self, kept: ConsultationDetails) -> None:
        """What the server has now; a note and a prescription nobody here has touched since follow it."""
        before, sheet = self.state.kept, self.state.sheet
        if kept.appointment_id != self.state.appointment_id or (before and before.version > kept.version):
            return
        if self.state.note_is_kept:
            sheet = replace(sheet, note=kept.note)
        if before and before.prescription != kept.prescription and not sheet.has_new_lines(before):
            sheet = sheet.with_lines_of(kept)
        self._show(replace(self.state, kept=kept, sheet=sheet))
        self._check_lines()

    def _check_lines(self) -> None:
        """Only what is not sent yet: a prescription that stands was checked when it was issued."""
        state = self.state
        if state.kept is None or not state.may_write or not state.is_open:
            return
        items = state.sheet.items() if state.sheet.has_new_lines(state.kept) else []
        self._safety.look(state.kept.appointment_id, items, state.sheet.facts)

    def _take_warnings(self, checked: Checked) -> None:
        self._show(replace(self.state, check=checked))

    @property
    def _kept(self) -> ConsultationDetails:
        assert self.state.kept is not None
        return self.state.kept

    def _sheet_against(self) -> tuple[bool, bool]:
        """Whether diagnoses and prescription differ from what the server has."""
        return self.state.sheet.has_new_diagnoses(self._kept), self.state.sheet.has_new_lines(self._kept)

    def _write(self, sheet: Worksheet) -> None:
        self._show(replace(self.state, sheet=sheet))
        self._check_lines()
        self._keep_draft()

    def _keep_draft(self) -> None:
        """Only while it says something the server does not know: an old draft must not hide newer words."""
        self._draft_soon.stop()
        state = self.state
        if state.kept is None or not state.is_open or not state.may_write:
            return
        key, waits = self._key(state.kept.appointment_id), not state.note_is_kept
        sheet = state.sheet
        if waits or sheet.has_new_lines(state.kept) or state.unordered or sheet.has_new_diagnoses(state.kept):
            self._drafts.save(key, {**state.sheet.to_draft(), "note_waits": waits})
        else:
            self._drafts.clear(key)

    def _key(self, appointment_id: AppointmentId) -> str:
        """A draft is its writer's: nobody else who signs in here is shown it."""
        me = self._session.me
        return f"visit {appointment_id} of {me.user_id if me else ''}"

    def _show(self, state: VisitState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _timer(parent: QObject, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer
