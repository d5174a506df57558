"""Who pays beside the patient, and the categories that patients are in."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import PatientCategoryId, PayerId
from shared.models.payers import PayerKind


class PayerRow(Base):
    """An insurer or a company; one that is not active any more stays on the cards that name it."""

    __tablename__ = "payers"
    __table_args__ = (CheckConstraint("default_share BETWEEN 0 AND 100", name="default_share"),)

    id: Mapped[PayerId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[PayerKind]
    default_share: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class PatientCategoryRow(Base):
    """What a price list can be for; whoever has none pays the general prices."""

    __tablename__ = "patient_categories"

    id: Mapped[PatientCategoryId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute
