"""What travels of price lists: what each thing costs, from which day on, and who changed it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import ConfigDict, Field, StringConstraints

from shared.ids import (
    ApprovalId,
    PackageId,
    PatientCategoryId,
    PayerId,
    PriceChangeId,
    PriceListId,
    PriceVersionId,
    ServiceId,
)
from shared.models.common import Day, Explained, Line, Model, Name, Version
from shared.models.payers import PayerCode
from shared.models.spreadsheets import SpreadsheetBytes, SpreadsheetForm, Verdict
from shared.money import Price

TaxCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^([0-9A-Za-z][0-9A-Za-z_-]{0,19})?$")
]
"""Empty is no tax."""
Rate = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)]
"""0.15 is 15 %."""


def tax_subject(code: str) -> UUID:
    """What the second person's word is about: this class of tax."""
    return uuid5(NAMESPACE_OID, code)


class PriceKind(StrEnum):
    """What has a price: a visit's is that of the doctor or, where there is none, of the department."""

    NEW_VISIT = "new_visit"
    FOLLOW_UP = "follow_up"
    TEST = "test"
    MEDICINE = "medicine"
    SERVICE = "service"
    PACKAGE = "package"


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class PriceVersion(Model):
    """A list from a day on; never changed once it is published."""

    id: PriceVersionId
    number: int
    status: VersionStatus
    valid_from: date | None
    published_by: str
    """Empty for what the hospital started with."""
    approved_by: str
    published_at: datetime | None
    version: int


class PriceList(Model):
    """For whom it is; the general one is for everybody else."""

    id: PriceListId
    code: str
    name: str
    category_id: PatientCategoryId | None
    payer_id: PayerId | None
    is_active: bool
    versions: list[PriceVersion]
    """The newest first."""

    @property
    def is_general(self) -> bool:
        return self.category_id is None and self.payer_id is None

    @property
    def draft(self) -> PriceVersion | None:
        return next((one for one in self.versions if one.status is VersionStatus.DRAFT), None)

    def in_force(self, day: date) -> PriceVersion | None:
        published = [one for one in self.versions if one.valid_from is not None and one.valid_from <= day]
        return max(published, key=lambda one: (one.valid_from, one.number), default=None)


class PriceLine(Model):
    """What one thing costs in a version; None where it says nothing, and the general list counts."""

    kind: PriceKind
    priced_id: UUID
    code: str
    name: str
    is_active: bool
    amount: Decimal | None
    tax_class: str
    before: Decimal | None
    """In the version that this one was begun from."""


class TaxClass(Model):
    """What a class takes from a day on, until its next line does."""

    code: str
    name: str
    rate: Decimal
    inclusive: bool
    """The price holds the tax already."""
    valid_from: date


class PriceSubject(StrEnum):
    """What an entry of the history is about."""

    PRICE = "price"
    SERVICE = "service"
    PACKAGE = "package"
    LIST = "list"
    VERSION = "version"
    TAX = "tax"


class PriceFact(StrEnum):
    """What is said of a service, a package, a list, a version or a tax; in the order in which it is told."""

    STATUS = "status"
    """A VersionStatus."""
    NAME = "name"
    CODE = "code"
    WHOSE = "whose"
    """The category and the payer a list is for."""
    ITEMS = "items"
    IN_USE = "in_use"
    """yes or no, as INCLUSIVE."""
    RATE = "rate"
    INCLUSIVE = "inclusive"
    VALID_FROM = "valid_from"
    APPROVED_BY = "approved_by"


class ChangedFact(Model):
    """None is nothing."""

    fact: PriceFact
    before: str | None
    after: str | None


class PriceChange(Model):
    """One entry of the history; it is only ever added to. Of a price it says amounts, of all else facts."""

    id: PriceChangeId
    what: PriceSubject
    price_list: str
    """Empty for what all lists share."""
    number: int | None
    """Of the version, where it is about one."""
    valid_from: date | None
    """None while the version is a draft."""
    kind: PriceKind | None
    subject: str
    """The name of what was changed; a version has none."""
    facts: list[ChangedFact]
    before: Decimal | None
    after: Decimal | None
    tax_before: str
    tax_after: str
    who: str
    at: datetime


class Service(Model):
    """Anything with a price that is no test and no medicine."""

    id: ServiceId
    code: str
    name: str
    is_active: bool


class PackageItem(Model):
    """A test or a service."""

    kind: Literal[PriceKind.TEST, PriceKind.SERVICE]
    priced_id: UUID


class Package(Model):
    """Several things for one price, which the lists say."""

    id: PackageId
    code: str
    name: str
    is_active: bool
    items: list[PackageItem]
    version: int


# Requests

PackageItems = Annotated[list[PackageItem], Field(min_length=1, max_length=60)]


class ListPrices(Model):
    """By words of code and name."""

    price_version_id: PriceVersionId
    term: Line = ""
    kind: PriceKind | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class AddPriceList(Explained):
    code: PayerCode
    name: Name
    category_id: PatientCategoryId | None = None
    payer_id: PayerId | None = None


class BeginDraft(Explained):
    """Of what was published last."""

    price_list_id: PriceListId


class PutPrice(Explained):
    """None takes the thing off the list."""

    price_version_id: PriceVersionId
    version: Version
    kind: PriceKind
    priced_id: UUID
    amount: Price | None = None
    tax_class: TaxCode = ""


class PublishPrices(Explained):
    """From the beginning of that day on."""

    price_version_id: PriceVersionId
    version: Version
    valid_from: Day
    approval_id: ApprovalId | None = None


class DiscardDraft(Explained):
    price_version_id: PriceVersionId
    version: Version


class ListPriceChanges(Model):
    """Of a list (with what all lists share), of one thing, or of all; the newest first, `before` leads on to older."""

    price_list_id: PriceListId | None = None
    kind: PriceKind | None = None
    priced_id: UUID | None = None
    before: PriceChangeId | None = None
    limit: int = Field(default=100, ge=1, le=200)


class SetTaxClass(Explained):
    """From that day on; what was charged before stays as it is."""

    code: Annotated[TaxCode, Field(min_length=1)]
    name: Name
    rate: Rate
    inclusive: bool
    valid_from: Day
    approval_id: ApprovalId | None = None


class AddPackage(Explained):
    code: PayerCode
    name: Name
    items: PackageItems


class ChangePackage(Explained):
    """What was charged before stays as it was."""

    package_id: PackageId
    version: Version
    name: Name
    items: PackageItems
    is_active: bool = True


class AddService(Explained):
    code: PayerCode
    name: Name


class ChangeService(Explained):
    service_id: ServiceId
    name: Name
    is_active: bool = True


# A list as a file


class RowProblem(StrEnum):
    """Why a row of a file is refused."""

    KIND_UNKNOWN = "kind_unknown"
    NOT_FOUND = "not_found"
    NOT_ONE = "not_one"
    """Code and name fit several things."""
    NAME_MISSING = "name_missing"
    """Of a service that is new."""
    CODE_UNFIT = "code_unfit"
    NO_AMOUNT = "no_amount"
    TAX_UNKNOWN = "tax_unknown"
    TWICE = "twice"


class ImportedPrice(Model):
    """What becomes, or would become, of a row; `subject` is what stands there, as it stands."""

    row: int
    kind: PriceKind | None
    subject: str
    verdict: Verdict
    before: Decimal | None = None
    after: Decimal | None = None
    tax_before: str = ""
    tax_after: str = ""
    is_new_thing: bool = False
    """A service that is added with its price."""
    problem: RowProblem | None = None
    detail: str = ""


class PriceImport(Model):
    """Nothing is imported while one row is refused; `version` is the draft that was made."""

    rows: list[ImportedPrice]
    version: PriceVersion | None = None

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in self.rows)

    @property
    def changes(self) -> int:
        return self.count(Verdict.NEW) + self.count(Verdict.CHANGED)


class ExportPrices(Model):
    """The draft, else what was published last."""

    price_list_id: PriceListId
    form: SpreadsheetForm


class ImportPrices(Model):
    """XLSX or CSV, as they are exported."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    price_list_id: PriceListId
    data: SpreadsheetBytes


class ChangePriceList(Explained):
    """One that is not active any more counts for nobody."""

    price_list_id: PriceListId
    name: Name
    is_active: bool = True
