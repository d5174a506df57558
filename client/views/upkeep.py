"""A page on which something is kept up: one sheet at a time, which stays until its call is answered."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, ParamSpec

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.upkeep import Upkeep, UpkeepState
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.seconded import SecondedUpkeep
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.dialog import Confirm, Sheet
from client.widgets.pills import Note
from shared.contract import Call
from shared.errors import ApiError
from shared.models.access import Approval

P = ParamSpec("P")


def not_sent_text() -> str:
    return tr("Nothing was sent: the change before this one is not answered yet. Try again when it is.")


class CallSheet(Sheet):
    """Hands up the call it would make."""

    chosen = Signal(object)  # Call

    def _hand_up(self, wrong: str, build: Callable[P, Call[Any]], *said: P.args, **named: P.kwargs) -> None:
        """`wrong` is told where what was filled in makes no call."""
        try:
            call = build(*said, **named)
        except ValueError:  # a ValidationError is one
            self.set_error(wrong)
        else:
            self.chosen.emit(call)


class UpkeepPage(QWidget):
    """What is refused is told at the sheet that asked for it, or else as the page tells things.

    A sheet may be closed, and the next one opened, before the server has answered.
    """

    said = Signal(str)
    asks_why: ClassVar[bool] = False
    """Whether its sheets have a line for why, which the audit keeps."""

    def __init__(self, desk: Upkeep[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upkeep = desk
        self.problem = Note("", "bad")
        self.problem.setParent(self)  # it may be told before there is a layout
        self.editor: Sheet | None = None
        """The sheet that is open."""
        self._busy = False
        self._asker: Sheet | None = None
        """The sheet that was open when what is on its way was asked for; it may be gone since."""

        desk.saved.connect(self._finish)
        desk.refused.connect(self._refuse)
        desk.not_sent.connect(self._tell_not_sent)
        desk.state_changed.connect(self._follow)

        self._follow(desk.state)

    def _open(self, sheet: Sheet) -> None:
        self.editor = sheet
        if self.asks_why:
            sheet.ask_why()
            sheet.why_typed.connect(self._upkeep.because)
        sheet.finished.connect(self._forget_editor)
        if self._busy:
            sheet.set_busy(True)
            wait = tr("The change before this one is not answered yet. As soon as it is, this one can be sent.")
            sheet.set_error(wait, "warn")
        sheet.open()

    def _edit(self, sheet: CallSheet) -> None:
        sheet.chosen.connect(self._upkeep.save)
        self._open(sheet)

    def _confirm(self, sheet: Confirm, call: Call[Any]) -> None:
        """The call is of what the sheet names, whatever is read anew behind it."""
        sheet.confirmed.connect(lambda _reason: self._upkeep.save(call))
        self._open(sheet)

    def _forget_editor(self) -> None:
        self.editor = None
        self._upkeep.because("")

    def _said(self, _answer: object) -> str:
        return tr("Saved.")

    def _finish(self, answer: object) -> None:
        self._accept_asker()
        self.said.emit(self._said(answer))

    def _accept_asker(self) -> None:
        if self.editor is not None and self.editor is self._asker:
            self.editor.accept()

    def _refuse(self, problem: ApiError) -> None:
        text = problem_text(problem).sentence
        # A desk refuses other things too: while it is busy, this is not what the sheet waits for
        if self.editor is not None and self.editor is self._asker and not self._busy:
            self.editor.set_error(text)
        else:
            self._say_refused(text)

    def _tell_not_sent(self) -> None:
        if self.editor is not None:
            self.editor.set_error(not_sent_text(), "warn")
        else:
            self._say_refused(not_sent_text())

    def _say_refused(self, text: str) -> None:
        self.said.emit(text)

    def _follow(self, state: UpkeepState) -> None:
        self.problem.setVisible(state.problem is not None)
        if state.problem is not None:
            self.problem.set_state(problem_text(state.problem).sentence, "bad")
        if state.busy != self._busy:
            self._follow_busy(state.busy)

    def _follow_busy(self, busy: bool) -> None:  # noqa: FBT001  # what the state says
        self._busy = busy
        if busy:
            self._asker = self.editor
        if self.editor is not None:
            self.editor.set_busy(busy)
            if not busy:
                self.editor.set_error("")  # it waits for nothing any more


class SecondedPage(UpkeepPage):
    """Some of what is changed on it wants the word of a second person, who types it over the open sheet."""

    def __init__(self, desk: SecondedUpkeep[Any], parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._seconded = desk
        desk.second_wanted.connect(self._ask_second)

    def _what_is_agreed(self, call: Call[Any]) -> str:
        raise NotImplementedError  # each asks in its own words

    def _ask_second(self, call: Call[Any], second: SecondPerson) -> None:
        sheet = SecondPersonSheet(second, self._what_is_agreed(call), self.editor or self.window())
        sheet.agreed.connect(partial(self._save_agreed, call, self._asker))
        sheet.open()

    def _save_agreed(self, call: Call[Any], asker: Sheet | None, approval: Approval) -> None:
        """For the sheet that asked at first, whichever is open now."""
        if self._busy:
            self._tell_not_sent()
        else:
            self._seconded.save_with(call, approval)
            self._asker = asker
