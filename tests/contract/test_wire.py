"""What travels: every request survives the wire, and the wire itself is locked in a file that shows in the diff."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from polyfactory.factories.pydantic_factory import ModelFactory

from shared.contract import Endpoint, encode_error
from shared.contracts import endpoints
from shared.errors import COMMON_ERRORS, ApiError
from shared.permissions import Permission
from tests.contract.requests import a_request

ALL = list(endpoints())
LOCK = Path(__file__).parent / "wire.lock.json"


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_a_request_survives_the_wire(endpoint: Endpoint[..., Any, Any]):
    request = a_request(endpoint)

    wire = endpoint.encode_request(request)

    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", endpoint.path)
    path = re.fullmatch(pattern, wire.path)
    assert path is not None
    query = {k: v if isinstance(v, list) else [v] for k, v in wire.query.items()}
    assert endpoint.decode_request(path.groupdict(), query, wire.body or b"") == request


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_an_answer_survives_the_wire(endpoint: Endpoint[..., Any, Any]):
    factory: Any = ModelFactory.create_factory(endpoint.response)
    factory.__random_seed__ = 1
    answer = factory.build(factory_use_construct=True)

    raw = endpoint.encode_response(answer)

    assert endpoint.encode_response(endpoint.decode_response(raw)) == raw


@pytest.mark.parametrize("endpoint", ALL, ids=str)
def test_every_refusal_it_names_comes_back_as_its_class(endpoint: Endpoint[..., Any, Any]):
    for error in (*endpoint.raises, *COMMON_ERRORS):
        raw = json.dumps(encode_error(_an(error))).encode()

        assert type(endpoint.decode_error(raw)) is error


def test_no_two_calls_share_a_route():
    assert len({str(e) for e in ALL}) == len(ALL)


def test_a_query_changes_nothing():
    assert not [str(e) for e in ALL if e.method == "GET" and (e.changes or e.keyed)]


def test_every_permission_lets_somebody_do_something():
    within_another_act = {
        Permission.QUEUE_PRIORITY,
        Permission.APPOINTMENTS_OVERBOOK,
        Permission.CLAIMS_WRITE_OFF,
        Permission.PHARMACY_SELL_ANY,
        Permission.PHARMACY_WITNESS,
        Permission.ROLES_ASSIGN,
    }

    assert {e.allow for e in ALL if isinstance(e.allow, Permission)} | within_another_act == set(Permission)


def test_the_wire_is_the_one_that_was_agreed():
    """A change of the wire is a decision: run `python -m tests.contract.test_wire` and commit what it writes."""
    assert json.loads(LOCK.read_text()) == _schemas()


def _schemas() -> dict[str, Any]:
    return {str(e): e.schema() for e in sorted(ALL, key=str)}


def _an(error: type[ApiError]) -> ApiError:
    from polyfactory.factories import DataclassFactory

    if not hasattr(error, "__dataclass_fields__"):
        return error()
    return DataclassFactory.create_factory(error).build()


if __name__ == "__main__":
    LOCK.write_text(json.dumps(_schemas(), indent=1, sort_keys=True) + "\n")
