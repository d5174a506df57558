"""What is refused of reports."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr
from client.core.problem import Problem, info, warn
from shared.contracts import reports

REPORT_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    reports.ReportRunNotFound: lambda _: info(
        tr("This report is not there any more"), tr("Reports are kept for a day. Make it again.")
    ),
    reports.ReportNotReady: lambda _: info(
        tr("The report is not finished"), tr("Wait until it is there, then save it to a file.")
    ),
    reports.SavedReportNotFound: lambda _: warn(
        tr("This saved report does not exist any more"), tr("Nothing was changed. It was removed meanwhile.")
    ),
    reports.ReportNameTaken: lambda e: warn(
        tr("You have a report named “{name}” already", name=e.name), tr("Nothing was saved. Choose another name.")
    ),
    reports.ReportMayNameSomebody: lambda _: warn(
        tr("This report is not sent by e-mail"),
        tr("Nothing was saved. Its rows are reasons in somebody's own words, where a patient may be named."),
    ),
    reports.ReportMailNotFound: lambda _: warn(
        tr("This letter does not exist any more"), tr("Nothing was sent. The report was forgotten meanwhile.")
    ),
    reports.ReportMailOnItsWay: lambda _: info(
        tr("The letter is on its way already"), tr("It went out, or goes out by itself. Nothing was changed.")
    ),
    reports.NoReportsFolder: lambda _: warn(
        tr("No report can be put into a folder here"),
        tr("The server has no folder for reports: send it by e-mail, or whoever looks after it sets HMS_REPORTS_DIR."),
    ),
}
