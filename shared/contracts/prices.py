"""The remote calls about price lists, taxes and what is priced."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.payers import CategoryNotFound, PayerCodeTaken, PayerNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.models.common import Nothing, Page
from shared.models.prices import (
    AddPackage,
    AddPriceList,
    AddService,
    BeginDraft,
    ChangePackage,
    ChangePriceList,
    ChangeService,
    DiscardDraft,
    ExportPrices,
    ImportPrices,
    ListPriceChanges,
    ListPrices,
    Package,
    PriceChange,
    PriceImport,
    PriceLine,
    PriceList,
    PriceVersion,
    PublishPrices,
    PutPrice,
    Service,
    SetTaxClass,
    TaxClass,
    VersionStatus,
)
from shared.models.spreadsheets import SpreadsheetFile
from shared.permissions import Permission
from shared.topics import Topic


class PriceListNotFound(NotFound):
    """There is no such price list, or no such version of one."""


class NothingPriced(NotFound):
    """There is nothing of this kind that could have a price."""


@dataclass(eq=False)
class PricesFrozen(Conflict):
    """Only a draft can be changed."""

    status_found: VersionStatus


class DraftOpen(Conflict):
    """The list has a draft already."""


class PriceListExists(Conflict):
    """There is a list for these patients already."""


@dataclass(eq=False)
class TaxUnknown(ApiError):
    """No such tax class."""

    status = 422
    tax_class: str


class PricesInThePast(ApiError):
    """What counted on a day that has passed is not changed."""

    status = 422


class TaxClassSet(Conflict):
    """The class has a line from that day on already."""


class GeneralListStays(Conflict):
    """The general list can't be retired: it counts for everybody else."""


@dataclass(eq=False)
class NoPriceFile(ApiError):
    """The file can't be read, or lacks a sheet or a column, which `missing` names; nothing was imported."""

    status = 422
    missing: str


_ALLOW = Permission.PRICES_MANAGE
_CHANGES = {Topic.PRICES}

lists = query("/price-lists", Nothing, Page[PriceList], allow=_ALLOW)

lines = query(
    "/price-versions/{price_version_id}/prices",
    ListPrices,
    Page[PriceLine],
    allow=_ALLOW,
    raises=(PriceListNotFound,),
)

changes = query("/price-changes", ListPriceChanges, Page[PriceChange], allow=_ALLOW)

add_list = command(
    "/price-lists",
    AddPriceList,
    PriceList,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(PriceListExists, PayerCodeTaken, CategoryNotFound, PayerNotFound),
)

change_list = command(
    "/price-lists/{price_list_id}",
    ChangePriceList,
    PriceList,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(PriceListNotFound, GeneralListStays),
)

export = query(
    "/price-lists/{price_list_id}/file", ExportPrices, SpreadsheetFile, allow=_ALLOW, raises=(PriceListNotFound,)
)

_OF_FILE = (PriceListNotFound, DraftOpen, NoPriceFile)

# A question that is too long for an address: it changes nothing, and its answer needs no keeping.
try_import = command(
    "/price-lists/{price_list_id}/file/try",
    ImportPrices,
    PriceImport,
    allow=_ALLOW,
    changes=set(),
    raises=_OF_FILE,
    keyed=False,
)

import_file = command(
    "/price-lists/{price_list_id}/file",
    ImportPrices,
    PriceImport,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(*_OF_FILE, PayerCodeTaken),
)

begin_draft = command(
    "/price-lists/{price_list_id}/draft",
    BeginDraft,
    PriceVersion,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(PriceListNotFound, DraftOpen),
)

_OF_DRAFT = (PriceListNotFound, PricesFrozen, StaleVersion)

put = command(
    "/price-versions/{price_version_id}/prices",
    PutPrice,
    PriceVersion,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(*_OF_DRAFT, NothingPriced, TaxUnknown),
)

publish = command(
    "/price-versions/{price_version_id}/publish",
    PublishPrices,
    PriceVersion,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(*_OF_DRAFT, PricesInThePast, ApprovalNeeded, ApprovalNotValid),
)

discard = command(
    "/price-versions/{price_version_id}/discard",
    DiscardDraft,
    PriceVersion,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=_OF_DRAFT,
)

tax_classes = query("/tax-classes", Nothing, Page[TaxClass], allow=_ALLOW)

set_tax_class = command(
    "/tax-classes",
    SetTaxClass,
    TaxClass,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(PricesInThePast, TaxClassSet, ApprovalNeeded, ApprovalNotValid),
)

add_service = command("/services", AddService, Service, allow=_ALLOW, changes=_CHANGES, raises=(PayerCodeTaken,))

change_service = command(
    "/services/{service_id}", ChangeService, Service, allow=_ALLOW, changes=_CHANGES, raises=(NothingPriced,)
)

packages = query("/packages", Nothing, Page[Package], allow=_ALLOW)

add_package = command(
    "/packages", AddPackage, Package, allow=_ALLOW, changes=_CHANGES, raises=(PayerCodeTaken, NothingPriced)
)

change_package = command(
    "/packages/{package_id}",
    ChangePackage,
    Package,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(NothingPriced, StaleVersion),
)
