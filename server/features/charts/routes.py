"""The remote calls about a patient's chart, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.charts.service import ChartService
from shared.contracts import charts
from shared.models.charts import (
    Chart,
    ChartBill,
    ChartEvent,
    ChartPrescription,
    ChartTest,
    ChartVisit,
    ListChartBills,
    ListChartEvents,
    ListChartPrescriptions,
    ListChartTests,
    ListChartVisits,
    OpenChart,
)
from shared.models.common import Page

routes = Routes()


@routes.handles(charts.open_chart)
def open_chart(request: OpenChart, ctx: Context) -> Chart:
    return ChartService(ctx).open_chart(request)


@routes.handles(charts.timeline)
def timeline(request: ListChartEvents, ctx: Context) -> Page[ChartEvent]:
    return ChartService(ctx).timeline(request)


@routes.handles(charts.visits)
def visits(request: ListChartVisits, ctx: Context) -> Page[ChartVisit]:
    return ChartService(ctx).visits(request)


@routes.handles(charts.prescriptions)
def prescriptions(request: ListChartPrescriptions, ctx: Context) -> Page[ChartPrescription]:
    return ChartService(ctx).prescriptions(request)


@routes.handles(charts.tests)
def tests(request: ListChartTests, ctx: Context) -> Page[ChartTest]:
    return ChartService(ctx).tests(request)


@routes.handles(charts.bills)
def bills(request: ListChartBills, ctx: Context) -> Page[ChartBill]:
    return ChartService(ctx).bills(request)
