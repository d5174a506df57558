"""Checked by mypy, never run: each `type: ignore` must be needed (warn_unused_ignores)."""

from datetime import date
from typing import assert_type
from uuid import uuid4

from client.core.calls import Calls
from server.core.context import Context
from server.core.routes import Routes
from shared.contracts import patients
from shared.ids import BillId, PatientId
from shared.models.common import Page
from shared.models.patients import Birth, GetPatient, PatientDetails, PatientSummary, RegisterPatient, Sex

routes = Routes()


async def a_call_returns_what_the_contract_says(calls: Calls) -> None:
    assert_type(await calls.send(patients.search(term="amina")), Page[PatientSummary])
    assert_type(await calls.send(patients.get(patient_id=PatientId(uuid4()))), PatientDetails)


def a_request_is_checked() -> None:
    patients.search(trem="amina")  # type: ignore[call-arg]  # no such field
    patients.get(patient_id=42)  # type: ignore[arg-type]  # not an id
    patients.get(patient_id=BillId(uuid4()))  # type: ignore[arg-type]  # another thing's id
    patients.register(birth=Birth(date=date(1990, 1, 1)), sex=Sex.FEMALE)  # type: ignore[call-arg]  # no name
    patients.register.bind(GetPatient(patient_id=PatientId(uuid4())))  # type: ignore[arg-type]  # another request


@routes.handles(patients.register)  # type: ignore[arg-type]  # a handler of another request
def of_another_request(request: GetPatient, ctx: Context) -> PatientDetails:
    raise AssertionError


@routes.handles(patients.register)  # type: ignore[arg-type]  # a handler of another response
def of_another_response(request: RegisterPatient, ctx: Context) -> PatientSummary:
    raise AssertionError
