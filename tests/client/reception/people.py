"""A small hospital at its counter."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from shared.ids import AllergyId, AppointmentId, DepartmentId, EmployeeId, PatientCategoryId, PatientId, PayerId
from shared.languages import Language
from shared.models.appointments import AppointmentDetails, AppointmentStatus, AppointmentSummary, AppointmentType
from shared.models.patients import Allergy, Birth, NextOfKin, PatientDetails, PatientSummary, Severity, Sex
from shared.models.payers import PatientCategory, Payer, PayerChoices, PayerKind
from shared.models.staff import DoctorSummary, Hospital
from shared.money import Currency
from tests.client.examples import NOON, TODAY

HOSPITAL = Hospital(
    name="Shantinagar General Hospital",
    name_local="",
    address="",
    phone="",
    currency=Currency("BDT"),
    business_date=TODAY,
    now=NOON,
    timezone="UTC",
    languages=(Language.ENGLISH,),
)


def doctor(number, name, department):
    return DoctorSummary(
        id=EmployeeId(UUID(int=number)),
        name=name,
        degrees="MBBS",
        department_id=DepartmentId(UUID(int=number)),
        department=department,
        room=f"10{number}",
        token_prefix=department[0],
        new_fee=Decimal(800),
        follow_up_fee=Decimal(500),
    )


STAFF = PatientCategory(id=PatientCategoryId(UUID(int=71)), code="STAFF", name="Staff", version=1)
RETIRED = STAFF.model_copy(update={"id": UUID(int=72), "code": "OLD", "name": "Retired", "is_active": False})
DELTA = Payer(
    id=PayerId(UUID(int=81)),
    code="DELTA",
    name="Delta Life",
    kind=PayerKind.INSURER,
    default_share=Decimal(80),
    version=1,
)
CHOICES = PayerChoices(categories=[STAFF, RETIRED], payers=[DELTA])

RAHMAN = doctor(1, "Dr. Farhana Rahman", "Medicine")
HASSAN = doctor(2, "Dr. Omar Al-Hassan", "ENT")


def patient(number=1, name="Rahima Begum"):
    return PatientSummary(
        id=PatientId(UUID(int=number)),
        patient_no=f"26-{number:05d}",
        name=name,
        name_local="",
        sex=Sex.FEMALE,
        birth=Birth(date=TODAY.replace(year=1972)),
        phone="01711-402317",
    )


def card(person, *allergies):
    return PatientDetails(
        **person.model_dump(),
        email="",
        address="Road 5",
        next_of_kin=NextOfKin(name="Abdul Karim"),
        blood_group=None,
        allergies=[
            Allergy(id=AllergyId(UUID(int=1)), substance=each, reaction="", severity=Severity.SEVERE, recorded_at=NOON)
            for each in allergies
        ],
        is_active=True,
        version=1,
        registered_at=NOON,
    )


RAHIMA = patient()
KHATUN = patient(2, "Rahima Khatun")


def _facts(number, status, minutes):
    has_token = status is not AppointmentStatus.SCHEDULED
    return {
        "id": AppointmentId(UUID(int=1000 + number)),
        "patient": patient(number, f"Patient {number}"),
        "doctor_id": RAHMAN.id,
        "doctor": RAHMAN.name,
        "department": RAHMAN.department,
        "room": RAHMAN.room,
        "date": TODAY,
        "slot_at": None,
        "type": AppointmentType.NEW,
        "priority": "normal",
        "status": status,
        "token": f"M-{number:03d}" if has_token else None,
        "serial_number": number if has_token else None,
        "checked_in_at": NOON - timedelta(minutes=minutes) if has_token else None,
        "expected_minutes": None,
        "version": 3,
    }


def row(number, status=AppointmentStatus.WAITING, minutes=10):
    return AppointmentSummary.model_validate(_facts(number, status, minutes))


def details(number=12, status=AppointmentStatus.WAITING, ahead=5, phone_link=""):
    facts = _facts(number, status, 0)
    return AppointmentDetails.model_validate(
        facts
        | {
            "people_ahead": ahead,
            "expected_at": None,
            "phone_link": phone_link,
            "fee": "800.00",
            "booked_by": "Anna",
            "booked_at": NOON,
        }
    )
