"""A person at a running server, over its own TLS."""

import http.client
import json
import ssl
from collections.abc import Generator
from contextlib import closing
from typing import Any, TypeVar

from ulid import ULID

from shared.contract import Call
from shared.contracts import access
from tests.support.house import PASSWORD, TestHouse
from tests.support.processes import ServerProcess

Res = TypeVar("Res")


class Desk:
    """A person signed in at one of the servers."""

    def __init__(self, server: ServerProcess, house: TestHouse, who: str) -> None:
        self._port = server.port
        self._headers = {"Workstation": house.device_for(who)}
        told = self.send(access.sign_in(user_name=house.user_name(who), password=PASSWORD))
        self._headers["Authorization"] = f"Bearer {told.access_token}"

    def send(self, call: Call[Res]) -> Res:
        wire = call.wire()
        connection = self._connection()
        headers = {**self._headers, "Command-Key": str(ULID())}
        connection.request(call.endpoint.method, f"/api{wire.path}", wire.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return call.endpoint.decode_response(body)

    def follow(self, watch: str) -> Generator[dict[str, Any], None, None]:
        """The pictures, as they come."""
        with closing(self._connection()) as connection:
            connection.request("GET", f"/api/events?watch={watch}", headers=self._headers)
            with connection.getresponse() as answer:
                while line := answer.readline():
                    if line.startswith(b"data: "):
                        yield json.loads(line.removeprefix(b"data: "))

    def _connection(self) -> http.client.HTTPSConnection:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self._port, timeout=10, context=trusting)
