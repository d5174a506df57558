"""What can be done with a patient's record from any page: each opens its sheet over that page."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.camera import Camera
from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.session import Session
from client.viewmodels.consulting.patient_side import AllergyEntry
from client.viewmodels.patient.allergies import AllergyWithdrawal
from client.viewmodels.patient.archive import Archive, ArchiveState
from client.viewmodels.patient.confidential import Confidence
from client.viewmodels.patient.edit import CardEdit
from client.viewmodels.patient.merge import MergeDesk, MergeUndo
from client.viewmodels.patient.photo import PhotoDesk
from client.viewmodels.reminders.wishes import Wishes
from client.views.patient.allergy_list import AllergyList
from client.views.patient.archive_sheet import ArchiveSheet
from client.views.patient.edit_sheet import EditSheet
from client.views.patient.merge_sheet import MergeSheet
from client.views.patient.photo_box import PhotoBox
from client.views.patient.undo_merge_sheet import UndoMergeSheet
from client.views.reminders.wishes_sheet import WishesSheet
from client.widgets.dialog import Confirm
from shared.contracts import confidential, merges, patients, reminders
from shared.errors import ApiError
from shared.ids import PatientId
from shared.models.merges import Merge
from shared.models.patients import PatientDetails


class RecordTools(QObject):
    """`changed` carries the card as it is now; `opened` the record to go on with after a merge or its undoing."""

    changed = Signal(object)  # PatientDetails
    opened = Signal(object)  # PatientId
    refused = Signal(str)

    def __init__(self, calls: Calls, session: Session, clock: Clock, page: QWidget) -> None:
        super().__init__(page)
        self._calls = calls
        self._session = session
        self._clock = clock
        self._page = page
        self._archive = Archive(calls, self)
        self._archive.moved.connect(self.changed)
        self._archive.state_changed.connect(self._tell)
        self._confidence = Confidence(calls, self)
        self._confidence.broken.connect(self.opened)
        self._confidence.marked.connect(self.opened)
        self._confidence.refused.connect(self._say)

    @property
    def may_edit(self) -> bool:
        return self._session.can(patients.update)

    @property
    def may_merge(self) -> bool:
        return self._session.can(merges.merge)

    @property
    def may_archive(self) -> bool:
        return self._session.can(patients.put_away)

    @property
    def may_wish(self) -> bool:
        return self._session.can(reminders.save_preferences)

    def edit(self, patient: PatientDetails) -> EditSheet:
        edit = CardEdit(self._calls, self._clock, patient)
        photo = PhotoDesk(self._calls, Camera())
        entry, withdrawal = AllergyEntry(self._calls), AllergyWithdrawal(self._calls)
        allergies = AllergyList(edit, entry, withdrawal)
        sheet = EditSheet(edit, PhotoBox(photo), allergies, self._page.window())
        for part in (edit, photo, entry, withdrawal):
            part.setParent(sheet)
        allergies.setVisible(self._session.can(patients.record_allergy))
        photo.changed.connect(edit.take)
        photo.show(patient)
        for news in (edit.saved, photo.changed, entry.recorded, withdrawal.withdrawn):
            news.connect(self.changed)
        sheet.open()
        return sheet

    def merge(self, patient: PatientDetails) -> MergeSheet:
        desk = MergeDesk(self._calls, patient)
        sheet = MergeSheet(desk, self._clock, self._page.window())
        desk.setParent(sheet)
        desk.merged.connect(self._go_on)
        sheet.open()
        return sheet

    def undo_merge(self, patient: PatientDetails) -> UndoMergeSheet:
        undo = MergeUndo(self._calls, patient.id)
        sheet = UndoMergeSheet(undo, patient, self._page.window())
        undo.setParent(sheet)
        undo.undone.connect(self._go_on)
        sheet.open()
        return sheet

    def wishes(self, patient: PatientDetails) -> WishesSheet:
        wishes = Wishes(self._calls, patient.id)
        sheet = WishesSheet(wishes, patient, self._page.window())
        wishes.setParent(sheet)
        sheet.open()
        return sheet

    def put_away(self, patient: PatientDetails) -> Confirm:
        """Or brought back, where it lies there already."""
        sheet = Confirm(
            tr("Put this record away?") if patient.is_active else tr("Bring this record back?"),
            tr("The search finds it no more. Number and history stay, and it can be brought back.")
            if patient.is_active
            else tr("The search finds it again."),
            tr("Put away") if patient.is_active else tr("Bring back"),
            self._page.window(),
            kind="danger" if patient.is_active else "primary",
            reason=tr("Why"),
        )
        move = self._archive.put_away if patient.is_active else self._archive.bring_back

        def go(reason: str) -> None:
            move(patient, reason)

        sheet.confirmed.connect(go)
        sheet.open()
        return sheet

    @property
    def may_confide(self) -> bool:
        return self._session.can(confidential.mark)

    def confide(self, patient: PatientDetails) -> Confirm:
        """Or no longer, where it is confidential already."""
        closed = patient.confidential
        sheet = Confirm(
            tr("Open this record to everybody again?") if closed else tr("Make this record confidential?"),
            tr("Whoever may read records reads this one too.")
            if closed
            else tr("It opens to those who treat the patient; anybody else has to say why, and the manager sees it."),
            tr("Not confidential any more") if closed else tr("Make it confidential"),
            self._page.window(),
            kind="danger" if closed else "primary",
            reason=tr("Why"),
        )

        def go(reason: str) -> None:
            self._confidence.mark(patient.id, reason, on=not closed)

        sheet.confirmed.connect(go)
        sheet.open()
        return sheet

    def break_glass(self, patient_id: PatientId) -> Confirm:
        sheet = Confirm(
            tr("Open this confidential record?"),
            tr("It stays open to you for twelve hours. The manager sees your name, this computer and your reason."),
            tr("Open it"),
            self._page.window(),
            reason=tr("Why it must be opened"),
        )

        def go(reason: str) -> None:
            self._confidence.break_glass(patient_id, reason)

        sheet.confirmed.connect(go)
        sheet.open()
        return sheet

    def show_archive(self) -> ArchiveSheet:
        sheet = ArchiveSheet(self._archive, self._page.window())
        sheet.open()
        return sheet

    def _go_on(self, merge: Merge) -> None:
        self.opened.emit(PatientId(merge.kept_id))

    def _tell(self, state: ArchiveState) -> None:
        if state.problem is not None:
            self._say(state.problem)

    def _say(self, problem: ApiError) -> None:
        self.refused.emit(problem_text(problem).sentence)
