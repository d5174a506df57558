"""The handlers of the calls about roles."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.roles.service import RoleService
from shared.contracts import roles
from shared.models.common import Nothing, Page
from shared.models.roles import AddRole, RemoveRole, RenameRole, RoleDetails, SaveRoles

routes = Routes()


@routes.handles(roles.all_roles)
def all_roles(_: Nothing, ctx: Context) -> Page[RoleDetails]:
    return RoleService(ctx).all_roles()


@routes.handles(roles.add)
def add(request: AddRole, ctx: Context) -> RoleDetails:
    return RoleService(ctx).add(request)


@routes.handles(roles.rename)
def rename(request: RenameRole, ctx: Context) -> RoleDetails:
    return RoleService(ctx).rename(request)


@routes.handles(roles.save)
def save(request: SaveRoles, ctx: Context) -> Page[RoleDetails]:
    return RoleService(ctx).save(request)


@routes.handles(roles.remove)
def remove(request: RemoveRole, ctx: Context) -> Nothing:
    RoleService(ctx).remove(request)
    return Nothing()
