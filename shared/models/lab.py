"""What travels about laboratory tests and their orders."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, field_validator

from shared.ids import AppointmentId, TestOrderId, TestTypeId
from shared.models.common import Line, Model
from shared.money import Money


class TestOrderStatus(StrEnum):
    __test__ = False  # a test of the laboratory, not of pytest

    ORDERED = "ordered"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REVIEWED = "reviewed"
    RELEASED = "released"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"
    STAT = "stat"


class TestType(Model):
    """A test one can order: a panel such as a full blood count, or a single analyte."""

    __test__ = False

    id: TestTypeId
    code: str
    name: str
    lab: str
    specimen: str
    price: Money


class TestOrder(Model):
    __test__ = False

    id: TestOrderId
    test_type_id: TestTypeId
    name: str
    specimen: str
    urgency: Urgency
    status: TestOrderStatus
    ordered_by: str
    ordered_at: datetime


class SearchTestTypes(Model):
    term: Line = ""
    limit: int = Field(default=20, ge=1, le=100)


class OrderTests(Model):
    """Tests to be done for this visit; each joins the bill by itself."""

    appointment_id: AppointmentId
    test_type_ids: list[TestTypeId] = Field(min_length=1, max_length=30)
    urgency: Urgency = Urgency.ROUTINE

    @field_validator("test_type_ids")
    @classmethod
    def _each_once(cls, ids: list[TestTypeId]) -> list[TestTypeId]:
        if len(set(ids)) != len(ids):
            raise ValueError("each test may be ordered once")
        return ids


class ListTestOrders(Model):
    appointment_id: AppointmentId
