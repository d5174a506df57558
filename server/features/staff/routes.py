"""The handlers of the calls about people and rooms."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.staff.service import StaffService
from shared.contracts import staff
from shared.models.common import Nothing, Page
from shared.models.staff import DoctorSummary, Hospital, RoomSummary

routes = Routes()


@routes.handles(staff.hospital)
def hospital(_: Nothing, ctx: Context) -> Hospital:
    return StaffService(ctx).hospital()


@routes.handles(staff.doctors)
def doctors(_: Nothing, ctx: Context) -> Page[DoctorSummary]:
    return StaffService(ctx).doctors()


@routes.handles(staff.rooms)
def rooms(_: Nothing, ctx: Context) -> Page[RoomSummary]:
    return StaffService(ctx).rooms()
