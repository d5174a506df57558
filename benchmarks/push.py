"""From the answered command to the last open stream's picture; beside it, bare Redis to as many subscribers."""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import redis

from benchmarks.hospital import Hospital, figures, megabytes, open_hospital, say, say_last
from benchmarks.wire import Connection, request_of
from server.core.push import CHANNEL
from shared.ages import AgeUnit
from shared.contract import Call
from shared.contracts import appointments, patients, queue
from shared.models.patients import Sex, TypedAge
from shared.models.queue import QueueEntry, QueueSnapshot
from tests.support.server import Api

WAITING = 60
_FLOOR = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--stalled", type=int, default=10, help="of the largest number of streams, so many never read")
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "push"}
    with open_hospital() as hospital:
        with hospital.application() as (door, _):
            fill_queue(hospital, hospital.signed_in(door, "receptionist"))
            doctor = hospital.signed_in(door, "doctor")
            entry = doctor.send(queue.call_next(doctor_id=hospital.house.doctor))
            picture = queue.of_doctor(doctor_id=hospital.house.doctor)
            keys = [door.new_key() for _ in range(options.calls * (len(options.streams) + 1))]
        with hospital.server() as server:
            for streams in options.streams:
                taken, keys = keys[: options.calls], keys[options.calls :]
                with followers(streams, server.port, head=head_of(doctor, hospital)) as told:
                    entry, took, size = recalls(server.port, doctor, entry, picture, taken, told)
                result[f"streams {streams}"] = {**figures(took), "snapshot_bytes": size}
                say(f"{streams:>5} streams: {result[f'streams {streams}']}")
                result[f"floor beside {streams}"] = floor(hospital, options.calls, size)
                say(f"  redis to {_FLOOR} subscribers alone: {result[f'floor beside {streams}']}")
            reading, name = max(options.streams) - options.stalled, f"{options.stalled} more stalled"
            stalled = str(options.stalled)
            with followers(reading, server.port, head=head_of(doctor, hospital), stalled=stalled) as told:
                before = megabytes(server)
                _, took, _ = recalls(server.port, doctor, entry, picture, keys, told)
                result[name] = {**figures(took), "server_mb_more": round(megabytes(server) - before, 1)}
                say(f"{name}: {result[name]}")
    say_last(result)


def fill_queue(hospital: Hospital, desk: Api) -> None:
    age = TypedAge(amount=30, unit=AgeUnit.YEARS)
    for number in range(WAITING):
        card = desk.send(
            patients.register(
                name=f"Patient number {number}", sex=Sex.FEMALE, age=age, phone="01711402317", confirmed=True
            )
        )
        desk.send(appointments.book(patient_id=card.id, doctor_id=hospital.house.doctor, check_in=True))


def head_of(person: Api, hospital: Hospital) -> str:
    return (
        f"GET /api/events?watch=queue:{hospital.house.doctor} HTTP/1.1\r\nHost: hms-server\r\n"
        f"Workstation: {person.device}\r\nAuthorization: Bearer {person.bearer}\r\n\r\n"
    )


@contextmanager
def followers(streams: int, port: int, **how: str) -> Iterator[IO[str]]:
    """Open, and each with its first picture; says when the last one had each further."""
    options = [f"--{name}={value}" for name, value in how.items()]
    command = [sys.executable, "-m", "benchmarks.followers", f"--port={port}", f"--streams={streams}", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        if not process.stdout.readline():
            raise RuntimeError("the streams did not open")
        yield process.stdout
    finally:
        process.kill()
        process.communicate()


def recalls(
    port: int, doctor: Api, entry: QueueEntry, picture: Call[QueueSnapshot], keys: list[str], told: IO[str]
) -> tuple[QueueEntry, list[float], int]:
    """The doctor calls the same patient again and again; how late the last stream knew each time."""

    async def run() -> tuple[QueueEntry, list[float], int]:
        connection = await Connection.open(port)
        current, took = entry, []
        for key in keys:
            call = queue.recall(appointment_id=current.appointment_id, version=current.version)
            body = await connection.send(request_of(call, doctor, key))
            answered = time.monotonic()
            current = call.endpoint.decode_response(body)
            last = json.loads(await asyncio.to_thread(told.readline))
            took.append(last["at"] - answered)
        size = len(await connection.send(request_of(picture, doctor)))
        connection.close()
        return current, took, size

    return asyncio.run(run())


def floor(hospital: Hospital, times: int, size: int) -> dict[str, float]:
    """A message of the same size, from publishing to the last subscriber."""
    url = hospital.urls.redis_url
    with redis.Redis.from_url(url) as publisher:
        where = publisher.connection_pool.connection_kwargs
        channel = f"{where.get('password') or ''}@{CHANNEL}-floor"
        took = []
        with followers(_FLOOR, where["port"], redis=channel) as told:
            for number in range(1, times + 1):
                begun = time.monotonic()
                publisher.publish(f"{CHANNEL}-floor", f"{number:010d}".encode().ljust(size))
                took.append(json.loads(told.readline())["at"] - begun)
    return figures(took)


if __name__ == "__main__":
    main()
