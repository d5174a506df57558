"""How much one address may ask in a while: counted in Redis by all workers together, alone where it is away."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.core.clock import Clock
from shared.errors import RateLimited

WINDOW_SECONDS: Final = 10
_PATIENCE_S: Final = 0.5
"""A Redis that hangs keeps nobody waiting for longer."""


class Limits:
    """Windows of some seconds, each with its own count."""

    def __init__(self, redis: Redis, clock: Clock, seconds: int = WINDOW_SECONDS) -> None:
        self._redis = redis
        self._clock = clock
        self._seconds = seconds
        self._window = 0
        self._counted: Counter[str] = Counter()

    async def spend(self, who: str, cost: int, allowance: int) -> None:
        """Raises RateLimited once `who` has spent more than `allowance` in this window."""
        window = int(self._clock.now().timestamp()) // self._seconds
        try:
            async with asyncio.timeout(_PATIENCE_S):
                spent = await self._together(f"hms:limit:{who}:{window}", cost)
        except (RedisError, OSError):  # among them TimeoutError
            spent = self._alone(who, window, cost)
        if spent > allowance:
            raise RateLimited(datetime.fromtimestamp((window + 1) * self._seconds, UTC))

    async def _together(self, name: str, cost: int) -> int:
        async with self._redis.pipeline(transaction=False) as steps:
            steps.incrby(name, cost)
            steps.expire(name, 2 * self._seconds)
            spent, _ = await steps.execute()
        return int(spent)

    def _alone(self, who: str, window: int, cost: int) -> int:
        if window != self._window:
            self._window, self._counted = window, Counter()
        self._counted[who] += cost
        return self._counted[who]


class Tries:
    """How often proofs may be tried, whoever they are of: a password tried over all names locks no account."""

    AT_A_COMPUTER: Final = 30
    """In a minute: many people at a shared one when a shift begins, each perhaps with a second proof."""
    FROM_AN_ADDRESS: Final = 300
    """In a minute: a house may stand behind one."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._limits = Limits(redis, clock, seconds=60)

    async def spend(self, computer: str, address: str) -> None:
        """The computer's first: where it has none left, it takes nothing from those behind the same address.

        Raises RateLimited.
        """
        await self._limits.spend(f"tries:computer:{computer}", 1, self.AT_A_COMPUTER)
        await self._limits.spend(f"tries:address:{address}", 1, self.FROM_AN_ADDRESS)
