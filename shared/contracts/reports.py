"""The remote calls about reports: one is started, asked after, cancelled, opened to its documents, taken as a file."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.reminders import ChannelNotSet
from shared.errors import Conflict, NotFound, StaleVersion
from shared.models.common import Nothing, Page
from shared.models.report_runs import CancelReport, ExportReport, GetReportRun, ReportPerson, ReportRun
from shared.models.reports import ListDocuments, ReportDocuments, StartReport
from shared.models.saved_reports import ForgetReport, MailReportAgain, SavedReport, SaveReport
from shared.models.spreadsheets import SpreadsheetFile
from shared.permissions import Permission
from shared.topics import Topic


class ReportRunNotFound(NotFound):
    """It was never started by this person, or is forgotten by now."""


class ReportNotReady(Conflict):
    """It is still being made, or was cancelled."""


class SavedReportNotFound(NotFound):
    """It is somebody else's, or was forgotten."""


@dataclass(eq=False)
class ReportNameTaken(Conflict):
    """One's own reports are told apart by their names."""

    name: str


class NoReportsFolder(Conflict):
    """The server was given no folder for reports that are made by themselves."""


class ReportMayNameSomebody(Conflict):
    """Its rows are reasons in somebody's words, where a patient may be named: it is not sent by e-mail."""


class ReportMailNotFound(NotFound):
    """It is of somebody else's report, or of one that was forgotten."""


class ReportMailOnItsWay(Conflict):
    """It went out, or goes out by itself: nothing to be sent again."""


_ALLOW = Permission.REPORTS_VIEW

# Not keyed: making a report twice changes nothing, and its answer is no record to be kept.
start = command(
    "/reports",
    StartReport,
    ReportRun,
    allow=_ALLOW,
    changes=set(),
    raises=(ReportRunNotFound,),
    keyed=False,
)

progress = query("/reports/{run_id}", GetReportRun, ReportRun, allow=_ALLOW, raises=(ReportRunNotFound,))

cancel = command(
    "/reports/{run_id}/cancel",
    CancelReport,
    Nothing,
    allow=_ALLOW,
    changes=set(),
    raises=(ReportRunNotFound,),
    keyed=False,
)

documents = query("/report-documents", ListDocuments, ReportDocuments, allow=_ALLOW)

people = query("/report-people", Nothing, Page[ReportPerson], allow=_ALLOW)

export = command(
    "/reports/{run_id}/file",
    ExportReport,
    SpreadsheetFile,
    allow=_ALLOW,
    changes=set(),
    raises=(ReportRunNotFound, ReportNotReady),
    keyed=False,
)

saved = query("/saved-reports", Nothing, Page[SavedReport], allow=_ALLOW)

save = command(
    "/saved-reports",
    SaveReport,
    SavedReport,
    allow=_ALLOW,
    changes={Topic.SAVED_REPORTS},
    raises=(SavedReportNotFound, StaleVersion, ReportNameTaken, NoReportsFolder, ChannelNotSet, ReportMayNameSomebody),
)

forget = command(
    "/saved-reports/{saved_id}/removal",
    ForgetReport,
    Nothing,
    allow=_ALLOW,
    changes={Topic.SAVED_REPORTS},
    raises=(SavedReportNotFound, StaleVersion),
)

mail_again = command(
    "/report-mails/{mail_id}/again",
    MailReportAgain,
    SavedReport,
    allow=_ALLOW,
    changes={Topic.SAVED_REPORTS},
    raises=(ReportMailNotFound, StaleVersion, ReportMailOnItsWay),
)
