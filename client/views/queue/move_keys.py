"""What the keys of a queue's moves do, in the one part of the window where they are valid."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.viewmodels.queue.acts import Act, Turn, Why
from client.viewmodels.queue.moves import MovesState, QueueMoves
from client.viewmodels.queue.order import Before
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.queue.pause_sheet import PauseSheet
from client.views.queue.priority_sheet import PrioritySheet
from client.views.queue.row_menu import Offer, RowMenu
from client.views.queue.transfer_sheet import TransferSheet
from client.views.queue.words import ACT_ICONS, act_text, why_text
from client.widgets.dialog import Confirm
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueSnapshot, SetPriority

_WINDOW: Final = Qt.ShortcutContext.WindowShortcut


class MoveKeys(QObject):
    """Whatever is asked for is tried, asked more about in a sheet, or refused with its reason: never swallowed."""

    about_to = Signal(object)  # Act: something of the person's own may have to be kept first

    def __init__(
        self,
        host: QWidget,
        moves: QueueMoves,
        clock: Clock,
        *,
        keys: Mapping[Act, str],
        turn: Callable[[Act], Turn | None],
        queue: Callable[[], QueueSnapshot | None],
        context: Qt.ShortcutContext = _WINDOW,
    ) -> None:
        super().__init__(host)
        self._host, self._moves, self._clock = host, moves, clock
        self._turn, self._queue, self._keys = turn, queue, keys
        self._asked = False
        self._direct: dict[Act, Callable[[Turn], None]] = {
            Act.CALL: moves.call,
            Act.RECALL: moves.recall,
            Act.UNDO_CALL: moves.undo_call,
            Act.ENTER: moves.enter,
            Act.HOLD: moves.hold,
            Act.SEND_FOR_TESTS: moves.send_for_tests,
            Act.RETURN: moves.bring_back,
            Act.NO_SHOW: moves.no_show,
        }
        for act, key in keys.items():
            if act is not Act.RESUME:  # the key of the pause ends it
                shortcut = QShortcut(QKeySequence(key), host)
                shortcut.setContext(context)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(partial(self.run, act))
        moves.state_changed.connect(self._follow)

    def key(self, act: Act) -> str:
        return self._keys.get(act, "")

    def run(self, act: Act, turn: Turn | None = None) -> None:
        """Do it with this one, else with whom the screen is about."""
        snapshot = self._queue()
        if act is Act.PAUSE and snapshot is not None and snapshot.pause is not None:
            act = Act.RESUME
        if act.move is not None and turn is None:
            turn = self._turn(act)
        why = self._moves.why_not(act, turn, snapshot)
        if why is not None:
            self._moves.refuse(act, turn, why)
        elif act.move is not None and turn is not None:
            self._run_about(act, turn)
        elif snapshot is not None:
            self._run_session(act, snapshot)

    def pause_anew(self) -> None:
        """Another reason or another time while nobody is called already."""
        snapshot = self._queue()
        why = self._moves.why_not(Act.PAUSE, None, snapshot)
        if why is not None or snapshot is None:
            self._moves.refuse(Act.PAUSE, None, why or Why.NO_DOCTOR)
        else:
            self._run_session(Act.PAUSE, snapshot)

    def why_not(self, act: Act, turn: Turn | None) -> Why | None:
        return self._moves.why_not(act, turn, self._queue())

    def open_menu(self, turn: Turn, acts: Iterable[Act], where: QPoint, more: Iterable[Offer] = ()) -> None:
        """All that one may do with this patient, each with its key."""
        offers = [self._offer(act, turn) for act in acts if self._moves.may(act)]
        RowMenu(turn, [*offers, *more], self._host).popup(where)

    def reorder(self, turn: Turn, before: Before) -> None:
        why = self.why_not(Act.REORDER, turn)
        if why is not None:
            self._moves.refuse(Act.REORDER, turn, why)
        elif isinstance(before, Why):
            self._moves.refuse(Act.REORDER, turn, before)
        else:
            self._moves.reorder(turn, before)

    def _offer(self, act: Act, turn: Turn) -> Offer:
        why = self.why_not(act, turn)
        reason = why_text(act, why, turn.status) if why else ""
        return Offer(act_text(act), ACT_ICONS[act], self.key(act), partial(self.run, act, turn), reason)

    def _run_about(self, act: Act, turn: Turn) -> None:
        if act is Act.TRANSFER:
            sheet = TransferSheet(turn, self._moves.doctors(but=turn.doctor_id), self._host.window())
            sheet.chosen.connect(partial(self._moves.transfer, turn))
            sheet.open()
        elif act is Act.PRIORITY:
            self._ask_priority(turn)
        elif act is Act.RETURN and turn.status is AppointmentStatus.NO_SHOW:
            self._ask_why_back(turn)
        else:
            self.about_to.emit(act)
            self._direct[act](turn)

    def _run_session(self, act: Act, snapshot: QueueSnapshot) -> None:
        match act:
            case Act.CALL_NEXT:
                self._moves.call_next(snapshot)
            case Act.PAUSE:
                sheet = PauseSheet(snapshot, self._clock, self._host.window())
                sheet.chosen.connect(partial(self._moves.pause, snapshot.doctor_id))
                sheet.open()
            case Act.RESUME:
                self._moves.resume(snapshot.doctor_id)
            case _:
                self._ask_end(snapshot)

    def _ask_priority(self, turn: Turn) -> None:
        second = self._moves.needs_second_person(Act.PRIORITY)
        sheet = PrioritySheet(turn, self._host.window(), second_person=second)
        sheet.chosen.connect(partial(self._moves.set_priority, turn))
        sheet.open()

    def _ask_why_back(self, turn: Turn) -> None:
        sheet = Confirm(
            tr("Back to the queue?"),
            tr("{name} was absent when called, and goes to the end of the queue.", name=turn.name),
            tr("Back to the queue"),
            self._host.window(),
            kind="primary",
            reason=tr("Why so late"),
        )
        sheet.confirmed.connect(partial(self._moves.bring_back, turn))
        sheet.open()

    def _ask_end(self, snapshot: QueueSnapshot) -> None:
        left = len(snapshot.entries)
        text = (
            trn(
                "{n} patient was not seen and is closed as absent.",
                "{n} patients were not seen and are closed as absent.",
                left,
            )
            if left
            else tr("Nobody is left in this queue.")
        )
        sheet = Confirm(
            tr("End the day of {doctor}?", doctor=snapshot.doctor), text, tr("End day"), self._host.window()
        )
        sheet.confirmed.connect(partial(self._end, snapshot))
        sheet.open()

    def _end(self, snapshot: QueueSnapshot, _reason: str) -> None:
        self._moves.end_day(snapshot.doctor_id)

    def _follow(self, state: MovesState) -> None:
        """Asked once for each word that is needed."""
        if state.unapproved is None:
            self._asked = False
        elif not self._asked:
            self._asked = True
            self._ask_second_person(state)

    def _ask_second_person(self, state: MovesState) -> None:
        second, waiting = self._moves.second_person(), state.unapproved
        if second is None or waiting is None or waiting.turn is None or not isinstance(waiting.request, SetPriority):
            return
        what = tr(
            "{token} {name} is to be called before others: {reason}.",
            token=waiting.turn.token,
            name=waiting.turn.name,
            reason=waiting.request.reason,
        )
        sheet = SecondPersonSheet(second, what, self._host.window())
        sheet.agreed.connect(self._moves.go_on_with)
        sheet.rejected.connect(self._moves.go_without)
        sheet.open()
