"""Reports that are made by themselves, as people read of them: how often, and what became of the last."""

from datetime import datetime
from typing import Final

from client.core.i18n import short_date_text, time_text, tr, trn
from client.core.report_words import report_word
from client.core.zone import day_of
from client.viewmodels.reports.statistics import period_text
from shared.models.reminders import MessageState
from shared.models.saved_reports import Outcome, ReportMail, Rhythm, SavedReport, ScheduledFile

_MOST_LINES: Final = 8


def kept_detail(kept: SavedReport) -> str:
    """How often, and how the last of it went."""
    if kept.choice is None:
        return tr("There is no such report any more")
    if kept.schedule is None:
        return report_word(kept.choice.kind)
    often = {
        Rhythm.DAILY: tr("Every day"),
        Rhythm.WEEKLY: tr("Every week"),
        Rhythm.MONTHLY: tr("Every month"),
    }[kept.schedule.rhythm]
    if kept.last is None:
        return tr("{often} · not due yet", often=often)
    bad = next((due for due in (kept.last, *kept.earlier) if due.is_bad), None)
    if bad is not None:
        return tr("{often} · failed {day}", often=often, day=short_date_text(day_of(bad.made_at)))
    return tr("{often} · made {day}", often=often, day=short_date_text(day_of(kept.last.made_at)))


def due_text(kept: SavedReport) -> str:
    """What became of it when it was last due, and before that, where somebody has to look at it."""
    if kept.last is None:
        return ""
    before: list[str] = []
    for due in kept.earlier:
        before += [last_text(due)] * (due.outcome is not Outcome.MADE)
        days = period_text(due.period)
        before += [tr("Of {days}: {letter}", days=days, letter=mail_text(mail)) for mail in due.mails]
    left = len(before) - _MOST_LINES
    more = [trn("and {n} more", "and {n} more", left)] if left > 0 else []
    return "\n".join([last_text(kept.last), *map(mail_text, kept.last.mails), *before[:_MOST_LINES], *more])


def last_text(last: ScheduledFile) -> str:
    """What became of it when it was last due, and what there is to be done."""
    of = period_text(last.period)
    if last.outcome is Outcome.MADE:
        return tr("Last made {when}: {file}", when=_when(last.made_at), file=last.file)
    if last.outcome is Outcome.NO_RIGHT:
        return tr("Of {days} it was not made: who kept it may not see it any more.", days=of)
    why = {
        Outcome.TOO_LONG: tr(
            "Of {days} it took too long and was given up. Narrow it, or have it made more often, of fewer days.",
            days=of,
        ),
        Outcome.UNWRITABLE: tr(
            "Of {days} it could not be put into the server's folder. Whoever looks after the server sees to it that "
            "the folder is there, may be written and has room.",
            days=of,
        ),
        Outcome.FAILED: tr("Of {days} the server could not make it.", days=of),
    }[last.outcome]
    if last.again_at is not None:
        return tr("{why} It is tried again {when}.", why=why, when=_when(last.again_at))
    return tr("{why} It is not tried again: show it and save it to a file.", why=why)


def mail_text(mail: ReportMail) -> str:
    if mail.waits_since is not None and mail.state in (MessageState.PLANNED, MessageState.FAILED):
        return _waits_text(mail, _when(mail.waits_since))
    match mail.state:
        case MessageState.ACCEPTED:
            return tr("{address}: went out {when}", address=mail.address, when=_when(mail.at))
        case MessageState.PLANNED | MessageState.SENDING:
            if mail.code:
                return tr(
                    "{address}: not taken yet ({code}), tried again {when}",
                    address=mail.address,
                    code=mail.code,
                    when=_when(mail.at),
                )
            return tr("{address}: goes out {when}", address=mail.address, when=_when(mail.at))
        case MessageState.PERHAPS:
            return tr("{address}: perhaps it went out; sent again, it may come twice", address=mail.address)
        case MessageState.FAILED if mail.code:
            return tr(
                "{address}: refused by the mail server ({code}). Look at the address.",
                address=mail.address,
                code=mail.code,
            )
        case MessageState.FAILED:
            return tr("{address}: no letter can be addressed to it", address=mail.address)
        case MessageState.SKIPPED:
            return tr("{address}: not sent any more", address=mail.address)


def _waits_text(mail: ReportMail, since: str) -> str:
    """Of the house and its mail server, not of the address."""
    if mail.code:
        why = tr("since {since} the mail server takes nothing from the hospital ({code})", since=since, code=mail.code)
    else:
        why = tr("since {since} the mail server cannot be reached", since=since)
    if mail.state is MessageState.FAILED:
        return tr("{address}: given up, {why}", address=mail.address, why=why)
    return tr("{address}: {why}, tried again {when}", address=mail.address, why=why, when=_when(mail.at))


def _when(at: datetime) -> str:
    return tr("{day} {time}", day=short_date_text(day_of(at)), time=time_text(at))
