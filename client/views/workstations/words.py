"""Computers, papers and printers as people read them."""

from collections.abc import Sequence

from client.core.i18n import tr, trn
from client.printing.printers import FailureReason
from client.printing.sentences import failure_text
from client.widgets.tokens import Tone
from shared.models.documents import PaperKind
from shared.models.workstations import NetworkPrinter, Printer, Printers, ReportWorkstation, WorkstationSummary


def papers() -> tuple[tuple[PaperKind, str], ...]:
    """Each that has a printer of its own, with its name."""
    return (
        (PaperKind.TOKEN, tr("Token slips")),
        (PaperKind.RECEIPT, tr("Receipts and vouchers")),
        (PaperKind.BILL, tr("Bills, claims, money reports")),
        (PaperKind.PRESCRIPTION, tr("Prescriptions")),
        (PaperKind.MEDICINE_LABEL, tr("Medicine labels")),
        (PaperKind.TEST_REPORT, tr("Laboratory reports")),
        (PaperKind.STICKER, tr("Stickers and tube labels")),
        (PaperKind.CARD, tr("Patient cards")),
        (PaperKind.REFERRAL, tr("Referral letters")),
        (PaperKind.CERTIFICATE, tr("Sick-leave certificates")),
        (PaperKind.PURCHASE_ORDER, tr("Purchase orders")),
    )


def printer_text(printer: Printer | None) -> str:
    if printer is None:
        return tr("Folder “prints” of that computer")
    if isinstance(printer, NetworkPrinter):
        return tr("Receipt printer at {host}", host=address_text(printer))
    return printer.printer


def address_text(printer: NetworkPrinter) -> str:
    """With its port only where that is not the usual one."""
    usual = NetworkPrinter.model_fields["port"].default
    return printer.host if printer.port == usual else f"{printer.host}:{printer.port}"


def printers_of(workstation: WorkstationSummary) -> Printers:
    """Where it prints: as chosen here, else as its own file says."""
    if workstation.printers is not None:
        return workstation.printers
    return workstation.report.printers if workstation.report else {}


def state_text(workstation: WorkstationSummary, people: Sequence[str]) -> str:
    report = workstation.report
    if workstation.revoked:
        return tr("Revoked")
    if report is not None and report.stuck:
        return trn("{n} paper waits", "{n} papers wait", report.stuck)
    if workstation.outdated:
        return tr("Another version")
    return tr("In use") if people else tr("Ready")


def state_tone(workstation: WorkstationSummary, people: Sequence[str]) -> Tone:
    report = workstation.report
    if workstation.revoked:
        return "grey"
    if workstation.outdated or (report is not None and report.stuck):
        return "warn"
    return "ok" if people else "info"


def trouble_text(report: ReportWorkstation | None) -> str:
    """Why its oldest paper waits, and what to do; nothing where all is printed."""
    if report is None or not report.stuck:
        return ""
    try:
        return failure_text(FailureReason(report.trouble))
    except ValueError:  # of another version
        return tr("Look at its printer.")
