"""The remote calls that keep up the laboratory's catalogue: tests, what they measure, ranges, and their spreadsheet."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import ApiError, NotFound, StaleVersion
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
from shared.permissions import Permission
from shared.rules.lab_catalogue import CatalogueProblem
from shared.topics import Topic


class NotInCatalogue(NotFound):
    """There is no such laboratory, test or line of a test."""


@dataclass(eq=False)
class CatalogueRefused(ApiError):
    """What would flag a patient wrongly, or contradict the rest of the catalogue; nothing was changed."""

    status = 422
    problem: CatalogueProblem
    field: str
    detail: str
    line: int
    """Which of the ranges, from 1 on; 0 where it is none of them."""


@dataclass(eq=False)
class NoSpreadsheet(ApiError):
    """The file can't be read, or lacks a sheet or a column, which `missing` names; nothing was imported."""

    status = 422
    missing: str


_ALLOW = Permission.TEST_CATALOGUE_EDIT
_CHANGES = {Topic.TEST_CATALOGUE, Topic.LAB}
_OF_ENTRY = (NotInCatalogue, CatalogueRefused, StaleVersion)

labs = query("/test-catalogue/labs", Nothing, Page[CatalogueLab], allow=_ALLOW)

tests = query("/test-catalogue/tests", ListCatalogue, Page[CatalogueTest], allow=_ALLOW)

test = query("/test-catalogue/tests/{test_type_id}", GetTest, TestDetails, allow=_ALLOW, raises=(NotInCatalogue,))

history = query("/test-catalogue/changes", ListChanges, Page[CatalogueChange], allow=_ALLOW)

add_lab = command(
    "/test-catalogue/labs", AddLab, CatalogueLab, allow=_ALLOW, changes=_CHANGES, raises=(CatalogueRefused,)
)

change_lab = command(
    "/test-catalogue/labs/{lab_id}", ChangeLab, CatalogueLab, allow=_ALLOW, changes=_CHANGES, raises=_OF_ENTRY
)

add_test = command(
    "/test-catalogue/tests",
    AddTest,
    TestDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(NotInCatalogue, CatalogueRefused),
)

change_test = command(
    "/test-catalogue/tests/{test_type_id}", ChangeTest, TestDetails, allow=_ALLOW, changes=_CHANGES, raises=_OF_ENTRY
)

add_analyte = command(
    "/test-catalogue/tests/{test_type_id}/analytes",
    AddAnalyte,
    TestDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(NotInCatalogue, CatalogueRefused),
)

change_analyte = command(
    "/test-catalogue/analytes/{analyte_id}",
    ChangeAnalyte,
    TestDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=_OF_ENTRY,
)

retire_analyte = command(
    "/test-catalogue/analytes/{analyte_id}/retire",
    RetireAnalyte,
    TestDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=_OF_ENTRY,
)

save_ranges = command(
    "/test-catalogue/analytes/{analyte_id}/ranges",
    SaveRanges,
    TestDetails,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=_OF_ENTRY,
)

export = query("/test-catalogue/spreadsheet", Nothing, SpreadsheetFile, allow=_ALLOW)

# A question that is too long for an address: it changes nothing, and its answer needs no keeping.
try_import = command(
    "/test-catalogue/spreadsheet/try",
    ImportCatalogue,
    ImportReport,
    allow=_ALLOW,
    changes=set(),
    raises=(NoSpreadsheet,),
    keyed=False,
)

import_file = command(
    "/test-catalogue/spreadsheet",
    ImportCatalogue,
    ImportReport,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(NoSpreadsheet,),
)
