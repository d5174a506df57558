"""The remote calls about reports, bound to what answers them."""

from pathlib import Path

from server.core.context import Context
from server.core.routes import Routes
from server.features.reports.exporting import ExportService
from server.features.reports.runner import ReportRunner
from server.features.reports.saving import SavingService
from server.features.reports.service import ReportService
from shared.contracts import reports
from shared.models.common import Nothing, Page
from shared.models.report_runs import CancelReport, ExportReport, GetReportRun, ReportPerson, ReportRun
from shared.models.reports import ListDocuments, ReportDocuments, StartReport
from shared.models.saved_reports import ForgetReport, MailReportAgain, SavedReport, SaveReport
from shared.models.spreadsheets import SpreadsheetFile


def reports_routes(runner: ReportRunner, folder: Path | None) -> Routes:  # noqa: C901 one handler a call, none with a branch
    """`runner` makes them, on connections of its own; in `folder` lie those that are made by themselves."""
    routes = Routes()

    @routes.handles(reports.start)
    def start(request: StartReport, ctx: Context) -> ReportRun:
        return ReportService(ctx, runner).start(request)

    @routes.handles(reports.progress)
    def progress(request: GetReportRun, ctx: Context) -> ReportRun:
        return ReportService(ctx, runner).run(request.run_id)

    @routes.handles(reports.cancel)
    def cancel(request: CancelReport, ctx: Context) -> Nothing:
        ReportService(ctx, runner).cancel(request.run_id)
        return Nothing()

    @routes.handles(reports.documents)
    def documents(request: ListDocuments, ctx: Context) -> ReportDocuments:
        return ReportService(ctx, runner).documents(request)

    @routes.handles(reports.people)
    def people(_: Nothing, ctx: Context) -> Page[ReportPerson]:
        return ReportService(ctx, runner).people()

    @routes.handles(reports.export)
    def export(request: ExportReport, ctx: Context) -> SpreadsheetFile:
        return ExportService(ctx, runner).export(request)

    @routes.handles(reports.saved)
    def saved(_: Nothing, ctx: Context) -> Page[SavedReport]:
        return SavingService(ctx, folder).saved()

    @routes.handles(reports.save)
    def save(request: SaveReport, ctx: Context) -> SavedReport:
        return SavingService(ctx, folder).save(request)

    @routes.handles(reports.forget)
    def forget(request: ForgetReport, ctx: Context) -> Nothing:
        SavingService(ctx, folder).forget(request)
        return Nothing()

    @routes.handles(reports.mail_again)
    def mail_again(request: MailReportAgain, ctx: Context) -> SavedReport:
        return SavingService(ctx, folder).mail_again(request)

    return routes
