"""The remote calls about how wall displays are arranged."""

from shared.contract import command, query
from shared.contracts.appointments import DoctorNotFound
from shared.contracts.workstations import WorkstationNotFound
from shared.models.boards import ArrangeDisplay, BoardSetup, PostNotices
from shared.models.common import Nothing
from shared.permissions import Permission
from shared.topics import Topic

setup = query("/boards/setup", Nothing, BoardSetup, allow=Permission.BOARD_ARRANGE)

arrange = command(
    "/boards/{workstation_id}/rooms",
    ArrangeDisplay,
    BoardSetup,
    allow=Permission.BOARD_ARRANGE,
    changes={Topic.BOARDS},
    raises=(WorkstationNotFound,),
)

post_notices = command(
    "/boards/notices",
    PostNotices,
    BoardSetup,
    allow=Permission.BOARD_ARRANGE,
    changes={Topic.BOARDS},
    raises=(DoctorNotFound,),
)
