"""Sentences about reports that are handed over: what is held back and why, what was given to whom."""

from client.core.i18n import datetime_text, tr, trn
from client.core.lab_words import taken_by_text
from client.viewmodels.lab.delivery import DeliveryState, Waiting, is_issued_again, may_be_given
from client.widgets.tokens import Tone
from shared.models.lab_reports import ReportState, ReportToGive
from shared.models.lab_results import Delivery


def state_word(report: ReportToGive) -> tuple[str, Tone]:
    if not may_be_given(report):
        return tr("Hold back"), "bad"
    if is_issued_again(report):
        return (tr("Corrected"), "warn") if report.value_corrected else (tr("Re-issued"), "warn")
    return (tr("Given out"), "grey") if report.state is ReportState.DELIVERED else (tr("Ready"), "ok")


def row_word(row: Waiting) -> tuple[str, Tone]:
    if row.is_held:
        return tr("Hold back"), "bad"
    if row.is_corrected:
        return tr("Corrected"), "warn"
    return (tr("Given out"), "grey") if row.is_given else (tr("Ready"), "ok")


def correction_text(report: ReportToGive) -> str:
    """Said aloud: why it is not the paper that somebody may have. Empty for all others."""
    held = not may_be_given(report)
    if not held and not is_issued_again(report):
        return ""
    old = [delivery for delivery in report.deliveries if held or delivery.number != report.number]
    said = [_held_text(report) if held else _again_text(report)]
    if report.reasons:
        said.append(tr("Why: {reasons}.", reasons="; ".join(reason.rstrip(".") for reason in report.reasons)))
    if old:
        said.append(tr("The old paper was given to {who}: ask for it back.", who=taken_by_text(old[-1])))
    return " ".join(said)


def given_text(delivery: Delivery) -> str:
    return tr(
        "{at}: version {n} to {who}, by {by}",
        at=datetime_text(delivery.given.at),
        n=delivery.number,
        who=taken_by_text(delivery),
        by=delivery.given.who,
    )


def copy_text(report: ReportToGive) -> str:
    """What the next print will say of itself."""
    given = sum(delivery.number == report.number for delivery in report.deliveries)
    return tr("prints as DUPLICATE {number}", number=given) if given and may_be_given(report) else ""


def hints(state: DeliveryState) -> list[tuple[str, Tone]]:
    """What to tell the patient beside the reports; nothing of it stops anybody."""
    said: list[tuple[str, Tone]] = []
    waiting = sum({report.appointment_id: report.still_open for report in state.reports}.values())
    if waiting:
        said.append(
            (
                trn(
                    "{n} more test of these visits is not ready yet.",
                    "{n} more tests of these visits are not ready yet.",
                    waiting,
                ),
                "info",
            )
        )
    unpaid = [report.test for report in state.chosen_reports if report.unpaid]
    if unpaid:
        said.append((tr("Not paid yet: {tests}.", tests=", ".join(unpaid)), "warn"))
    return said


def _held_text(report: ReportToGive) -> str:
    if report.state is ReportState.REJUDGING:
        return tr("Do not hand it out: the patient's age or sex was corrected, and the laboratory issues it again.")
    return tr("Do not hand it out: a result was wrong, and the laboratory makes a new version.")


def _again_text(report: ReportToGive) -> str:
    if report.value_corrected:
        return tr("Corrected: version {n} takes the place of version {old}.", n=report.number, old=report.replaces)
    return tr(
        "Issued again, for the patient's age or sex was corrected: version {n} takes the place of version {old}.",
        n=report.number,
        old=report.replaces,
    )
