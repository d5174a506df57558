import gc
import weakref

import pytest
import shiboken6
from PySide6.QtCore import SIGNAL, QObject, Signal

from client.core import aio
from client.core.aio import Cancelled, Promise, Task, gather, latest, set_unhandled, sleep, slot, spawn


class Screen(QObject):
    pressed = Signal(bool)

    def __init__(self, answers: dict[str, Promise[str]] | None = None) -> None:
        super().__init__()
        self.answers = answers or {}
        self.shown: list[str] = []
        self.ended: list[str] = []

    @slot
    async def press(self) -> None:
        self.shown.append("pressed")

    @slot
    async def show(self, name: str) -> str:
        try:
            text = await self.answers[name]
        finally:
            self.ended.append(name)
        self.shown.append(text)
        return text

    @latest
    async def search(self, name: str) -> None:
        self.shown.append(await self.answers[name])


@pytest.fixture
def complaints():
    heard: list[tuple[Exception, str]] = []
    set_unhandled(lambda error, where: heard.append((error, where)))
    yield heard
    set_unhandled(None)


@pytest.fixture
def screen(qapp):
    return Screen({"a": Promise(), "b": Promise()})


def test_a_coroutine_goes_on_with_the_value_it_awaited(qtbot, screen):
    task = screen.show("a")
    screen.answers["a"].resolve("text")

    qtbot.waitUntil(task.done)

    assert screen.shown == ["text"]
    assert task.result() == "text"


def test_a_coroutine_never_resumes_inside_the_call_that_resolves(qtbot, screen):
    task = screen.show("a")

    screen.answers["a"].resolve("text")

    assert screen.shown == []
    qtbot.waitUntil(task.done)


def test_an_error_is_raised_at_the_await(qtbot, screen):
    async def careful() -> str:
        try:
            await screen.answers["a"]
        except ValueError as error:
            return str(error)
        return "nothing raised"

    task = spawn(careful(), screen)
    screen.answers["a"].reject(ValueError("no"))

    qtbot.waitUntil(task.done)

    assert task.result() == "no"


def test_a_coroutine_dies_with_its_owner_and_its_request_is_aborted(qapp):
    aborted: list[bool] = []
    screen = Screen({"a": Promise(lambda: aborted.append(True))})
    ended = screen.ended
    task = screen.show("a")

    shiboken6.delete(screen)

    assert task.done()
    assert ended == ["a"]
    assert aborted == [True]
    with pytest.raises(Cancelled):
        task.result()


def test_an_answer_after_the_owner_is_gone_is_dropped(qtbot, screen):
    shown, answer = screen.shown, screen.answers["a"]
    screen.show("a")
    shiboken6.delete(screen)

    answer.resolve("late")
    qtbot.wait(5)

    assert shown == []


def test_a_finished_task_is_let_go_and_its_owner_keeps_one_connection(qtbot, screen):
    first = weakref.ref(screen.press())
    connections = screen.receivers(SIGNAL("destroyed(QObject*)"))

    for _ in range(50):
        screen.press()
    gc.collect()

    assert first() is None
    assert screen.receivers(SIGNAL("destroyed(QObject*)")) == connections


def test_a_running_task_needs_nobody_to_hold_it(qtbot, qapp):
    answer: Promise[str] = Promise()
    heard: list[str] = []

    async def listen() -> None:
        heard.append(await answer)

    spawn(listen())
    gc.collect()
    answer.resolve("text")

    qtbot.waitUntil(lambda: heard == ["text"])


def test_a_newer_call_cancels_the_older_so_that_its_answer_is_never_shown(qtbot, screen):
    older = screen.search("a")
    newer = screen.search("b")
    screen.answers["b"].resolve("new")
    screen.answers["a"].resolve("old")

    qtbot.waitUntil(newer.done)

    assert screen.shown == ["new"]
    with pytest.raises(Cancelled):
        older.result()


def test_a_slot_without_parameters_takes_a_signal_that_carries_some(screen):
    screen.pressed.connect(screen.press)

    screen.pressed.emit(True)

    assert screen.shown == ["pressed"]


def test_an_error_that_nobody_awaits_is_reported_once(qtbot, screen, complaints):
    screen.show("a")
    screen.answers["a"].reject(ValueError("lost"))

    qtbot.waitUntil(lambda: len(complaints) == 1)

    assert str(complaints[0][0]) == "lost"
    assert complaints[0][1].endswith("show")


def test_an_error_that_somebody_awaits_is_theirs_alone(qtbot, screen, complaints):
    async def fails() -> None:
        raise ValueError("mine")

    async def asks() -> str:
        try:
            await spawn(fails(), screen)
        except ValueError as error:
            return str(error)
        return ""

    task = spawn(asks(), screen)
    qtbot.waitUntil(task.done)
    qtbot.wait(5)

    assert task.result() == "mine"
    assert complaints == []


def test_a_cancelled_task_is_no_complaint(qtbot, screen, complaints):
    screen.show("a").cancel()
    qtbot.wait(5)

    assert complaints == []


def test_a_coroutine_may_cancel_itself(qtbot, screen):
    tasks: list[Task[None]] = []

    async def gives_up() -> None:
        await sleep(0)
        tasks[0].cancel()
        await sleep(60)

    tasks.append(spawn(gives_up(), screen))

    qtbot.waitUntil(tasks[0].done)

    with pytest.raises(Cancelled):
        tasks[0].result()


def test_a_coroutine_that_swallows_its_end_is_ended_all_the_same(screen):
    async def stubborn() -> None:
        try:
            await screen.answers["a"]
        except Cancelled:
            await screen.answers["b"]
        screen.shown.append("went on")

    task = spawn(stubborn(), screen)

    task.cancel()

    assert task.done()
    assert screen.shown == []


def test_sleep_lets_the_loop_turn(qtbot, screen):
    async def naps() -> str:
        await sleep(0.01)
        return "rested"

    task = spawn(naps(), screen)

    qtbot.waitUntil(task.done)
    assert task.result() == "rested"


def test_gather_keeps_the_order_of_what_it_was_given(qtbot, screen):
    both = gather(screen.answers["a"], screen.answers["b"])

    screen.answers["b"].resolve("2")
    screen.answers["a"].resolve("1")

    assert both.result() == ["1", "2"]


def test_gather_ends_with_the_first_error_and_cancels_the_others(screen):
    both = gather(screen.answers["a"], screen.answers["b"])

    screen.answers["a"].reject(ValueError("no"))

    with pytest.raises(ValueError, match="no"):
        both.result()
    with pytest.raises(Cancelled):
        screen.answers["b"].result()


def test_gather_of_nothing_is_ready(qapp):
    nothing: list[Promise[str]] = []

    assert gather(*nothing).result() == []


def test_without_a_listener_an_unhandled_error_goes_to_the_log(qtbot, screen, caplog):
    screen.show("a")
    screen.answers["a"].reject(ValueError("lost"))

    qtbot.waitUntil(lambda: "unhandled in" in caplog.text)

    assert aio.__name__ in {record.name for record in caplog.records}
