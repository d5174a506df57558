"""The handlers of the calls about how displays are arranged."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.boards.service import BoardsService
from shared.contracts import boards
from shared.models.boards import ArrangeDisplay, BoardSetup, PostNotices
from shared.models.common import Nothing

routes = Routes()


@routes.handles(boards.setup)
def setup(_: Nothing, ctx: Context) -> BoardSetup:
    return BoardsService(ctx).setup()


@routes.handles(boards.arrange)
def arrange(request: ArrangeDisplay, ctx: Context) -> BoardSetup:
    return BoardsService(ctx).arrange(request)


@routes.handles(boards.post_notices)
def post_notices(request: PostNotices, ctx: Context) -> BoardSetup:
    return BoardsService(ctx).post_notices(request)
