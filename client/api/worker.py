"""The one way a slow piece of work leaves the screen thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from client.core.aio import Promise

T = TypeVar("T")


class Worker(QObject):
    """One thread that does what it is given in order; results come back on the screen thread."""

    _finished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._finished.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(partial(_shut_down, self._pool))

    def run(self, work: Callable[[], T]) -> Promise[T]:
        promise: Promise[T] = Promise()
        self._pool.submit(work).add_done_callback(partial(self._hand_over, promise))
        return promise

    def close(self) -> None:
        """Finish what was begun: a command that was accepted is on the disk when this returns."""
        _shut_down(self._pool)

    def _hand_over(self, promise: Promise[Any], future: Future[Any]) -> None:
        try:
            self._finished.emit((promise, future))
        except RuntimeError:  # the QObject is gone, and with it everybody who waited
            promise.cancel()

    @staticmethod
    def _settle(finished: tuple[Promise[Any], Future[Any]]) -> None:
        promise, future = finished
        error = future.exception()
        if error is not None:
            promise.reject(error)
        else:
            promise.resolve(future.result())


def _shut_down(pool: ThreadPoolExecutor, _destroyed: QObject | None = None) -> None:
    pool.shutdown(wait=True)
