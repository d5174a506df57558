"""The handlers of the calls about the list of medicines."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.formulary.importing import FormularyFiles
from server.features.formulary.service import FormularyService
from shared.contracts import formulary
from shared.models.common import Page
from shared.models.formulary import (
    AddMedicine,
    ChangeMedicine,
    ExportMedicines,
    ImportMedicines,
    ListFormulary,
    ListMedicineChanges,
    MedicineChange,
    MedicineEntry,
    MedicineImport,
)
from shared.models.spreadsheets import SpreadsheetFile

routes = Routes()


@routes.handles(formulary.medicines)
def medicines(request: ListFormulary, ctx: Context) -> Page[MedicineEntry]:
    return FormularyService(ctx).medicines(request)


@routes.handles(formulary.add)
def add(request: AddMedicine, ctx: Context) -> MedicineEntry:
    return FormularyService(ctx).add(request)


@routes.handles(formulary.change)
def change(request: ChangeMedicine, ctx: Context) -> MedicineEntry:
    return FormularyService(ctx).change(request)


@routes.handles(formulary.changes)
def changes(request: ListMedicineChanges, ctx: Context) -> Page[MedicineChange]:
    return FormularyService(ctx).changes(request)


@routes.handles(formulary.export)
def export(request: ExportMedicines, ctx: Context) -> SpreadsheetFile:
    return FormularyFiles(ctx).export(request.form)


@routes.handles(formulary.try_import)
def try_import(request: ImportMedicines, ctx: Context) -> MedicineImport:
    return FormularyFiles(ctx).try_import(request.data)


@routes.handles(formulary.import_file)
def import_file(request: ImportMedicines, ctx: Context) -> MedicineImport:
    return FormularyFiles(ctx).import_file(request.data)
