import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from client.core.idle import IdleWatch

TENTH_OF_A_SECOND = 0.1 / 60


@pytest.fixture
def watch(qapp):
    watch = IdleWatch()
    yield watch
    watch.stop()


def touch(kind=QEvent.Type.KeyPress):
    target = QObject()
    QCoreApplication.sendEvent(target, QEvent(kind))


def test_tells_when_nobody_touches_the_computer(watch, qtbot):
    with qtbot.waitSignal(watch.idle, timeout=1000):
        watch.start(TENTH_OF_A_SECOND)


@pytest.mark.parametrize("kind", [QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel])
def test_every_touch_begins_the_time_anew(watch, qtbot, kind):
    watch.start(TENTH_OF_A_SECOND)
    told = []
    watch.idle.connect(lambda: told.append(1))

    for _ in range(10):
        qtbot.wait(25)
        touch(kind)

    assert told == []
    qtbot.waitUntil(lambda: told == [1])


def test_what_the_program_does_itself_is_no_touch(watch, qtbot):
    watch.start(TENTH_OF_A_SECOND)

    with qtbot.waitSignal(watch.idle, timeout=150):
        for _ in range(3):
            qtbot.wait(20)
            touch(QEvent.Type.Timer)


def test_no_minutes_mean_never(watch, qtbot):
    watch.start(0)

    with qtbot.assertNotEmitted(watch.idle, wait=60):
        pass
