"""An HL7 message's way: whose it is, what it says, and the answer that it is stored, or why it is not."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from starlette.concurrency import run_in_threadpool

from server.core.clock import Clock
from server.features.analysers.hl7 import Header, acknowledgement, header_of, read_oru
from server.features.analysers.inbox import Inbox
from server.features.analysers.sent import Unreadable
from server.features.analysers.tables import Analyser
from shared.errors import ApiError, Unavailable
from shared.models.analysers import AnalyserKind, MessageProblem

LOOK_EVERY_S: Final = 2.0
_log = logging.getLogger("hms.analysers")


class Listening:
    """Known by its address; where several share one, by what each calls itself in MSH-3."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock

    async def admits(self, peer: str) -> bool:
        try:
            return bool(await run_in_threadpool(self._at, peer))
        except Unavailable:
            return False

    async def answer(self, peer: str, message: bytes) -> bytes:
        return await run_in_threadpool(self._answer, peer, message)

    async def broke_off(self, peer: str, *, too_long: bool) -> None:
        problem = MessageProblem.TOO_LONG if too_long else MessageProblem.INCOMPLETE
        await run_in_threadpool(self._note, peer, problem)

    def _answer(self, peer: str, message: bytes) -> bytes:
        header = header_of(message)
        try:
            found = self._whose(peer, header)
            if found is None:
                _log.warning("%s sent a message of an analyser that is not known there", peer)
                return self._busy(header)
            try:
                self._inbox.take(found, read_oru(message))
            except Unreadable as problem:
                self._inbox.note_problem(found, problem.problem)
                return acknowledgement(header, self._clock.now(), problem)
        except ApiError as error:
            _log.warning("a message could not be stored: %s", error.code)
            return self._busy(header)
        except Exception as error:  # noqa: BLE001 its text may name a patient; the analyser sends it again
            _log.error("a message could not be stored: %s", type(error).__name__)
            return self._busy(header)
        return acknowledgement(header, self._clock.now())

    def _busy(self, header: Header) -> bytes:
        return acknowledgement(header, self._clock.now(), busy=True)

    def _whose(self, peer: str, header: Header) -> Analyser | None:
        here = self._at(peer)
        named = [one for one in here if one.sender and one.sender == header.sender]
        nameless = [one for one in here if not one.sender]
        return next(iter(named or nameless), None)

    def _at(self, peer: str) -> Sequence[Analyser]:
        return [one for one in self._inbox.analysers(AnalyserKind.HL7) if one.address == peer]

    def _note(self, peer: str, problem: MessageProblem) -> None:
        try:
            here = self._at(peer)
        except Unavailable:
            return
        for one in here:  # which of them it was would have stood in the message
            self._inbox.note_problem(one, problem)


async def look_again(inbox: Inbox, stop: asyncio.Event) -> None:
    """Until told to stop: what came before its tube is entered soon after the tube was received."""
    while not stop.is_set():
        try:
            await run_in_threadpool(inbox.look_again)
        except ApiError as error:
            _log.warning("analysers wait for the database: %s", error.code)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
