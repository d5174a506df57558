"""The remote calls about vital signs, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.vitals.service import VitalsService
from shared.contracts import vitals
from shared.models.common import Nothing, Page
from shared.models.vitals import ListVitals, MeasuredVisit, RecordVitals, Vitals, WithdrawVitals

routes = Routes()


@routes.handles(vitals.record)
def record(request: RecordVitals, ctx: Context) -> Vitals:
    return VitalsService(ctx).record(request)


@routes.handles(vitals.withdraw)
def withdraw(request: WithdrawVitals, ctx: Context) -> Vitals:
    return VitalsService(ctx).withdraw(request)


@routes.handles(vitals.of_patient)
def of_patient(request: ListVitals, ctx: Context) -> Page[Vitals]:
    return VitalsService(ctx).of_patient(request)


@routes.handles(vitals.measured_today)
def measured_today(_request: Nothing, ctx: Context) -> Page[MeasuredVisit]:
    return VitalsService(ctx).measured_today()
