"""The remote calls about the hospital's computers."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import WorkstationId
from shared.models.common import Nothing, Page
from shared.models.workstations import (
    Certificate,
    ChangeWorkstation,
    ChoosePrinters,
    OpenPairing,
    Pair,
    Paired,
    PairingCode,
    ReportWorkstation,
    RevokeWorkstation,
    Workplace,
    WorkstationSummary,
)
from shared.permissions import Access, Permission
from shared.topics import Topic


class PairingRefused(ApiError):
    """No pairing is open, its code is another one, or something stands between computer and server."""

    status = 403


@dataclass(eq=False)
class WorkstationNotFound(NotFound):
    workstation_id: WorkstationId


class StaysADisplay(Conflict):
    """A wall display can't become a workplace, nor a workplace a display: pair it anew."""


certificate = query("/workstations/certificate", Nothing, Certificate, allow=Access.ANYONE)

pair = command(
    "/workstations/pair",
    Pair,
    Paired,
    allow=Access.ANYONE,
    changes={Topic.WORKSTATIONS},
    raises=(PairingRefused,),
    keyed=False,
)

open_pairing = command(
    "/workstations/open-pairing",
    OpenPairing,
    PairingCode,
    allow=Permission.WORKSTATIONS_MANAGE,
    changes=set(),
    keyed=False,
)

workstations = query("/workstations", Nothing, Page[WorkstationSummary], allow=Permission.WORKSTATIONS_MANAGE)

revoke = command(
    "/workstations/{workstation_id}/revoke",
    RevokeWorkstation,
    Nothing,
    allow=Permission.WORKSTATIONS_MANAGE,
    changes={Topic.WORKSTATIONS},
    raises=(WorkstationNotFound,),
)

change = command(
    "/workstations/{workstation_id}",
    ChangeWorkstation,
    Nothing,
    allow=Permission.WORKSTATIONS_MANAGE,
    changes={Topic.WORKSTATIONS},
    raises=(WorkstationNotFound, StaysADisplay),
)

choose_printers = command(
    "/workstations/{workstation_id}/printers",
    ChoosePrinters,
    Nothing,
    allow=Permission.WORKSTATIONS_MANAGE,
    changes={Topic.WORKSTATIONS},
    raises=(WorkstationNotFound,),
)

# No topic by itself: a hundred computers that report after an outage would make each page ask a hundred times.
report = command("/workstations/report", ReportWorkstation, Workplace, allow=Access.PAIRED, changes=set(), keyed=False)
