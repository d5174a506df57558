"""Short messages by a gateway's HTTP call, as the house described it."""

import http.client
import json
import re
import ssl
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import SplitResult, quote, quote_plus, urlsplit
from xml.sax.saxutils import escape

from server.features.reminders.handing import WITHIN_S, Begun, Handed, Letter
from shared.models.reminders import Outcome, SmsGateway
from shared.rules.messages import filled

_STATUSES: Final = range(100, 600)
_MOST_BYTES: Final = 64 * 1024
# Of the house or of the moment, not of this message: a changed secret or address must not fail them all.
_TURNED_AWAY: Final = frozenset({401, 403, 404, 408, 425, 429, 503})
_FAULTY: Final = 500
# From something between us and the gateway, which does not know what the gateway did.
_IN_BETWEEN: Final = frozenset({502, 504})


class SmsCarrier:
    def __init__(self, gateway: SmsGateway, secret: str) -> None:
        self._gateway = gateway
        self._secret = secret
        self.repeats_safely = gateway.idempotent

    def hand_over(self, letter: Letter, begun: Begun) -> Handed:
        values = {"phone": letter.address, "text": letter.text, "id": str(letter.id), "secret": self._secret}
        try:
            url = urlsplit(filled(self._gateway.url, _each(values, lambda value: quote(value, safe=""))))
            connection = _connected(url)
        except (OSError, ValueError):
            return Handed(Outcome.UNREACHABLE)
        try:
            begun()
            return self._ask(connection, url, values)
        finally:
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection, url: SplitResult, values: Mapping[str, str]) -> Handed:
        headers = {"Idempotency-Key": values["id"], **self._headers(values)}
        written = _escape_for(headers.get("content-type", ""))
        body = filled(self._gateway.body, _each(values, written)).encode() if self._gateway.method != "GET" else None
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        try:
            connection.request(self._gateway.method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read(_MOST_BYTES).decode(errors="replace")
        except (ValueError, http.client.InvalidURL):  # before a word was sent: headers or address that cannot be
            return Handed(Outcome.TURNED_AWAY)
        except (OSError, http.client.HTTPException):
            return Handed(Outcome.UNKNOWN)
        return self._judged(answer.status, said)

    def _judged(self, status: int, said: str) -> Handed:
        code = str(status)
        if status in success_codes(self._gateway.success_codes):
            # What it took by its status and not by its words may be on its way: never again by itself.
            taken = re.search(self._gateway.success_pattern, said) is not None
            return Handed(Outcome.ACCEPTED if taken else Outcome.REFUSED, code)
        if status in _IN_BETWEEN:
            return Handed(Outcome.UNKNOWN, code)
        if status in _TURNED_AWAY:
            return Handed(Outcome.TURNED_AWAY, code)
        return Handed(Outcome.PUT_OFF if status == _FAULTY else Outcome.REFUSED, code)

    def _headers(self, values: Mapping[str, str]) -> dict[str, str]:
        lines = (line.partition(":") for line in self._gateway.headers.splitlines() if ":" in line)
        return {name.strip().lower(): filled(value.strip(), _each(values, _one_line)) for name, _, value in lines}


def success_codes(text: str) -> frozenset[int]:
    """Of "200, 202-204". Raises ValueError."""
    codes: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        span = range(int(first), int(last or first) + 1)
        if not _STATUSES.start <= span.start < span.stop <= _STATUSES.stop:
            raise ValueError(part)
        codes.update(span)
    return frozenset(codes)


def _connected(url: SplitResult) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        trusted = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, url.port, timeout=WITHIN_S, context=trusted
        )
    else:
        connection = http.client.HTTPConnection(host, url.port, timeout=WITHIN_S)
    connection.connect()
    return connection


def _each(values: Mapping[str, str], escape: Callable[[str], str]) -> dict[str, str]:
    return {name: escape(value) for name, value in values.items()}


def _escape_for(content_type: str) -> Callable[[str], str]:
    kind = content_type.lower()
    if "json" in kind:
        return lambda value: json.dumps(value)[1:-1]
    if "form-urlencoded" in kind:
        return quote_plus
    if "xml" in kind:
        return _in_xml
    return str


def _in_xml(value: str) -> str:
    """Between tags or in an attribute, whichever quotes that has."""
    return escape(value, {'"': "&quot;", "'": "&apos;"})


def _one_line(value: str) -> str:
    return " ".join(value.split())
