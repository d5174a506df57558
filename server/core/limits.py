"""How much one address may ask in a while: counted in Redis by all workers together, alone where it is away."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.core.clock import Clock
from shared.errors import RateLimited

WINDOW_SECONDS: Final = 10


class Limits:
    """Windows of ten seconds, each with its own count."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._window = 0
        self._counted: Counter[str] = Counter()

    async def spend(self, who: str, cost: int, allowance: int) -> None:
        """Raises RateLimited once `who` has spent more than `allowance` in this window."""
        window = int(self._clock.now().timestamp()) // WINDOW_SECONDS
        try:
            spent = await self._together(f"hms:limit:{who}:{window}", cost)
        except (RedisError, OSError):
            spent = self._alone(who, window, cost)
        if spent > allowance:
            raise RateLimited(datetime.fromtimestamp((window + 1) * WINDOW_SECONDS, UTC))

    async def _together(self, name: str, cost: int) -> int:
        async with self._redis.pipeline(transaction=False) as steps:
            steps.incrby(name, cost)
            steps.expire(name, 2 * WINDOW_SECONDS)
            spent, _ = await steps.execute()
        return int(spent)

    def _alone(self, who: str, window: int, cost: int) -> int:
        if window != self._window:
            self._window, self._counted = window, Counter()
        self._counted[who] += cost
        return self._counted[who]
