"""Holds the loaded application, so that a worker that died answers again in half a second and not in four."""

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from server.core.stores.process import die_with

logger = logging.getLogger(__name__)

_QUICK_DEATH_S = 2.0
_MOST_QUICK_DEATHS = 2
_STOPS = (signal.SIGTERM, signal.SIGINT)


def keep(work: Callable[[], int]) -> int:
    """Run `work` in a fork of this process, which has one thread, and in another when that dies; the last one's code.

    The last is the one that was told to stop, that ended itself where it began, or one of several killed there: then
    the supervisor makes its pauses.
    """
    keeper = os.getpid()
    child, told, quick_deaths = 0, False, 0

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True
        if child:
            os.kill(child, signal.SIGTERM)

    for number in _STOPS:
        signal.signal(number, pass_on)
    gc.freeze()  # what both have stays one copy
    while True:
        begun = time.monotonic()
        # a word to stop that comes meanwhile waits for whoever can obey it
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        child = os.fork()
        if child == 0:
            for number in _STOPS:
                signal.signal(number, signal.SIG_DFL)
            die_with(keeper, signal.SIGTERM)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            return work()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        if told:  # before there was anybody to tell
            os.kill(child, signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        child, code = 0, os.waitstatus_to_exitcode(status)
        lived = time.monotonic() - begun
        quick_deaths = quick_deaths + 1 if lived < _QUICK_DEATH_S else 0
        if told or code == 0 or (quick_deaths and code > 0) or quick_deaths > _MOST_QUICK_DEATHS:
            return abs(code)
        logger.warning("the worker ended with %d after %.1f s; another takes over", code, lived)
