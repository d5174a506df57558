"""The remote calls that keep up the laboratory's catalogue."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.test_catalogue.editing import Editing
from server.features.test_catalogue.importing import Importing
from server.features.test_catalogue.service import TestCatalogueService
from shared.contracts import test_catalogue
from shared.models.common import Nothing, Page
from shared.models.spreadsheets import SpreadsheetFile
from shared.models.test_catalogue import (
    AddAnalyte,
    AddLab,
    AddTest,
    CatalogueChange,
    CatalogueLab,
    CatalogueTest,
    ChangeAnalyte,
    ChangeLab,
    ChangeTest,
    GetTest,
    ImportCatalogue,
    ImportReport,
    ListCatalogue,
    ListChanges,
    RetireAnalyte,
    SaveRanges,
    TestDetails,
)

routes = Routes()


@routes.handles(test_catalogue.labs)
def labs(_: Nothing, ctx: Context) -> Page[CatalogueLab]:
    return TestCatalogueService(ctx).labs()


@routes.handles(test_catalogue.tests)
def tests(request: ListCatalogue, ctx: Context) -> Page[CatalogueTest]:
    return TestCatalogueService(ctx).tests(request)


@routes.handles(test_catalogue.test)
def test(request: GetTest, ctx: Context) -> TestDetails:
    return TestCatalogueService(ctx).test(request.test_type_id)


@routes.handles(test_catalogue.history)
def history(request: ListChanges, ctx: Context) -> Page[CatalogueChange]:
    return TestCatalogueService(ctx).history(request)


@routes.handles(test_catalogue.add_lab)
def add_lab(request: AddLab, ctx: Context) -> CatalogueLab:
    return Editing(ctx).add_lab(request)


@routes.handles(test_catalogue.change_lab)
def change_lab(request: ChangeLab, ctx: Context) -> CatalogueLab:
    return Editing(ctx).change_lab(request)


@routes.handles(test_catalogue.add_test)
def add_test(request: AddTest, ctx: Context) -> TestDetails:
    return Editing(ctx).add_test(request)


@routes.handles(test_catalogue.change_test)
def change_test(request: ChangeTest, ctx: Context) -> TestDetails:
    return Editing(ctx).change_test(request)


@routes.handles(test_catalogue.add_analyte)
def add_analyte(request: AddAnalyte, ctx: Context) -> TestDetails:
    return Editing(ctx).add_analyte(request)


@routes.handles(test_catalogue.change_analyte)
def change_analyte(request: ChangeAnalyte, ctx: Context) -> TestDetails:
    return Editing(ctx).change_analyte(request)


@routes.handles(test_catalogue.retire_analyte)
def retire_analyte(request: RetireAnalyte, ctx: Context) -> TestDetails:
    return Editing(ctx).retire_analyte(request)


@routes.handles(test_catalogue.save_ranges)
def save_ranges(request: SaveRanges, ctx: Context) -> TestDetails:
    return Editing(ctx).save_ranges(request)


@routes.handles(test_catalogue.export)
def export(_: Nothing, ctx: Context) -> SpreadsheetFile:
    return Importing(ctx).export()


@routes.handles(test_catalogue.try_import)
def try_import(request: ImportCatalogue, ctx: Context) -> ImportReport:
    return Importing(ctx).try_import(request)


@routes.handles(test_catalogue.import_file)
def import_file(request: ImportCatalogue, ctx: Context) -> ImportReport:
    return Importing(ctx).import_file(request)
