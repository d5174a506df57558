"""What was changed in the laboratory's catalogue, by whom and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import CatalogueChangeId, EmployeeId, TestTypeId
from shared.models.test_catalogue import SubjectKind


class CatalogueChangeRow(Base):
    """One change, with what stood before and what stands after: field by field, ranges by their ages. Append-only."""

    __tablename__ = "test_catalogue_changes"
    __table_args__ = (Index("ix_test_catalogue_changes_test_type_id", "test_type_id", "id"),)

    id: Mapped[CatalogueChangeId] = mapped_column(primary_key=True)
    kind: Mapped[SubjectKind]
    subject_id: Mapped[UUID]
    # None: of a laboratory.
    test_type_id: Mapped[TestTypeId | None] = mapped_column(ForeignKey("test_types.id"))
    subject: Mapped[str]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
