"""Coroutines on Qt's own event loop, without threads and without asyncio.

    @slot                                   # an async method that a signal can call
    async def register(self, form: RegistrationForm) -> None:
        patient = await self._calls.send(patients.register(name=form.name))
        self._show(replace(self.state, registered=patient))

A coroutine belongs to a QObject, its owner, and is cancelled at its await when the owner is destroyed.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
P = ParamSpec("P")
OwnerT = TypeVar("OwnerT", bound=QObject)
Unhandled = Callable[[Exception, str], None]

_log = logging.getLogger(__name__)


class Cancelled(BaseException):  # not an error: no `except Exception` may swallow it
    """Raised at the await of a coroutine whose owner is gone or which a newer one replaced."""


class Promise(Generic[T]):
    """A value that arrives later, on the screen's thread."""

    def __init__(self, abort: Callable[[], None] | None = None) -> None:
        self._done = False
        self._value: T | None = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Promise[T]], None]] = []
        self._abort = abort

    def done(self) -> bool:
        return self._done

    def resolve(self, value: T) -> None:
        self._settle(value, None)

    def reject(self, error: BaseException) -> None:
        self._settle(None, error)

    def cancel(self) -> None:
        if self._done:
            return
        abort = self._abort
        self.reject(Cancelled())
        if abort is not None:
            abort()

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return cast("T", self._value)

    def when_done(self, callback: Callable[[Promise[T]], None]) -> None:
        if self._done:
            callback(self)
        else:
            self._callbacks.append(callback)

    def _settle(self, value: T | None, error: BaseException | None) -> None:
        if self._done:
            return
        self._done, self._value, self._error, self._abort = True, value, error, None
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def __await__(self) -> Generator[Promise[Any], None, T]:
        if not self._done:
            yield self
        return self.result()


class Task(Promise[T]):
    """A running coroutine; awaiting it gives its result."""

    def __init__(self, coroutine: Coroutine[Any, Any, T], owner: QObject | None) -> None:
        super().__init__()
        self._coroutine = coroutine
        self._siblings = _tasks_of(owner)
        self._waiting: Promise[Any] | None = None
        self._stepping = False
        self._cancelled = False
        self._observed = False
        self._siblings.add(self)
        self._step(None)

    def cancel(self) -> None:
        if self.done() or self._cancelled:
            return
        self._cancelled = True
        if self._stepping:
            return  # it cancels itself from within: the next await ends it
        waiting, self._waiting = self._waiting, None
        self._step(Cancelled())  # at once, not through a timer: the owner is being destroyed
        if waiting is not None:
            waiting.cancel()

    def when_done(self, callback: Callable[[Promise[T]], None]) -> None:
        self._observed = True
        super().when_done(callback)

    def result(self) -> T:
        self._observed = True
        return super().result()

    def _settle(self, value: T | None, error: BaseException | None) -> None:
        self._siblings.discard(self)
        super()._settle(value, error)

    def _resume_later(self, _promise: Promise[Any]) -> None:
        # Never inside a Qt signal such as reply.finished: the coroutine may delete the sender.
        QTimer.singleShot(0, self._continue)

    def _continue(self) -> None:
        if not self.done():
            self._waiting = None
            self._step(None)

    def _step(self, error: BaseException | None) -> None:
        self._stepping = True
        try:
            promise = self._coroutine.throw(error) if error else self._coroutine.send(None)
        except StopIteration as stop:
            self.resolve(stop.value)
        except Cancelled as cancelled:
            self.reject(cancelled)
        except Exception as failure:  # noqa: BLE001  # whatever it is, whoever awaits gets it
            self.reject(failure)
            # partial: a bare bound method would let the finished task be collected before
            QTimer.singleShot(0, functools.partial(self._report, failure))
        else:
            self._wait_for(promise)
        finally:
            self._stepping = False

    def _wait_for(self, promise: Promise[Any]) -> None:
        if self._cancelled:
            self._coroutine.close()
            promise.cancel()
            self.reject(Cancelled())
            return
        self._waiting = promise
        promise.when_done(self._resume_later)

    def _report(self, failure: Exception) -> None:
        if not self._observed:
            _unhandled(failure, str(getattr(self._coroutine, "__qualname__", "a coroutine")))


def spawn(coroutine: Coroutine[Any, Any, T], owner: QObject | None = None) -> Task[T]:
    """Start a coroutine; the owner's end is its end."""
    return Task(coroutine, owner)


def slot(
    method: Callable[Concatenate[OwnerT, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[OwnerT, P], Task[T]]:
    """Let an async method be called plainly or connected to a signal; self owns the task."""
    most = _most_arguments(method)

    @functools.wraps(method)
    def run(self: OwnerT, /, *args: P.args, **kwargs: P.kwargs) -> Task[T]:
        trimmed = cast("Any", args[:most])
        return spawn(method(self, *trimmed, **kwargs), self)

    return run


def latest(
    method: Callable[Concatenate[OwnerT, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[OwnerT, P], Task[T]]:
    """Like slot, but a new call cancels the one still running: search as you type."""
    start = slot(method)
    place = f"_latest_{method.__name__}"

    @functools.wraps(method)
    def run(self: OwnerT, /, *args: P.args, **kwargs: P.kwargs) -> Task[T]:
        previous: Task[T] | None = getattr(self, place, None)
        if previous is not None:
            previous.cancel()
        task = start(self, *args, **kwargs)
        setattr(self, place, task)
        return task

    return run


def sleep(seconds: float) -> Promise[None]:
    # A timer object held by its promise, held by the timer's connection, would never be freed.
    promise: Promise[None] = Promise()
    QTimer.singleShot(round(seconds * 1000), functools.partial(promise.resolve, None))
    return promise


def gather(*promises: Promise[T]) -> Promise[list[T]]:
    """All results in order; the first error ends the wait and cancels the others."""

    def cancel_all() -> None:
        for promise in promises:
            promise.cancel()

    together: Promise[list[T]] = Promise(cancel_all)

    def one_arrived(promise: Promise[T]) -> None:
        if together.done():
            return
        try:
            promise.result()
        except BaseException as error:  # noqa: BLE001  # Cancelled included: who awaits all gets it
            together.reject(error)
            cancel_all()
            return
        if all(each.done() for each in promises):
            together.resolve([each.result() for each in promises])

    for promise in promises:
        promise.when_done(one_arrived)
    if not promises:
        together.resolve([])
    return together


def set_unhandled(callback: Unhandled | None) -> None:
    """Who hears of an error that nobody awaited; None brings back the log."""
    global _unhandled  # noqa: PLW0603  # one event loop, one last resort
    _unhandled = callback or _log_unhandled


def _log_unhandled(error: Exception, where: str) -> None:
    _log.error("unhandled in %s", where, exc_info=error)


_unhandled: Unhandled = _log_unhandled
_OWNED = "_aio_tasks"
_ownerless: set[Task[Any]] = set()


def _tasks_of(owner: QObject | None) -> set[Task[Any]]:
    """The owner's running tasks: one connection an owner, however many tasks it starts."""
    if owner is None:
        return _ownerless
    tasks: set[Task[Any]] | None = getattr(owner, _OWNED, None)
    if tasks is None:
        tasks = set()
        setattr(owner, _OWNED, tasks)
        owner.destroyed.connect(functools.partial(_cancel_all, tasks))
    return tasks


def _cancel_all(tasks: set[Task[Any]], _destroyed: QObject | None = None) -> None:
    for task in tuple(tasks):
        task.cancel()


def _most_arguments(method: Callable[..., Any]) -> int | None:
    """Signals may carry more than a slot wants: clicked(checked) on a method without parameters."""
    parameters = tuple(inspect.signature(method).parameters.values())[1:]
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(each.kind in positional for each in parameters)
