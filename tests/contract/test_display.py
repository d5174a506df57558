"""No patient's name can reach a wall display: shown of every message it may receive, by its type."""

import inspect
import typing
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel

from server.core import streams
from shared.contract import Endpoint
from shared.contracts import endpoints
from shared.contracts.access import NoSignInHere
from shared.errors import COMMON_ERRORS, ApiError
from shared.models.queue import BoardCall, BoardSnapshot
from shared.models.workstations import WorkstationKind
from shared.permissions import HOLDERS, Access, Permission, Role
from tests.contract.requests import a_request
from tests.server.features.appointments.visits import waiting
from tests.support.server import NOON
from tests.support.stream import Screens, eventually

# Text that a wall may get, and whose words they are. A field that is not here fails the test: ask who types into it.
WRITTEN_BY_THE_HOUSE: Final = {
    "BoardSnapshot.hospital",
    "BoardSnapshot.hospital_local",
    "BoardRoom.doctor",
    "BoardRoom.department",
    "BoardRoom.room",
    "BoardCall.doctor",
    "BoardCall.department",
    "BoardCall.room",
    "BoardCall.counter",  # what a computer was called when it was paired
    "BoardNotice.doctor",
    "ServerInfo.hospital",
    "ServerInfo.hospital_local",
    "ServerInfo.openid_name",  # what the button of the other way in says
    "ServerInfo.timezone",
    "Hospital.name",
    "Hospital.name_local",
    "Hospital.address",
    "Hospital.phone",
    "Hospital.timezone",
    "Hospital.currency",
    "Hospital.tax_default",
    "Hospital.print_head",
    "Logo.image",
    "Workplace.name",
    "SystemPrinter.printer",
    "NetworkPrinter.host",
}
MADE_BY_THE_PROGRAM: Final = {
    "BoardRoom.now_serving",  # TokenText: its pattern takes no name, see below
    "BoardRoom.next",
    "BoardCall.token",
    "ServerInfo.version",
    "ServerInfo.fingerprint",
    "Certificate.ca_pem",
    "Paired.device_token",
    "Paired.proof",
    "Forbidden.permission",  # a word of shared/permissions.py
    "InvalidRequest.fields",  # names of fields and pydantic's own sentences, without what was sent
    "Unexpected.detail",  # a reference number
}
_WORDLESS: Final = (bool, int, float, Decimal, UUID, datetime, date, time, timedelta, NoneType, Enum)


def may_call() -> list[Endpoint[..., Any, Any]]:
    """What a display's token opens; those that would sign a person in refuse it."""
    return [
        endpoint
        for endpoint in endpoints()
        if NoSignInHere not in endpoint.raises
        and (
            endpoint.allow in (Access.ANYONE, Access.PAIRED)
            or (isinstance(endpoint.allow, Permission) and Role.DISPLAY in HOLDERS[endpoint.allow])
        )
    ]


def texts(kind: Any, where: str = "") -> Iterator[str]:
    """The places of a type where words can stand."""
    kind = getattr(kind, "__supertype__", kind)
    if typing.get_origin(kind) is Literal or (inspect.isclass(kind) and issubclass(kind, _WORDLESS)):
        return
    if typing.get_origin(kind) is typing.Annotated:
        yield from texts(typing.get_args(kind)[0], where)
    elif parts := typing.get_args(kind):
        for part in (part for part in parts if part is not ...):
            yield from texts(part, where)
    elif inspect.isclass(kind) and issubclass(kind, (BaseModel, ApiError)):
        for name, hint in typing.get_type_hints(kind, include_extras=True).items():
            if typing.get_origin(hint) is not typing.ClassVar and not name.startswith("_"):
                yield from texts(hint, f"{kind.__name__}.{name}")
    else:
        yield where or repr(kind)  # str, Any, and whatever is not known to be harmless


def test_words_are_found_wherever_they_hide():
    class Hidden(BaseModel):
        deep: dict[int, list[tuple[str | None, UUID]]]
        anything: Any
        harmless: WorkstationKind

    assert list(texts(list[Hidden])) == ["Hidden.deep", "Hidden.anything"]


def test_no_answer_and_no_refusal_that_a_display_can_get_has_a_place_for_a_name():
    answers = [endpoint.response for endpoint in may_call()]
    refusals = [error for endpoint in may_call() for error in (*endpoint.raises, *COMMON_ERRORS)]

    found = {place for kind in (*answers, *refusals) for place in texts(kind)}

    assert found <= WRITTEN_BY_THE_HOUSE | MADE_BY_THE_PROGRAM
    assert {str(endpoint) for endpoint in may_call()} == {
        "GET /server",
        "GET /workstations/certificate",
        "POST /workstations/pair",
        "GET /boards/{workstation_id}",
        "GET /hospital",
        "GET /house/logos/{logo_id}",  # the picture at the head of papers, set by who keeps the house
        "POST /workstations/report",  # its own name and its own printers
    }


def test_a_token_takes_no_name():
    call = {"room": "1", "doctor": "Dr", "department": "", "called_at": NOON, "calls": 1}

    for token in ("M-027", "027", "CARDIO-1000", "জ-104"):
        assert BoardCall.model_validate({**call, "token": token}).token == token
    for name in ("Zubaida", "Zubaida-Qureshi", "Zubaida Qureshi-001", "জুবাইদা"):
        with pytest.raises(ValueError, match="token"):
            BoardCall.model_validate({**call, "token": name})


def test_a_display_is_refused_every_stream_but_its_own_board(client, api, house):
    display, own = api(Role.DISPLAY), house.workstations[WorkstationKind.DISPLAY]
    other = house.workstations[WorkstationKind.OFFICE]
    assert set(streams._NEEDS) == {"queue", "board", "topics"}, "a new kind of stream: may a display follow it?"

    wanted = [f"queue:{house.doctor}", f"board:{other}", "topics", f"queue:{own}"]

    statuses = [
        display.raw("GET", "/events", params={"watch": [f"board:{own}", watch]}).status_code for watch in wanted
    ]
    assert [status in (401, 403) for status in statuses] == [True] * len(wanted)


def test_nobody_signs_in_at_a_display_so_that_its_stream_stays_without_names(api, house):
    display = api(Role.DISPLAY)

    for endpoint in endpoints():
        if NoSignInHere in endpoint.raises:
            wire = endpoint.encode_request(a_request(endpoint))
            answer = display.raw(endpoint.method, wire.path, content=wire.body)
            assert (answer.status_code, answer.json()["code"]) == (403, NoSignInHere.code), str(endpoint)


def test_all_that_is_pushed_to_a_display_is_a_board_or_the_end_of_its_stream(client, application, api, house):
    screens = Screens(client)
    stream = screens.open(api(Role.DISPLAY), f"board:{house.workstations[WorkstationKind.DISPLAY]}")
    waiting(api("receptionist"), house.doctor)
    eventually(lambda: any(room["waiting"] for picture in stream.of("board") for room in picture["rooms"]))
    client.portal.call(application.hub.close_all)
    screens.close_all()

    assert {frame.split(b"\n")[0] for frame in stream.raw.split(b"\n\n") if frame} == {
        b": beat",
        b"event: board",
        b"event: session",
    }
    assert [BoardSnapshot.model_validate(picture).hospital for picture in stream.of("board")]
    assert stream.of("session") == [{"reason": "leaving"}]
