"""A thousand reminders through a mail server that comes and goes, while the server is killed ten times."""

import argparse
import random
import time
from dataclasses import asdict

import psycopg
from sqlalchemy import make_url

from benchmarks.hospital import open_hospital, say, say_last
from server.core.database import Database
from tests.support.mail_drop import MailDrop
from tests.support.mailing import Tally, make_due, plan_reminders, tally
from tests.support.processes import ServerProcess, free_port

_MOST_TRIES = 4
_FLAPS_EVERY_S = (2.0, 5.0)
_GONE_FOR_S = (0.2, 2.0)
_AT_MOST_S = 1500.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with open_hospital() as hospital:
        drop = MailDrop(free_port(), hospital.home / "taken", moody=True)
        drop.start()  # before the server looks for a free port
        database = Database(hospital.url(), pool_size=1)
        plan_reminders(database, hospital.house.doctor, options.messages, drop.port, most_tries=_MOST_TRIES)
        database.close()
        dsn = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(dsn, autocommit=True) as owner, hospital.server() as server:
            make_due(owner)
            begun = time.monotonic()
            try:
                killed, flapped = storm(server, drop, owner, options.kills, options.messages, chance)
                found = settled(drop, owner, begun)
            finally:
                drop.kill()
        result = {
            "benchmark": "reminders",
            "messages": options.messages,
            "kills": killed,
            "mail_server_kills": flapped,
            "took_s": round(time.monotonic() - begun),
            **asdict(found),
        }
    say(", ".join(f"{name} {value}" for name, value in result.items()))
    say_last(result)


def storm(
    server: ServerProcess,
    drop: MailDrop,
    owner: psycopg.Connection,
    kills: int,
    messages: int,
    chance: random.Random,
) -> tuple[int, int]:
    """Kills spread over the sending: each when so many more were taken. The mail server goes in between."""
    killed = flapped = 0
    next_flap = time.monotonic() + chance.uniform(*_FLAPS_EVERY_S)
    while killed < kills:
        if tally(owner, drop.taken()).open == 0:
            break
        if len(drop.taken()) > messages * 0.8 * (killed + 1) / (kills + 1):
            target = "supervisor" if killed % 3 == 2 else "worker"
            server.kill(target)
            if target == "supervisor":
                server.start()
            server.wait_answering()
            killed += 1
            say(f"killed the {target}: {tally(owner, drop.taken()).states}")
            next_flap = time.monotonic() + chance.uniform(*_FLAPS_EVERY_S)
        if time.monotonic() > next_flap:
            drop.kill()
            flapped += 1
            time.sleep(chance.uniform(*_GONE_FOR_S))  # the mail server is away
            drop.start()
            next_flap = time.monotonic() + chance.uniform(*_FLAPS_EVERY_S)
        time.sleep(0.05)  # between two looks at the clock
    return killed, flapped


def settled(drop: MailDrop, owner: psycopg.Connection, begun: float) -> Tally:
    """Once nothing is on its way any more."""
    while (found := tally(owner, drop.taken())).open and time.monotonic() - begun < _AT_MOST_S:
        say(f"{time.monotonic() - begun:.0f} s: {found.states}")
        time.sleep(15)  # between two lines of progress
    return found


if __name__ == "__main__":
    main()
