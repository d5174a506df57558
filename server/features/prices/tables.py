"""Price lists, their versions and prices, taxes, and the history of it all."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import (
    EmployeeId,
    PackageId,
    PatientCategoryId,
    PayerId,
    PriceChangeId,
    PriceListId,
    PriceVersionId,
    ServiceId,
    TaxClassId,
)
from shared.models.prices import PriceKind, PriceSubject, VersionStatus

_PRICE = Numeric(14, 4)


class ServiceRow(Base):
    """Anything with a price that is no test and no medicine."""

    __tablename__ = "services"

    id: Mapped[ServiceId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class PackageRow(Base):
    """Several things for one price."""

    __tablename__ = "packages"

    id: Mapped[PackageId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list["PackageItemRow"]] = relationship(
        lazy="raise", order_by="PackageItemRow.line", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class PackageItemRow(Base):
    __tablename__ = "package_items"

    package_id: Mapped[PackageId] = mapped_column(ForeignKey("packages.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PriceKind]
    priced_id: Mapped[UUID]


class TaxClassRow(Base):
    """What a class takes from a day on. Append-only: another rate is another row."""

    __tablename__ = "tax_classes"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("rate BETWEEN 0 AND 1", name="rate"),
    )

    id: Mapped[TaxClassId] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(7, 6))
    inclusive: Mapped[bool]
    valid_from: Mapped[date]
    set_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    set_at: Mapped[datetime]


class PriceListRow(Base):
    """The one without category and payer is the general one."""

    __tablename__ = "price_lists"
    __table_args__ = (
        Index("uq_price_lists_whose", "category_id", "payer_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    id: Mapped[PriceListId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    category_id: Mapped[PatientCategoryId | None] = mapped_column(ForeignKey("patient_categories.id"))
    payer_id: Mapped[PayerId | None] = mapped_column(ForeignKey("payers.id"))
    is_active: Mapped[bool] = mapped_column(default=True)


class PriceVersionRow(Base):
    """Of a list; without people it is what the hospital started with. Frozen by the database once it is no draft."""

    __tablename__ = "price_versions"
    __table_args__ = (
        UniqueConstraint("price_list_id", "number"),
        Index("uq_price_versions_draft", "price_list_id", unique=True, postgresql_where=text("status = 'draft'")),
        CheckConstraint("(status = 'published') = (valid_from IS NOT NULL)", name="published_from_a_day_on"),
    )

    id: Mapped[PriceVersionId] = mapped_column(primary_key=True)
    price_list_id: Mapped[PriceListId] = mapped_column(ForeignKey("price_lists.id"))
    number: Mapped[int]
    status: Mapped[VersionStatus]
    begun_from: Mapped[PriceVersionId | None] = mapped_column(ForeignKey("price_versions.id"))
    valid_from: Mapped[date | None]
    published_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    approved_by: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class PriceRow(Base):
    """What one thing costs in one version."""

    __tablename__ = "prices"
    __table_args__ = (
        # By what is priced: a charge asks for one thing in all lists at once.
        Index("ix_prices_priced", "priced_id", "kind"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    price_version_id: Mapped[PriceVersionId] = mapped_column(ForeignKey("price_versions.id"), primary_key=True)
    kind: Mapped[PriceKind] = mapped_column(primary_key=True)
    priced_id: Mapped[UUID] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(_PRICE)
    tax_class: Mapped[str] = mapped_column(default="")


class PriceChangeRow(Base):
    """Who changed what of prices and of what has one, from what to what. Append-only; None is no price."""

    __tablename__ = "price_changes"
    __table_args__ = (
        Index("ix_price_changes_version", "price_version_id", "id"),
        Index("ix_price_changes_priced", "priced_id", "id"),
    )

    id: Mapped[PriceChangeId] = mapped_column(primary_key=True)
    what: Mapped[PriceSubject]
    price_version_id: Mapped[PriceVersionId | None] = mapped_column(ForeignKey("price_versions.id"))
    price_list_id: Mapped[PriceListId | None] = mapped_column(ForeignKey("price_lists.id"))
    """Of a list itself; what is of a version is of the version's list."""
    kind: Mapped[PriceKind | None]
    priced_id: Mapped[UUID | None]
    subject: Mapped[str]
    before: Mapped[Decimal | None] = mapped_column(_PRICE)
    after: Mapped[Decimal | None] = mapped_column(_PRICE)
    tax_before: Mapped[str] = mapped_column(default="")
    tax_after: Mapped[str] = mapped_column(default="")
    facts_before: Mapped[dict[str, Any] | None]
    """By PriceFact, of all that is no price."""
    facts_after: Mapped[dict[str, Any] | None]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
