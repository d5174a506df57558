"""Which general notices all displays say, with the time or the doctor they name."""

from datetime import datetime, time

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.core.notices import notice_text
from client.viewmodels.display.arranging import Arranging, ArrangingState
from client.widgets.basics import Card, Label, Scroll, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.inputs import Combo, LineInput
from shared.ids import EmployeeId
from shared.models.boards import NewNotice, Notice, NoticeKind
from shared.models.staff import DoctorSummary


class NoticesCard(Card):
    """One line a notice: chosen, never typed."""

    def __init__(self, arranging: Arranging) -> None:
        super().__init__(spacing=10)
        self._arranging = arranging
        self._drawn: tuple[object, ...] = ()
        self.lines = [NoticeLine(kind) for kind in NoticeKind]
        self.save = KeyButton(tr("Show these notices"), "Ctrl+Enter", icon="megaphone", kind="primary", size="lg")
        about = Label(
            tr("They take turns at the foot of every display, in the hospital's languages."), "muted", wrap=True
        )
        lines = Scroll(box(vbox(*self.lines, None, spacing=8)))
        self.add(heading(tr("Notices on every display")), about, lines, hbox(None, self.save.reason_label(), self.save))

        for line in self.lines:
            line.tick.toggled.connect(self._check)
            line.clock.textChanged.connect(self._check)
            line.doctor.picked.connect(self._check)
        self.save.clicked.connect(self._save)
        arranging.state_changed.connect(self._render)
        self._render(arranging.state)

    def _render(self, state: ArrangingState) -> None:
        notices = state.setup.notices if state.setup else []
        self.save.set_busy(state.busy)
        if (notices, state.doctors) != self._drawn:  # what is just being chosen stays while nothing changed
            self._drawn = (notices, state.doctors)
            for line in self.lines:
                line.show_notice(next((one for one in notices if one.kind is line.kind), None), state.doctors)
        self._check()

    def _check(self) -> None:
        unfinished = any(line.tick.isChecked() and line.notice() is None for line in self.lines)
        self.save.set_blocked(tr("A notice lacks its time or its doctor") if unfinished else "")

    def _save(self) -> None:
        self._arranging.post([notice for line in self.lines if (notice := line.notice())])


class NoticeLine(QWidget):
    """A tick with the sentence, and what the sentence names."""

    def __init__(self, kind: NoticeKind) -> None:
        super().__init__()
        self.kind = kind
        sentence = notice_text(tr, kind)
        self.tick = QCheckBox(sentence.replace("&", "&&"))
        self.clock = LineInput(hint=tr("HH:MM"), size="sm", most=5)
        self.clock.setAccessibleName(tr("Time of: {notice}", notice=sentence))
        self.clock.setFixedWidth(90)
        self.doctor = Combo[EmployeeId]()
        self.doctor.setAccessibleName(tr("Doctor of: {notice}", notice=sentence))
        self.doctor.setFixedWidth(240)
        self.setLayout(hbox(self.tick, None, self.clock, self.doctor))
        # In the line by now: shown without a parent they would be windows and take the focus.
        self.clock.setVisible(kind.names_a_time)
        self.doctor.setVisible(kind.names_a_doctor)

    def show_notice(self, notice: Notice | None, doctors: tuple[DoctorSummary, ...]) -> None:
        self.doctor.set_options([(doctor.id, doctor.name) for doctor in doctors])
        self.tick.setChecked(notice is not None)
        if notice is not None:
            self.clock.set_value(f"{notice.at:%H:%M}" if notice.at else "")
            self.doctor.set_value(notice.doctor_id)

    def notice(self) -> NewNotice | None:
        """None as long as it is not ticked, or lacks what its sentence names."""
        at = _clock_time(self.clock.value()) if self.kind.names_a_time else None
        doctor = self.doctor.value() if self.kind.names_a_doctor else None
        missing = (self.kind.names_a_time and at is None) or (self.kind.names_a_doctor and doctor is None)
        return None if missing or not self.tick.isChecked() else NewNotice(kind=self.kind, at=at, doctor_id=doctor)


def _clock_time(text: str) -> time | None:
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007  # a wall clock's time has no zone
    except ValueError:
        return None
