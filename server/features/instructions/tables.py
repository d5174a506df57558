"""The history of the hospital's instructions to patients."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, InstructionChangeId, InstructionId


class InstructionChangeRow(Base):
    """Who changed what of an instruction; the facts are those of shared/models/instructions.py. Append-only."""

    __tablename__ = "instruction_changes"
    __table_args__ = (Index("ix_instruction_changes_instruction", "instruction_id", "id"),)

    id: Mapped[InstructionChangeId] = mapped_column(primary_key=True)
    instruction_id: Mapped[InstructionId] = mapped_column(ForeignKey("instructions.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
