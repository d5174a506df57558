"""Work that would hold up the screen, done beside it; the results come back on the screen's thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from client.core.aio import Promise

T = TypeVar("T")


class Background(QObject):
    _finished = Signal(object, object)

    def __init__(self, workers: int, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="printing")
        self._finished.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T]) -> Promise[T]:
        """In the order given, if there is one worker."""
        promise: Promise[T] = Promise()
        self._pool.submit(work).add_done_callback(partial(self._report, promise))
        return promise

    def close(self, *, finish: bool) -> None:
        """Wait for everything begun, or drop what has not started."""
        self._pool.shutdown(wait=finish, cancel_futures=not finish)

    def _report(self, promise: Promise[Any], future: Future[Any]) -> None:
        with suppress(RuntimeError):  # the screen is gone, and with it whoever waited
            self._finished.emit(promise, future)

    def _settle(self, promise: Promise[Any], future: Future[Any]) -> None:
        if future.cancelled():
            promise.cancel()
        elif error := future.exception():
            promise.reject(error)
        else:
            promise.resolve(future.result())
