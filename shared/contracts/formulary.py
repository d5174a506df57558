"""The remote calls about the hospital's list of medicines."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.prescriptions import MedicineNotFound
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.errors import Conflict
from shared.ids import MedicineId
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
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class MedicineKnown(Conflict):
    """The same generic, form and strength stands in the list already, perhaps retired."""

    medicine_id: MedicineId


class MedicineMoved(Conflict):
    """Somebody else changed it since it was seen."""


_ALLOW = Permission.FORMULARY_MANAGE
_CHANGES = {Topic.FORMULARY, Topic.PRESCRIPTIONS}

medicines = query("/formulary", ListFormulary, Page[MedicineEntry], allow=_ALLOW)

add = command("/formulary", AddMedicine, MedicineEntry, allow=_ALLOW, changes=_CHANGES, raises=(MedicineKnown,))

change = command(
    "/formulary/{medicine_id}",
    ChangeMedicine,
    MedicineEntry,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(MedicineNotFound, MedicineMoved),
)

changes = query("/formulary/changes", ListMedicineChanges, Page[MedicineChange], allow=_ALLOW)

export = query("/formulary/spreadsheet", ExportMedicines, SpreadsheetFile, allow=_ALLOW)

# A question that is too long for an address: it changes nothing, and its answer needs no keeping.
try_import = command(
    "/formulary/spreadsheet/try",
    ImportMedicines,
    MedicineImport,
    allow=_ALLOW,
    changes=set(),
    raises=(NoSpreadsheet,),
    keyed=False,
)

import_file = command(
    "/formulary/spreadsheet", ImportMedicines, MedicineImport, allow=_ALLOW, changes=_CHANGES, raises=(NoSpreadsheet,)
)
