"""Why a doctor calls nobody for a while, for the door, the screens and the wall."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from client.core.clock import Clock
from client.core.i18n import time_text, tr
from client.viewmodels.queue.back_at import back_at
from client.views.queue.words import notice_word
from client.widgets.basics import Label
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from shared.models.queue import QueueSnapshot, SessionNotice

_COLUMNS = 3
_NOTICES = tuple(notice for notice in SessionNotice if notice is not SessionNotice.ENDED)


class PauseSheet(Sheet):
    """A digit and Enter are enough; a time of return may be added. During a pause it starts with what is said now."""

    chosen = Signal(object, object)  # SessionNotice, datetime or None

    def __init__(self, snapshot: QueueSnapshot, clock: Clock, parent: QWidget) -> None:
        said = snapshot.pause
        title, primary = (
            (tr("Pause the calls?"), tr("Pause")) if said is None else (tr("What is said now"), tr("Change"))
        )
        super().__init__(title, primary, parent, subtitle=snapshot.doctor)
        self._clock = clock
        self._group = QButtonGroup(self)
        self.until = LineInput(hint=tr("13:30, or 20 for twenty minutes"), most=12)
        self._said = Label("", "muted")
        self._until = Field(tr("Back at, if known"), self.until)
        self.add(Label(tr("What the wall and the door say"), "label"), self._notices(), self._until, self._said)

        self.until.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        if said is not None and said.back_at is not None and said.back_at > clock.now():
            self.until.set_value(time_text(said.back_at))
        self._check()
        self._take(0 if said is None else _NOTICES.index(said.notice))

    @property
    def notice(self) -> SessionNotice:
        return _NOTICES[self._group.checkedId()]

    def _notices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, notice in enumerate(_NOTICES):
            key = str(place + 1)
            chip = QPushButton(tr("{key} · {notice}", key=key, notice=notice_word(notice)))
            chip.setProperty("chip", True)
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setChecked(place == 0)
            self._group.addButton(chip, place)
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._take, place))
            grid.addWidget(chip, place // _COLUMNS, place % _COLUMNS)
        return grid

    def _take(self, place: int) -> None:
        chip = self._group.button(place)
        chip.setChecked(True)
        chip.setFocus()

    def _check(self) -> None:
        typed = self.until.value()
        at = back_at(typed, self._clock.now()) if typed else None
        wrong = tr("No time to come") if typed and at is None else ""
        self._until.set_error(wrong)
        self._said.setText(tr("Back at {time}", time=time_text(at)) if at else tr("Until the doctor resumes"))
        self.primary.set_blocked(wrong)

    def _choose(self) -> None:
        typed = self.until.value()
        self.chosen.emit(self.notice, back_at(typed, self._clock.now()) if typed else None)
        self.accept()
