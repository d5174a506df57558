"""The remote calls about the hospital's list of instructions to patients."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.errors import Conflict, NotFound
from shared.ids import InstructionId
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
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class InstructionNotFound(NotFound):
    instruction_id: InstructionId


@dataclass(eq=False)
class InstructionKnown(Conflict):
    """The same code stands in the list in that language already, perhaps retired."""

    instruction_id: InstructionId


class InstructionMoved(Conflict):
    """Somebody else changed it since it was seen."""


_ALLOW = Permission.FORMULARY_MANAGE
_CHANGES = {Topic.FORMULARY}

instructions = query("/instruction-list", ListInstructions, Page[InstructionEntry], allow=_ALLOW)

add = command(
    "/instruction-list", AddInstruction, InstructionEntry, allow=_ALLOW, changes=_CHANGES, raises=(InstructionKnown,)
)

change = command(
    "/instruction-list/{instruction_id}",
    ChangeInstruction,
    InstructionEntry,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(InstructionNotFound, InstructionMoved),
)

changes = query("/instruction-list/changes", ListInstructionChanges, Page[InstructionChange], allow=_ALLOW)

export = query("/instruction-list/spreadsheet", ExportInstructions, SpreadsheetFile, allow=_ALLOW)

# A question that is too long for an address: it changes nothing, and its answer needs no keeping.
try_import = command(
    "/instruction-list/spreadsheet/try",
    ImportInstructions,
    InstructionImport,
    allow=_ALLOW,
    changes=set(),
    raises=(NoSpreadsheet,),
    keyed=False,
)

import_file = command(
    "/instruction-list/spreadsheet",
    ImportInstructions,
    InstructionImport,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(NoSpreadsheet,),
)
