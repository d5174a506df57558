"""The remote calls about the hospital's computers."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import ApiError, NotFound
from shared.ids import WorkstationId
from shared.models.common import Nothing, Page
from shared.models.workstations import (
    Certificate,
    OpenPairing,
    Pair,
    Paired,
    PairingCode,
    RevokeWorkstation,
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
