import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QHoverEvent, QKeyEvent, QMouseEvent, QWheelEvent

from client.core.idle import IdleWatch

TENTH_OF_A_SECOND = 0.1 / 60


@pytest.fixture
def watch(qapp):
    watch = IdleWatch()
    yield watch
    watch.stop()


HERE, NO_BUTTON, NO_KEY = QPointF(1, 1), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def key():
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, NO_KEY)


def mouse():
    return QMouseEvent(QEvent.Type.MouseMove, HERE, HERE, NO_BUTTON, NO_BUTTON, NO_KEY)


def wheel():
    return QWheelEvent(HERE, HERE, QPoint(), QPoint(0, 120), NO_BUTTON, NO_KEY, Qt.ScrollPhase.NoScrollPhase, False)


def hover():
    """What a row that moves under a mouse at rest makes."""
    return QHoverEvent(QEvent.Type.HoverEnter, HERE, HERE, HERE)


def timer():
    return QEvent(QEvent.Type.Timer)


def touch(event):
    target = QObject()
    QCoreApplication.sendEvent(target, event)


def test_tells_when_nobody_touches_the_computer(watch, qtbot):
    with qtbot.waitSignal(watch.idle, timeout=1000):
        watch.start(TENTH_OF_A_SECOND)


@pytest.mark.parametrize("made", [key, mouse, wheel])
def test_every_touch_begins_the_time_anew(watch, qtbot, made):
    watch.start(TENTH_OF_A_SECOND)
    told = []
    watch.idle.connect(lambda: told.append(1))

    for _ in range(10):
        qtbot.wait(25)
        touch(made())

    assert told == []
    qtbot.waitUntil(lambda: told == [1])


@pytest.mark.parametrize("made", [timer, hover])
def test_what_the_program_does_itself_is_no_touch(watch, qtbot, made):
    watch.start(TENTH_OF_A_SECOND)

    with qtbot.waitSignal(watch.idle, timeout=150):
        for _ in range(3):
            qtbot.wait(20)
            touch(made())


def test_no_minutes_mean_never(watch, qtbot):
    watch.start(0)

    with qtbot.assertNotEmitted(watch.idle, wait=60):
        pass
