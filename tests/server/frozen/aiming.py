"""Requests of the contract aimed at one visit: each id in them is its own, each version the one that stands."""

from datetime import date
from typing import Any, Final, get_args

import psycopg
from pydantic import BaseModel

from shared import ids
from shared.contract import Call, Endpoint
from shared.models.lab_results import Taker
from tests.contract.requests import a_request
from tests.support.bench import Bench

_AIMED: Final = (
    ids.AppointmentId,
    ids.CertificateId,
    ids.ConsultationId,
    ids.DiagnosisId,
    ids.PatientId,
    ids.PrescriptionId,
    ids.ReferralId,
    ids.ResultVersionId,
    ids.SampleId,
    ids.TestOrderId,
)


def aimed_at(endpoint: Endpoint[..., Any, Any]) -> bool:
    """Whether it is a command about a visit, a patient, or one of the papers."""
    return endpoint.method == "POST" and _names(endpoint.request, _AIMED)


_ANALYTES: Final = "SELECT a.id FROM analytes a JOIN test_orders o ON o.test_type_id = a.test_type_id"


class Aim:
    """`visit` is the conftest's."""

    def __init__(self, visit: Any, bench: Bench, owner: psycopg.Connection) -> None:
        self._owner = owner
        self._visit = visit
        one = self._one
        self._own: dict[object, Any] = {
            ids.AppointmentId: visit.appointment_id,
            ids.CertificateId: visit.certificate_id,
            ids.ConsultationId: visit.appointment_id,
            ids.DiagnosisId: one("SELECT id FROM diagnoses"),
            ids.PatientId: visit.patient_id,
            ids.PrescriptionId: visit.prescription_id,
            ids.ReferralId: visit.letter_id,
            ids.ResultVersionId: one("SELECT id FROM result_versions"),
            ids.SampleId: one("SELECT id FROM samples"),
            ids.TestOrderId: visit.test_order_id,
            ids.AnalyteId: one(f"{_ANALYTES} WHERE a.code = 'K'"),
            ids.DepartmentId: one("SELECT department_id FROM employees WHERE full_name = 'Dr doctor_b'"),
            ids.EmployeeId: bench.house.employees["doctor_b"],
            ids.MedicineId: bench.house.medicines["Paracetamol 500 mg"],
            ids.TestTypeId: bench.tests["CBC"],
        }

    def request(self, endpoint: Endpoint[..., Any, Any]) -> Call[Any]:
        told = self._aimed(a_request(endpoint))
        if "version" in type(told).model_fields:
            told = told.model_copy(update={"version": self._version(endpoint, told)})
        return endpoint.bind(told)

    def _aimed(self, model: BaseModel) -> BaseModel:
        changes: dict[str, Any] = {}
        for name, field in type(model).model_fields.items():
            value = getattr(model, name)
            own = next((key for key in self._own if _mentions(field.annotation, key)), None)
            if own is not None:
                changes[name] = [self._own[own]] if isinstance(value, list) else self._own[own]
            elif name in _SAID:
                changes[name] = _SAID[name]
            elif isinstance(value, BaseModel):
                changes[name] = self._aimed(value)
            elif isinstance(value, list):
                changes[name] = [self._aimed(one) if isinstance(one, BaseModel) else one for one in value[:1]]
            elif isinstance(value, date) and name in {"from_day", "to_day", "date"}:
                changes[name] = self._one("SELECT appointment_date FROM appointments ORDER BY id LIMIT 1")
        return model.model_copy(update=changes)

    def _version(self, endpoint: Endpoint[..., Any, Any], told: BaseModel) -> Any:
        """Of the record the request is about, so that a stale one is never what stood in the way."""
        if endpoint.path.startswith("/appointments/{appointment_id}/consultation"):
            return self._one("SELECT version FROM consultations")
        for name, table in _VERSIONED.items():
            if name in type(told).model_fields:
                return self._one(f"SELECT version FROM {table} WHERE id = '{getattr(told, name)}'")
        return 1

    def _one(self, query: str) -> Any:
        row = self._owner.execute(query).fetchone()
        assert row is not None, query
        return row[0]


_SAID: Final[dict[str, Any]] = {
    "value": "4.1",
    "not_done": False,
    "number": 1,
    "taker": Taker.PATIENT,
    "over_book": True,
    "despite_clash": True,
    "died_on": None,
}
"""What can be entered, and what would else stand in the way."""
_VERSIONED: Final = {
    "test_order_id": "test_orders",
    "sample_id": "samples",
    "appointment_id": "appointments",
    "patient_id": "patients",
}


def _names(model: type[BaseModel], wanted: tuple[object, ...]) -> bool:
    return any(
        _mentions(field.annotation, one) or any(_names(inner, wanted) for inner in _models(field.annotation))
        for field in model.model_fields.values()
        for one in wanted
    )


def _mentions(annotation: Any, wanted: object) -> bool:
    """Alone, in a list, or where it may be left out."""
    return annotation is wanted or any(_mentions(inner, wanted) for inner in get_args(annotation))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]
