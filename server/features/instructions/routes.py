"""The handlers of the calls about the list of instructions."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.instructions.importing import InstructionFiles
from server.features.instructions.service import InstructionService
from shared.contracts import instructions
from shared.models.common import Page
from shared.models.instructions import (
    AddInstruction,
    ChangeInstruction,
    ExportInstructions,
    ImportInstructions,
    InstructionChange,
    InstructionEntry,
    InstructionImport,
    ListInstructionChanges,
    ListInstructions,
)
from shared.models.spreadsheets import SpreadsheetFile

routes = Routes()


@routes.handles(instructions.instructions)
def instructions_of_the_house(request: ListInstructions, ctx: Context) -> Page[InstructionEntry]:
    return InstructionService(ctx).instructions(request)


@routes.handles(instructions.add)
def add(request: AddInstruction, ctx: Context) -> InstructionEntry:
    return InstructionService(ctx).add(request)


@routes.handles(instructions.change)
def change(request: ChangeInstruction, ctx: Context) -> InstructionEntry:
    return InstructionService(ctx).change(request)


@routes.handles(instructions.changes)
def changes(request: ListInstructionChanges, ctx: Context) -> Page[InstructionChange]:
    return InstructionService(ctx).changes(request)


@routes.handles(instructions.export)
def export(request: ExportInstructions, ctx: Context) -> SpreadsheetFile:
    return InstructionFiles(ctx).export(request.form)


@routes.handles(instructions.try_import)
def try_import(request: ImportInstructions, ctx: Context) -> InstructionImport:
    return InstructionFiles(ctx).try_import(request.data)


@routes.handles(instructions.import_file)
def import_file(request: ImportInstructions, ctx: Context) -> InstructionImport:
    return InstructionFiles(ctx).import_file(request.data)
