"""One patient's visit that is over, with everything in it that must never change again."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from shared.contracts import appointments, certificates, consultations, patients, prescriptions, referrals
from shared.ids import AppointmentId, CertificateId, PatientId, PrescriptionId, ReferralId, TestOrderId
from shared.models.consultations import NewDiagnosis
from shared.models.patients import Severity
from shared.models.prescriptions import NewPrescriptionItem, Override
from shared.rules.dosing import Frequency
from tests.server.features.lab.papers import handing_over, printing
from tests.support.bench import Bench


@dataclass(frozen=True)
class Visit:
    """Signed, prescribed, released, referred and certified."""

    appointment_id: AppointmentId
    patient_id: PatientId
    prescription_id: PrescriptionId
    test_order_id: TestOrderId
    letter_id: ReferralId
    certificate_id: CertificateId


@pytest.fixture
def visit(bench: Bench) -> Visit:
    doctor = bench.doctor
    patient_id = bench.patient()
    bench.patient(name="Somebody Else")
    visit_id = bench.visit(patient_id)
    doctor.send(
        patients.record_allergy(patient_id=patient_id, substance="Penicillin", reaction="", severity=Severity.MILD)
    )
    doctor.send(
        consultations.save_note(appointment_id=visit_id, version=1, complaint="Cough", plan="Rest", advice="Drink")
    )
    doctor.send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[NewDiagnosis(code="J18.9")]))
    capsules = NewPrescriptionItem(
        medicine_id=bench.house.medicines["Amoxicillin 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=7
    )
    (warning,) = doctor.send(prescriptions.check(appointment_id=visit_id, items=[capsules])).items
    override = Override(key=warning.key, reason="Tolerated since")
    given = doctor.send(prescriptions.prescribe(appointment_id=visit_id, items=[capsules], overrides=[override]))
    order = _released(bench, visit_id)
    letter = doctor.send(
        referrals.write_letter(appointment_id=visit_id, addressee="Heart Institute", reason="Murmur", summary="J18.9")
    )
    day = bench.doctor.send(appointments.get(appointment_id=visit_id)).date
    certificate = doctor.send(
        certificates.issue(appointment_id=visit_id, from_day=day, to_day=day, diagnosis="Pneumonia", remark="Rest")
    )
    void = doctor.send(certificates.issue(appointment_id=visit_id, from_day=day, to_day=day))
    doctor.send(certificates.cancel(certificate_id=void.id, reason="Wrong days"))
    kept = doctor.send(consultations.get(appointment_id=visit_id))
    doctor.send(consultations.complete(appointment_id=visit_id, version=kept.version))
    doctor.send(consultations.amend(appointment_id=visit_id, text="Nuts too", reason="Rang up"))
    return Visit(visit_id, patient_id, given.id, order, letter.id, certificate.id)


def _released(bench: Bench, visit_id: AppointmentId) -> TestOrderId:
    """With a critical value that was told, and given out."""
    (order,) = bench.order(visit_id, "ELEC")
    bench.receive(visit_id, [order])
    bench.enter(order, {"NA": "140", "K": "7.1", "CL": "101"})
    bench.tell(order)
    bench.out(order)
    bench.doctor.send(printing(order))
    bench.doctor.send(handing_over(order))
    return order


@pytest.fixture
def roles(fresh: Any, owner: psycopg.Connection) -> Any:
    """The server's role, and the owner's that migrates."""
    url = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as server:
        yield {"server": server, "owner": owner}
