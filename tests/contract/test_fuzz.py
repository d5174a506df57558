"""Whatever is sent to the calls of /openapi.json: a typed answer that fits the contract, never a 5xx."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from shared.contracts import endpoints
from shared.errors import Unexpected
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting
from tests.support.house import TestHouse
from tests.support.server import Api, Door

EXAMPLES = 6
PARTS = 4
WORKERS = (Role.RECEPTIONIST, Role.DOCTOR, Role.CASHIER)
CONTRACTS = {str(endpoint): endpoint for endpoint in endpoints()}


class Fuzz:
    """Sends what schemathesis makes, as one worker or another, with ids of things that exist now and then."""

    def __init__(self, api: Callable[[str], Api], new_key: Callable[[], str], known: dict[str, str]) -> None:
        self._api = api
        self._new_key = new_key
        self._known = known
        self.seen: Counter[int] = Counter()

    def try_all(self, operation: Any) -> None:
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), who=st.sampled_from(WORKERS), known=st.booleans())
        def each(case: Any, who: Role, known: bool) -> None:
            if known:
                case.path_parameters = {name: self._known.get(name, old) for name, old in case.path_parameters.items()}
            self._send(case, self._api(who))

        each()

    def _send(self, case: Any, person: Api) -> None:
        sent = case.as_transport_kwargs(base_url="https://hms")
        answer = person.raw(
            sent["method"],
            sent["url"].removeprefix("https://hms/api"),
            headers={"Command-Key": self._new_key()},
            **{name: sent[name] for name in ("params", "json", "data") if sent.get(name) is not None},
        )
        self.seen[answer.status_code] += 1
        assert answer.status_code < 500, (str(case), answer.text)
        endpoint = CONTRACTS[f"{case.method} {case.path.removeprefix('/api')}"]
        if answer.is_success:
            endpoint.decode_response(answer.content)
        else:
            refusal = endpoint.decode_error(answer.content)
            assert not isinstance(refusal, Unexpected), answer.text
            assert refusal.status == answer.status_code


@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_makes_a_5xx_and_every_answer_fits(
    part: int, client: Door, house: TestHouse, api: Callable[[str], Api]
):
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    visit = waiting(api(Role.RECEPTIONIST), house.doctor)
    known = {"patient_id": str(visit.patient.id), "appointment_id": str(visit.id), "doctor_id": str(house.doctor)}
    fuzz = Fuzz(api, client.new_key, known)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    operations.sort(key=lambda operation: operation.path == "/api/sign-out")  # after which nobody is let in

    for operation in operations[part::PARTS]:
        fuzz.try_all(operation)

    assert len(operations) == len(CONTRACTS)
    assert {200, 404, 422} <= fuzz.seen.keys(), fuzz.seen
