"""Which record of another system became which patient."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import PatientId


class ImportedRecord(Base):
    """The same record of the same source is imported once."""

    __tablename__ = "imported_records"

    source: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"), index=True)
    imported_at: Mapped[datetime]
