"""The remote calls about prices, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.prices.editing import PriceEditing
from server.features.prices.importing import PriceFiles
from server.features.prices.listing import PriceListing
from server.features.prices.packages import PackageService
from shared.contracts import prices
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
)
from shared.models.spreadsheets import SpreadsheetFile

routes = Routes()


@routes.handles(prices.lists)
def lists(_: Nothing, ctx: Context) -> Page[PriceList]:
    return PriceListing(ctx).lists()


@routes.handles(prices.lines)
def lines(request: ListPrices, ctx: Context) -> Page[PriceLine]:
    return PriceListing(ctx).lines(request)


@routes.handles(prices.changes)
def changes(request: ListPriceChanges, ctx: Context) -> Page[PriceChange]:
    return PriceListing(ctx).changes(request)


@routes.handles(prices.tax_classes)
def tax_classes(_: Nothing, ctx: Context) -> Page[TaxClass]:
    return PriceListing(ctx).tax_classes()


@routes.handles(prices.add_list)
def add_list(request: AddPriceList, ctx: Context) -> PriceList:
    return PriceEditing(ctx).add_list(request)


@routes.handles(prices.change_list)
def change_list(request: ChangePriceList, ctx: Context) -> PriceList:
    return PriceEditing(ctx).change_list(request)


@routes.handles(prices.export)
def export(request: ExportPrices, ctx: Context) -> SpreadsheetFile:
    return PriceFiles(ctx).export(request)


@routes.handles(prices.try_import)
def try_import(request: ImportPrices, ctx: Context) -> PriceImport:
    return PriceFiles(ctx).try_import(request)


@routes.handles(prices.import_file)
def import_file(request: ImportPrices, ctx: Context) -> PriceImport:
    return PriceFiles(ctx).import_file(request)


@routes.handles(prices.begin_draft)
def begin_draft(request: BeginDraft, ctx: Context) -> PriceVersion:
    return PriceEditing(ctx).begin_draft(request)


@routes.handles(prices.put)
def put(request: PutPrice, ctx: Context) -> PriceVersion:
    return PriceEditing(ctx).put(request)


@routes.handles(prices.publish)
def publish(request: PublishPrices, ctx: Context) -> PriceVersion:
    return PriceEditing(ctx).publish(request)


@routes.handles(prices.discard)
def discard(request: DiscardDraft, ctx: Context) -> PriceVersion:
    return PriceEditing(ctx).discard(request)


@routes.handles(prices.set_tax_class)
def set_tax_class(request: SetTaxClass, ctx: Context) -> TaxClass:
    return PriceEditing(ctx).set_tax_class(request)


@routes.handles(prices.add_service)
def add_service(request: AddService, ctx: Context) -> Service:
    return PriceEditing(ctx).add_service(request)


@routes.handles(prices.change_service)
def change_service(request: ChangeService, ctx: Context) -> Service:
    return PriceEditing(ctx).change_service(request)


@routes.handles(prices.packages)
def packages(_: Nothing, ctx: Context) -> Page[Package]:
    return PackageService(ctx).packages()


@routes.handles(prices.add_package)
def add_package(request: AddPackage, ctx: Context) -> Package:
    return PackageService(ctx).add(request)


@routes.handles(prices.change_package)
def change_package(request: ChangePackage, ctx: Context) -> Package:
    return PackageService(ctx).change(request)
