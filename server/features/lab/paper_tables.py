"""Reports on paper: what each one says, under the code that is printed on it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, ReportPaperId, TestOrderId, WorkstationId


class ReportPaperRow(Base):
    """Found by the hash of its code, which nobody keeps but the paper. Append-only."""

    __tablename__ = "report_papers"

    id: Mapped[ReportPaperId] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    printed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    printed_at: Mapped[datetime]


class PaperVersionRow(Base):
    """A version of a test's results that stands on a paper. Append-only."""

    __tablename__ = "report_paper_versions"

    report_paper_id: Mapped[ReportPaperId] = mapped_column(ForeignKey("report_papers.id"), primary_key=True)
    test_order_id: Mapped[TestOrderId] = mapped_column(ForeignKey("test_orders.id"), primary_key=True)
    number: Mapped[int]
