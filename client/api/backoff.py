"""How long to wait before the next try."""

import random

FIRST_SECONDS = 0.5
# People wait in front of these screens: five seconds after the server is back all of them must be.
LONGEST_SECONDS = 2.0


def full_jitter(failures: int) -> float:
    """Anything up to a ceiling that doubles: a hundred clients must not come back in step."""
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(failures, 10))
    return random.uniform(0, ceiling)  # noqa: S311  # spreads load, guards nothing
