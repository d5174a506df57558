"""What doctors have not read yet."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, TestOrderId


class UnreadResultRow(Base):
    """What a doctor ordered, was released and waits to be read: a list of what is to do, emptied by reading."""

    __tablename__ = "unread_results"

    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"), primary_key=True)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), index=True)
    number: Mapped[int]
    released_at: Mapped[datetime]
