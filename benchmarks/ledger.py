"""Anything at two counters, a hundred thousand times through the services; then documents, ledger and reports agree."""

import argparse
import time
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any, Final

from benchmarks.agreement import disagreements
from benchmarks.counters import TurnedClock
from benchmarks.hospital import open_hospital, say, say_last
from benchmarks.till import Till
from server.core.house import House

_OFTEN: Final = 10_000
_TOGETHER: Final = 20
"""Actions in one transaction: what is measured is the booking, not the disk."""
_FIRST: Final = datetime(2026, 11, 23, 6, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "ledger", "actions": options.actions, "seed": options.seed}
    found: list[str] = []
    with open_hospital() as hospital, hospital.application() as (_, database):
        till = Till(hospital.house, House(cash_step=Decimal("0.05")), Random(options.seed), TurnedClock(_FIRST))
        spent = 0.0
        for before in range(0, options.actions, _TOGETHER):
            begun = time.perf_counter()
            with database.transaction() as session:
                for _ in range(_TOGETHER):
                    till.step(session)
            spent += time.perf_counter() - begun
            number = before + _TOGETHER
            if number % _OFTEN == 0 or number >= options.actions:
                with database.transaction() as session:
                    found += disagreements(till, session)
                say(f"{number} actions in {spent:.0f} s, {len(found)} disagreements")
    refused = sum(count for name, count in till.done.items() if name.endswith("refused"))
    done = {name: count for name, count in sorted(till.done.items()) if not name.endswith("refused")}
    say_last(
        {
            **result,
            "per_second": round(options.actions / spent),
            "refused": refused,
            "done": done,
            "disagreements": len(found),
            "first": found[:3],
        }
    )


if __name__ == "__main__":
    main()
