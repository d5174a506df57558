"""The remote calls about confidential records."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.patients import PatientNotFound
from shared.errors import NotFound
from shared.ids import BrokenGlassId
from shared.models.common import Nothing, Page
from shared.models.confidential import BreakGlass, BrokenGlass, ListBrokenGlass, MarkConfidential, SeeBrokenGlass
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class BrokenGlassNotFound(NotFound):
    broken_glass_id: BrokenGlassId


mark = command(
    "/patients/{patient_id}/confidential",
    MarkConfidential,
    Nothing,
    allow=Permission.PATIENTS_CONFIDE,
    changes={Topic.PATIENTS},
    raises=(PatientNotFound,),
)

break_glass = command(
    "/patients/{patient_id}/break-glass",
    BreakGlass,
    Nothing,
    allow=Permission.PATIENTS_VIEW,
    changes={Topic.BROKEN_GLASS},
    raises=(PatientNotFound,),
)

broken_glass = query("/broken-glass", ListBrokenGlass, Page[BrokenGlass], allow=Permission.PATIENTS_CONFIDE)

see = command(
    "/broken-glass/{broken_glass_id}/see",
    SeeBrokenGlass,
    Nothing,
    allow=Permission.PATIENTS_CONFIDE,
    changes={Topic.BROKEN_GLASS},
    raises=(BrokenGlassNotFound,),
)
