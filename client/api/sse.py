"""Server-sent events, from bytes to messages. Pure: no network, no Qt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One frame of the stream."""

    kind: str
    data: str


class SseParser:
    """Takes bytes as they come, cut anywhere, and gives the messages they complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._kind = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> list[Message]:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        # decoded line by line: a chunk may end within a letter
        messages = [self._line(raw.removesuffix(b"\r").decode("utf-8", "replace")) for raw in lines]
        return [message for message in messages if message is not None]

    def _line(self, line: str) -> Message | None:
        if not line:
            return self._complete()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._kind = value
        elif field == "data":
            self._data.append(value)
        return None  # a comment, or a field that means nothing here

    def _complete(self) -> Message | None:
        kind, data = self._kind, self._data
        self._kind, self._data = "", []
        return Message(kind or "message", "\n".join(data)) if data else None
