"""Which queues and boards are on the screen now, for the event stream to follow."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from client.api.event_stream import TOPICS, EventStream, Watch, board_watch, queue_watch
from shared.ids import EmployeeId, WorkstationId
from shared.models.queue import BoardSnapshot, QueueSnapshot


class Live(QObject):
    """Each owner shows one queue or board; what nobody shows any more is followed no more."""

    def __init__(self, stream: EventStream, *, topics: bool = True) -> None:
        super().__init__(stream)
        self._always = frozenset({TOPICS} if topics else ())  # a display asks nothing again
        self._stream = stream
        self._active = False
        self._viewers: list[_Viewer] = []
        self._newest: dict[Watch, object] = {}
        # an owner that is just being destroyed still has its viewer: look again a turn later
        self._prune = QTimer(self)
        self._prune.setSingleShot(True)
        self._prune.timeout.connect(self._follow)
        stream.queue.connect(self._take_queue)
        stream.board.connect(self._take_board)

    def set_active(self, active: bool) -> None:  # noqa: FBT001  # a switch, like Qt's own setters
        """Follow while somebody is signed in, or while this computer is a display."""
        self._active = active
        self._follow()

    def show_queue(self, doctor_id: EmployeeId, owner: QObject, callback: Callable[[QueueSnapshot], object]) -> None:
        """Call back with this queue now, if it is known, and whenever it changes, while the owner lives."""
        self._show(queue_watch(doctor_id), owner, callback)

    def show_board(
        self, workstation_id: WorkstationId, owner: QObject, callback: Callable[[BoardSnapshot], object]
    ) -> None:
        self._show(board_watch(workstation_id), owner, callback)

    def show_nothing(self, owner: QObject) -> None:
        self._leave(owner)
        self._follow()

    def _show(self, watch: Watch, owner: QObject, callback: Callable[..., object]) -> None:
        self._leave(owner)
        viewer = _Viewer(watch, owner)
        viewer.arrived.connect(callback)
        viewer.destroyed.connect(self._prune.start)
        self._viewers.append(viewer)
        self._follow()
        if watch in self._newest:
            # followed for somebody else already, so that the server sends nothing anew
            viewer.arrived.emit(self._newest[watch])

    def _leave(self, owner: QObject) -> None:
        for viewer in self._alive():
            if viewer.parent() is owner:
                self._viewers.remove(viewer)
                viewer.arrived.disconnect()
                viewer.deleteLater()

    def _alive(self) -> list["_Viewer"]:
        return [viewer for viewer in self._viewers if isValid(viewer)]

    def _follow(self) -> None:
        self._viewers = self._alive()
        wanted = self._always.union(viewer.watch for viewer in self._viewers)
        watches = wanted if self._active else frozenset()
        self._newest = {watch: newest for watch, newest in self._newest.items() if watch in watches}
        self._stream.watch(watches)

    def _take_queue(self, snapshot: QueueSnapshot) -> None:
        self._take(queue_watch(snapshot.doctor_id), snapshot)

    def _take_board(self, snapshot: BoardSnapshot) -> None:
        # a snapshot does not say which board it is: a display follows one, its own
        for watch in {viewer.watch for viewer in self._alive() if viewer.watch.startswith("board:")}:
            self._take(watch, snapshot)

    def _take(self, watch: Watch, snapshot: object) -> None:
        self._newest[watch] = snapshot
        for viewer in self._alive():
            if viewer.watch == watch:
                viewer.arrived.emit(snapshot)


class _Viewer(QObject):
    """A child of its owner, and so gone with it."""

    arrived = Signal(object)

    def __init__(self, watch: Watch, owner: QObject) -> None:
        super().__init__(owner)
        self.watch = watch
