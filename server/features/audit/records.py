"""Whether the records that only grow, money and stock before all, are what the log says was written."""

from server.core.database import Database
from server.features.audit.archive_repository import ArchiveRepository
from server.features.audit.findings import Finding, Kind, Report
from server.features.audit.record_repository import RecordRepository


def compare_records(database: Database, report: Report) -> None:
    """Adds what differs. While a month of the log lies in a file nobody knows whether a record was never written."""
    with database.transaction() as session:
        records = RecordRepository(session)
        whole_log = not any(archive.restored_at is None for archive in ArchiveRepository(session).archives())
        told = set[str]()
        for form in records.forms():
            if form.reduced:
                continue  # a later version dropped a column: there is nothing left to compare with
            report.records += records.count(form)
            for record, there in records.differing(form):
                kind = Kind.RECORD_CHANGED if there else Kind.RECORD_MISSING
                report.findings.append(Finding(kind, f"{form.table_name} {record}"))
            if whole_log and form.table_name not in told:
                told.add(form.table_name)
                report.findings += [
                    Finding(Kind.RECORD_ADDED, f"{form.table_name} {record}") for record in records.unwritten(form)
                ]
