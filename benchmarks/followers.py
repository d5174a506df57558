"""Many open streams in a process of their own: says when the last of them had each picture."""

import argparse
import asyncio
import gc
import json
import re
import resource
import sys
import time
from dataclasses import dataclass, field

from benchmarks.wire import trusting

_FRAME = re.compile(rb"event: queue\ndata: .*?\"version\":(\d+)", re.DOTALL)


@dataclass
class Count:
    """How many streams had a version, and who waits for the last one."""

    streams: int
    had: dict[int, int] = field(default_factory=dict)

    def arrived(self, version: int) -> None:
        self.had[version] = self.had.get(version, 0) + 1
        if self.had[version] == self.streams:
            sys.stdout.write(json.dumps({"version": version, "at": time.monotonic()}) + "\n")
            sys.stdout.flush()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--streams", type=int)
    parser.add_argument("--redis", default="", help="subscribe to this channel's server instead of opening streams")
    parser.add_argument("--head", default="")
    parser.add_argument("--stalled", type=int, default=0, help="so many more open a stream and never read it")
    options = parser.parse_args()
    gc.disable()  # its pauses are not the server's
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = Count(options.streams)
    if options.redis:
        await asyncio.gather(*(subscribe(options.port, options.redis, count) for _ in range(options.streams)))
    else:
        turn = asyncio.Semaphore(20)
        await asyncio.gather(
            *(follow(options.port, options.head.encode(), turn, count) for _ in range(options.streams)),
            *(stall(options.port, options.head.encode(), turn) for _ in range(options.stalled)),
        )


async def follow(port: int, head: bytes, turn: asyncio.Semaphore, count: Count) -> None:
    reader, _ = await opened(port, head, turn)
    kept = b""
    while chunk := await reader.read(2**16):
        kept += chunk
        while (end := kept.find(b"\n\n")) >= 0:
            if found := _FRAME.search(kept[:end]):
                count.arrived(int(found[1]))
            kept = kept[end + 2 :]


async def stall(port: int, head: bytes, turn: asyncio.Semaphore) -> None:
    """A screen whose computer sleeps: connected, and reading nothing."""
    streams = await opened(port, head, turn, limit=2**12)  # so much is read ahead, and no more
    await asyncio.Event().wait()
    del streams  # held open until then


async def opened(
    port: int, head: bytes, turn: asyncio.Semaphore, limit: int = 2**20
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with turn:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting(), limit=limit)
        writer.write(head)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer:
            raise RuntimeError(answer.decode())
        return reader, writer


async def subscribe(port: int, channel: str, count: Count) -> None:
    """The floor: nothing but Redis between who tells and who is told."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    password, _, name = channel.rpartition("@")
    if password:
        writer.write(f"AUTH {password}\r\n".encode())
        await reader.readline()
    writer.write(f"SUBSCRIBE {name}\r\n".encode())
    for _ in range(6):
        await reader.readline()
    count.arrived(0)
    while True:
        for _ in range(5):
            await reader.readline()
        length = int((await reader.readline())[1:])
        message = await reader.readexactly(length + 2)
        count.arrived(int(message[:10]))


if __name__ == "__main__":
    asyncio.run(main())
