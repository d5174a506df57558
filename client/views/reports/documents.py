"""The documents behind a figure of a report."""

from operator import attrgetter

from client.core.i18n import short_date_text, time_text, tr
from client.core.report_words import cell_text, document_word
from client.core.zone import day_of
from client.viewmodels.dashboard.behind import Listing, paged
from client.views.dashboard.list_sheet import Laid, nothing
from client.widgets.rows import Column
from shared.contracts import reports
from shared.models.reports import (
    CellKind,
    Figure,
    ListDocuments,
    ReportDocument,
    ReportPeriod,
    ReportRequest,
)
from shared.money import Currency


def documents(
    asked: ReportRequest, row: str | None, column: Figure, period: ReportPeriod | None = None
) -> Listing[ReportDocument]:
    """Of one row, or of all of them; of the days that were asked for, or of others."""
    fields = {name: getattr(asked, name) for name in ReportRequest.model_fields} | dict(period or asked.period)
    return paged(reports.documents, ListDocuments(**fields, row=row, column=column))


def laid_documents(kind: CellKind, currency: Currency, *, bills: bool, cards: bool = False) -> Laid[ReportDocument]:
    """`bills`: whether a bill may be opened, else its patient is; `cards`: whether a stock card may be."""
    shown: tuple[Column[ReportDocument], ...] = (
        Column(tr("Day"), lambda row: short_date_text(day_of(row.at)), detail=lambda row: time_text(row.at), width=110),
        Column(tr("What"), lambda row: document_word(row.kind), detail=attrgetter("number"), width=190),
        Column(tr("Patient"), attrgetter("patient"), detail=attrgetter("patient_no"), look="strong"),
        Column(tr("Details"), attrgetter("words")),
    )
    # Of what is counted, each is one: that needs no column.
    amount: Column[ReportDocument] = Column(
        tr("Adds"), lambda row: cell_text(row.amount, kind, currency), look="money", width=130
    )
    return Laid(
        shown if kind is CellKind.COUNT else (*shown, amount),
        key=lambda row: (row.kind, row.id, row.at),
        patient_of=attrgetter("patient_id"),
        bill_of=attrgetter("bill_id") if bills else nothing,
        medicine_of=attrgetter("medicine_id") if cards else nothing,
    )
