"""What can be done with the record as a whole, and what became of it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.zone import day_of
from client.widgets.buttons import KeyButton
from client.widgets.flow import FlowLayout
from client.widgets.pills import Note
from shared.models.patients import PatientDetails

_ABOVE: Final = 8


class RecordBar(QWidget):
    """`notice` stands apart: it says that the record was put away, or is part of another."""

    successor_wanted = Signal(object)  # PatientId

    def __init__(self) -> None:
        super().__init__()
        self._patient: PatientDetails | None = None
        self.merge = KeyButton(tr("Merge"), "F8", icon="link", size="sm")
        self.undo = KeyButton(tr("Undo merge"), "Shift+F8", icon="split", size="sm")
        self.away = KeyButton(tr("Put away"), "Shift+F7", icon="package", size="sm")
        self.archive = KeyButton(tr("All put away"), "Shift+F9", icon="layers", kind="ghost", size="sm")
        self.confide = KeyButton(tr("Confidential…"), "Alt+G", icon="lock", size="sm")
        self.looks = KeyButton(tr("Looks"), "F5", icon="eye", kind="ghost", size="sm")
        self.wishes = KeyButton(tr("Messages"), "Shift+F10", icon="bell", kind="ghost", size="sm")
        self.follow = KeyButton(tr("Open the other record"), "Alt+Enter", icon="arrow-right", size="sm")
        self.notice = Note("", "warn", self.follow)
        self._buttons = (self.looks, self.wishes, self.archive, self.confide, self.away, self.undo, self.merge)
        row = FlowLayout(fills=False)
        for button in self._buttons:
            row.addWidget(button)
        self.setLayout(row)
        self.setContentsMargins(0, _ABOVE, 0, 0)
        self.set_rights(merge=False, archive=False, confide=False, looks=False, wishes=False)

        self.follow.clicked.connect(self._follow)

    def set_rights(self, *, merge: bool, archive: bool, confide: bool, looks: bool, wishes: bool) -> None:
        self._may_merge, self._may_archive, self._may_confide = merge, archive, confide
        self._may_wish = wishes
        self.looks.setVisible(looks)
        self.show_patient(self._patient)

    def show_patient(self, patient: PatientDetails | None) -> None:
        self._patient = patient
        whole = patient is not None and patient.merged_into is None
        merged = patient is not None and (bool(patient.former_numbers) or patient.merged_into is not None)
        self.merge.setVisible(self._may_merge)
        self.merge.set_blocked("" if whole and patient is not None and patient.is_active else tr("No record to merge"))
        self.undo.setVisible(self._may_merge and merged)
        self.away.setVisible(self._may_archive and whole)
        self.archive.setVisible(self._may_archive)
        self.confide.setVisible(self._may_confide and whole)
        closed = patient is not None and patient.confidential
        self.confide.set_text(tr("Not confidential…") if closed else tr("Confidential…"))
        self.wishes.setVisible(self._may_wish and whole)
        is_away = patient is not None and patient.put_away is not None
        self.away.set_text(tr("Bring back") if is_away else tr("Put away"))
        self.setVisible(not all(button.isHidden() for button in self._buttons))
        self._show_notice(patient)

    def _show_notice(self, patient: PatientDetails | None) -> None:
        self.follow.setVisible(patient is not None and patient.merged_into is not None)
        self.notice.setVisible(patient is not None and not patient.is_active)
        if patient is None:
            return
        if patient.merged_into is not None:
            self.notice.set_state(tr("This record is part of another one now; all that was in it is there."), "warn")
        elif patient.put_away is not None:
            away = patient.put_away
            self.notice.set_state(
                tr(
                    "Put away on {day} by {person}: {reason}",
                    day=date_text(day_of(away.at)),
                    person=away.by,
                    reason=away.reason,
                ),
                "warn",
            )

    def _follow(self) -> None:
        if self._patient is not None and self._patient.merged_into is not None:
            self.successor_wanted.emit(self._patient.merged_into)
