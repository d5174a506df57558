"""A patient and a visit as a server answers them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from client.widgets.pills import Avatar
from shared.events import EventType
from shared.ids import AllergyId, AppointmentId, EmployeeId, EventId, PhotoId
from shared.models.appointments import (
    AppointmentDetails,
    AppointmentStatus,
    AppointmentSummary,
    AppointmentType,
    Priority,
    TimelineEntry,
)
from shared.models.charts import Chart, ChartEvent, ChartPart, ChartVisit, Owed
from shared.models.common import Page
from shared.models.patients import Allergy, BloodGroup, NextOfKin, PatientDetails, Severity
from tests.client.cashier.bills import NOON, RAHIMA, TAKA

VISIT = AppointmentId(UUID(int=21))
EARLIER = AppointmentId(UUID(int=3))
FACE_ID = PhotoId(UUID(int=77))


def face(size=(64, 64), kind="JPEG"):
    """A photo: brown all over."""
    out = BytesIO()
    Image.new("RGB", size, "brown").save(out, kind)
    return out.getvalue()


def shows_face(widget: QWidget) -> bool:
    """Whether the brown of `face()` is seen where the initials would stand."""
    avatar = widget.findChild(Avatar)
    assert avatar is not None
    seen = QColor(avatar.grab().toImage().pixel(avatar.rect().center()))
    return abs(seen.red() - 165) + abs(seen.green() - 42) + abs(seen.blue() - 42) < 20


def patient(**changes):
    facts = PatientDetails(
        **{name: getattr(RAHIMA, name) for name in type(RAHIMA).model_fields},
        email="",
        address="House 12, Road 5, Dhanmondi",
        next_of_kin=NextOfKin(name="Abdul Karim"),
        blood_group=BloodGroup.B_POS,
        allergies=[
            Allergy(
                id=AllergyId(UUID(int=31)),
                substance="Penicillin",
                reaction="rash",
                severity=Severity.SEVERE,
                recorded_at=NOON,
            )
        ],
        is_active=True,
        version=1,
        registered_at=NOON,
    )
    return facts.model_copy(update=changes)


def appointment(status=AppointmentStatus.WAITING, **changes):
    facts = AppointmentDetails(
        phone_link="",
        id=VISIT,
        patient=RAHIMA,
        doctor_id=EmployeeId(UUID(int=7)),
        doctor="Dr. Farhana Rahman",
        department="Medicine",
        room="Room 101",
        date=NOON.date(),
        slot_at=None,
        type=AppointmentType.NEW,
        priority=Priority.NORMAL,
        status=status,
        token="M-012",
        serial_number=12,
        checked_in_at=NOON,
        expected_minutes=30,
        version=2,
        people_ahead=3,
        expected_at=NOON + timedelta(minutes=30),
        fee="800.00",
        booked_by="Salma Khatun",
        booked_at=NOON,
    )
    return facts.model_copy(update=changes)


def summary_of(details):
    return AppointmentSummary.model_validate({name: getattr(details, name) for name in AppointmentSummary.model_fields})


def entry(number, event, description="", who="Salma Khatun", where="Counter 2", **metadata):
    return TimelineEntry(
        id=EventId(UUID(int=200 + number)),
        type=event,
        description=description,
        metadata=metadata,
        performed_by=who,
        workstation=where,
        performed_at=NOON + timedelta(minutes=number),
    )


def whole_visit():
    doctor = {"who": "Dr. Farhana Rahman", "where": "Room 101"}
    cashier = {"who": "Rafiq Ahmed", "where": "Cashier 1"}
    bill, taka = "B-CASH1-2026-000118", "BDT"
    steps = (
        entry(0, EventType.APPOINTMENT_REGISTERED, type="new"),
        entry(0, EventType.APPOINTMENT_ASSIGNED, "Dr. Farhana Rahman", priority="normal"),
        entry(1, EventType.QUEUE_JOINED, "M-012", serial=12, position=4),
        entry(20, EventType.QUEUE_CALLED, token="M-012", room="Room 101", **doctor),
        entry(21, EventType.ENTERED_ROOM, **doctor),
        entry(26, EventType.DIAGNOSIS_RECORDED, added=2, **doctor),
        entry(29, EventType.PRESCRIPTION_GIVEN, "RX-2026-000041", medicines=2, **doctor),
        entry(30, EventType.TESTS_ORDERED, "", count=2, **doctor),
        entry(33, EventType.EXITED_ROOM, **doctor),
        entry(33, EventType.CONSULTATION_COMPLETED, **doctor),
        entry(40, EventType.CONSULTATION_BILLED, bill, amount="800.00", currency=taka, **cashier),
        entry(40, EventType.TESTS_BILLED, bill, amount="254.00", currency=taka, **cashier),
        entry(
            41, EventType.PAYMENT_PARTIAL, "R-1", mode="cash", amount="54.00", due="1,000.00", currency=taka, **cashier
        ),
        entry(
            43,
            EventType.PAYMENT_RECEIVED,
            "R-2",
            mode="mobile",
            amount="1,000.00",
            due="0.00",
            currency=taka,
            **cashier,
        ),
    )
    return tuple(each.model_copy(update={"id": EventId(UUID(int=200 + n))}) for n, each in enumerate(steps))


def event(known, visit=VISIT, day=None):
    """An entry of a timeline, as it stands in the chart."""
    return ChartEvent(
        **dict(known),
        appointment_id=visit,
        visit_date=day or NOON.date(),
        doctor="Dr. Farhana Rahman",
        department="Medicine",
    )


def visit(number=0, status=AppointmentStatus.WAITING, **changes):
    """The `number`-th before the one of today."""
    facts = ChartVisit(
        appointment_id=VISIT if number == 0 else AppointmentId(UUID(int=1000 - number)),
        date=NOON.date() - timedelta(days=9 * number),
        doctor="Dr. Farhana Rahman",
        department="Medicine",
        type=AppointmentType.NEW,
        status=status if number == 0 else AppointmentStatus.COMPLETED,
        token="M-012",
        booked_at=NOON,
        checked_in_at=NOON,
        entered_at=None,
        completed_at=None,
        diagnoses=[],
        medicines=None,
        tests=None,
        bill=None,
    )
    return facts.model_copy(update=changes)


def chart(entries=3, visits=(), **changes):
    """As reception opens it."""
    known = [event(each) for each in reversed(whole_visit()[:entries])]
    rows = list(visits) or [visit()]
    facts = Chart(
        patient=patient(),
        counts={ChartPart.VISITS: len(rows), ChartPart.BILLS: 1},
        events={each.type: 1 for each in known},
        owed=Owed(amount=Decimal("450.00"), currency=TAKA),
        visits=Page(items=rows),
        timeline=Page(items=known),
    )
    return facts.model_copy(update=changes)
