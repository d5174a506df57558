"""Why a value waits, what became of it, and what is wrong with an analyser, in sentences."""

from datetime import datetime
from typing import Final

from client.core.analyser_words import reason_text
from client.core.i18n import short_date_text, time_text, tr
from client.core.zone import day_of
from client.widgets.tokens import Tone
from shared.models.analysers import AnalyserInfo, AnalyserValue, MessageProblem, ValueState, WaitingRun

STATE_TONES: Final[dict[ValueState, Tone]] = {
    ValueState.ENTERED: "ok",
    ValueState.WAITING: "warn",
    ValueState.DISCARDED: "grey",
    ValueState.NOTED: "grey",
}


def state_word(state: ValueState) -> str:
    return {
        ValueState.ENTERED: tr("Entered"),
        ValueState.WAITING: tr("Waits"),
        ValueState.DISCARDED: tr("Discarded"),
        ValueState.NOTED: tr("Noted"),
    }[state]


def value_text(value: AnalyserValue) -> str:
    return " ".join(part for part in (value.value or "–", value.unit) if part)


def why_text(value: AnalyserValue) -> str:
    return "" if value.reason is None else reason_text(value.reason)


def run_why_text(run: WaitingRun) -> str:
    """One reason that all share, or how many there are."""
    reasons = {value.reason for value in run.waiting}
    first = next(iter(run.waiting), None)
    if first is None or first.reason is None:
        return ""
    return reason_text(first.reason) if len(reasons) == 1 else tr("Several reasons")


def accession_text(run: WaitingRun) -> str:
    return run.accession or tr("No number")


def heard_text(analyser: AnalyserInfo) -> str:
    """What is the matter, where nothing came rightly since; else when it was heard."""
    if analyser.problem is not None and trouble_is_last(analyser):
        return trouble_text(analyser.problem)
    return _last_text(analyser)


def beside_text(analyser: AnalyserInfo) -> str:
    """When that was, and what else there is to say."""
    if analyser.problem is None or analyser.problem_at is None:
        return ""
    what = _last_text(analyser) if trouble_is_last(analyser) else trouble_text(analyser.problem)
    return tr("{when} · {what}", when=_moment(analyser.problem_at), what=what)


def trouble_text(problem: MessageProblem) -> str:
    return {
        MessageProblem.NO_HEADER: tr("What it sent was no message"),
        MessageProblem.OTHER_TYPE: tr("It sent something else than results"),
        MessageProblem.OTHER_VERSION: tr("It speaks another version of HL7"),
        MessageProblem.NOT_PRODUCTION: tr("It sent a message marked as a test"),
        MessageProblem.UNREADABLE_TEXT: tr("Its letters could not be read"),
        MessageProblem.SEGMENT_ORDER: tr("A message held no results"),
        MessageProblem.FIELD_MISSING: tr("A message lacked what it must have"),
        MessageProblem.TOO_LONG: tr("A message was too long"),
        MessageProblem.INCOMPLETE: tr("A message broke off"),
        MessageProblem.NO_COLUMNS: tr("A file lacked the agreed columns"),
        MessageProblem.FOLDER: tr("Its folder can't be read or written"),
    }[problem]


def _last_text(analyser: AnalyserInfo) -> str:
    if analyser.last_message_at is None:
        return tr("Nothing came yet")
    return tr("Last message {when}", when=_moment(analyser.last_message_at))


def trouble_is_last(analyser: AnalyserInfo) -> bool:
    """Whether nothing came rightly since."""
    heard = analyser.last_message_at
    return analyser.problem_at is not None and (heard is None or heard < analyser.problem_at)


def _moment(at: datetime) -> str:
    return tr("{day} {time}", day=short_date_text(day_of(at)), time=time_text(at))
