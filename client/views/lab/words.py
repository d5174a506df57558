"""Sentences of the bench: what is next for a test, how late it is, what a value is, why it can't be."""

from datetime import datetime
from typing import Final

from client.core.i18n import number_text, short_date_text, time_text, tr
from client.core.lab_words import unit_text
from client.core.words import urgency_word
from client.core.zone import day_of
from client.viewmodels.lab.bench import BenchState
from client.viewmodels.lab.entry import EntryLine
from client.viewmodels.lab.worklist import Lens
from client.widgets.tokens import Tone
from shared.models.lab import RejectCause, Urgency, WorkItem, WorkStage
from shared.models.lab_results import PastVersion, ResultLine, VersionCause, VersionInfo
from shared.rules.lab_delta import Change
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_panel import Shares
from shared.rules.lab_ranges import Condition, Flag
from shared.rules.lab_values import Refusal, ValueRefused

URGENCY_TONES: Final[dict[Urgency, Tone]] = {Urgency.STAT: "bad", Urgency.URGENT: "warn"}
URGENCY_ICONS: Final = {Urgency.STAT: "triangle-alert", Urgency.URGENT: "circle-alert"}
STAGE_TONES: Final[dict[WorkStage, Tone]] = {
    WorkStage.COLLECT: "grey",
    WorkStage.RECEIVE: "grey",
    WorkStage.ENTER: "info",
    WorkStage.VERIFY: "warn",
    WorkStage.REVIEW: "warn",
    WorkStage.RELEASE: "primary",
    WorkStage.DELIVER: "ok",
}
FLAG_TONES: Final[dict[Flag, Tone]] = {
    Flag.LOW: "warn",
    Flag.HIGH: "warn",
    Flag.ABNORMAL: "warn",
    Flag.CRITICAL_LOW: "bad",
    Flag.CRITICAL_HIGH: "bad",
    Flag.NO_RANGE: "grey",
}
PREGNANCIES: Final = (Condition.TRIMESTER_1, Condition.TRIMESTER_2, Condition.TRIMESTER_3, Condition.PREGNANT)
_HOUR: Final = 60


def version_title(version: VersionInfo) -> str:
    """Which one it is, why it was made, and why it does not count if it does not."""
    why = {
        VersionCause.FIRST: tr("as first entered"),
        VersionCause.RECOLLECTED: tr("of a tube collected anew"),
        VersionCause.REPEATED: tr("measured again"),
        VersionCause.CORRECTED: tr("corrected"),
        VersionCause.RECOMPUTED: tr("age or sex corrected"),
    }[version.cause]
    if version.reason:
        return tr("Version {n}: {why}, {reason}", n=version.number, why=why, reason=version.reason)
    return tr("Version {n}: {why}", n=version.number, why=why)


def version_facts(version: PastVersion) -> str:
    """Who entered, verified, reviewed and released it, each with the time; what did not happen is not said."""
    by = ", ".join(dict.fromkeys(line.entered.who for line in version.lines if line.entered is not None))
    facts = [tr("entered by {people}", people=by)] if by else []
    if version.verified is not None:
        facts.append(tr("verified {time} by {who}", time=_moment(version.verified.at), who=version.verified.who))
    if version.reviewed is not None:
        facts.append(tr("reviewed {time} by {who}", time=_moment(version.reviewed.at), who=version.reviewed.who))
    if version.released is not None:
        facts.append(tr("released {time} by {who}", time=_moment(version.released.at), who=version.released.who))
    return " · ".join(facts)


def tube_or_analyser(item: WorkItem) -> str:
    """The colour of its cap while it is looked for; afterwards where the results came from."""
    return tr("from {analyser}", analyser=item.analyser) if item.analyser else item.tube


def ordered_by_text(item: WorkItem) -> str:
    """Whom the result is for comes first."""
    if item.requester:
        return tr("requested by {requester}, ordered by {orderer}", requester=item.requester, orderer=item.ordered_by)
    return tr("ordered by {orderer}", orderer=item.ordered_by)


def withdrawn_text(version: VersionInfo) -> str:
    if version.withdrawn_at is None:
        return ""
    time = _moment(version.withdrawn_at)
    if not version.withdrawn_by:
        return tr("Does not count: its tube was rejected {time}", time=time)
    who, why = version.withdrawn_by, version.withdrawn_reason
    return tr("Does not count: abandoned {time} by {who}, {why}", time=time, who=who, why=why)


def _moment(at: datetime) -> str:
    return tr("{day} {time}", day=short_date_text(day_of(at)), time=time_text(at))


def pregnancy_word(state: Condition | None) -> str:
    """Short: the question above it says what it is about."""
    return {
        None: tr("None known"),
        Condition.TRIMESTER_1: tr("1st trimester"),
        Condition.TRIMESTER_2: tr("2nd trimester"),
        Condition.TRIMESTER_3: tr("3rd trimester"),
        Condition.PREGNANT: tr("Weeks not known"),
    }[state]


def stage_word(stage: WorkStage | None) -> str:
    if stage is None:
        return tr("Cancelled")
    return {
        WorkStage.COLLECT: tr("To collect"),
        WorkStage.RECEIVE: tr("To receive"),
        WorkStage.ENTER: tr("To enter"),
        WorkStage.VERIFY: tr("To verify"),
        WorkStage.REVIEW: tr("To review"),
        WorkStage.RELEASE: tr("To release"),
        WorkStage.DELIVER: tr("To deliver"),
    }[stage]


def stage_took(stage: WorkStage | None) -> str:
    """What a span of the turn-around is from and to."""
    return {
        None: tr("From the order to the release"),
        WorkStage.COLLECT: tr("Until the tube was filled"),
        WorkStage.RECEIVE: tr("On the way to the laboratory"),
        WorkStage.ENTER: tr("Measuring and entering"),
        WorkStage.VERIFY: tr("Until it was verified"),
        WorkStage.REVIEW: tr("Until it was reviewed"),
        WorkStage.RELEASE: tr("Until it was released"),
        WorkStage.DELIVER: tr("Until it was given out"),
    }[stage]


def lens_text(lens: Lens, count: int) -> str:
    words = {
        Lens.ALL: tr("All"),
        Lens.COLLECT: tr("Tubes"),
        Lens.ENTER: tr("Enter"),
        Lens.VERIFY: tr("Verify"),
        Lens.URGENT: tr("Urgent"),
        Lens.LATE: tr("Late"),
    }
    return tr("{part}  {n}", part=words[lens], n=number_text(count))


def minutes_left(item: WorkItem, now: datetime) -> int:
    """Negative once it is late; a minute that has begun counts."""
    return int((item.due_at - now).total_seconds() // 60)


def due_text(item: WorkItem, now: datetime) -> str:
    left = minutes_left(item, now)
    if left < 0:
        return tr("{span} late", span=span_text(-left))
    time = time_text(item.due_at)
    return tr("{time} · {span}", time=time, span=span_text(left)) if left < _HOUR else time


def urgency_text(item: WorkItem, now: datetime) -> str:
    words = urgency_word(item.urgency)
    return tr("{urgency}, late", urgency=words) if minutes_left(item, now) < 0 else words


def urgency_icon(item: WorkItem, now: datetime) -> str:
    late = "clock" if minutes_left(item, now) < 0 else ""
    return URGENCY_ICONS.get(item.urgency, late)


def due_tone(item: WorkItem, now: datetime) -> Tone | None:
    left = minutes_left(item, now)
    whole = (item.due_at - item.ordered_at).total_seconds() / 60
    if left < 0:
        return "bad"
    return URGENCY_TONES.get(item.urgency, "warn" if left * 4 < whole else None)


def flag_text(flag: Flag | None) -> str:
    """A sign and a word: colour alone says nothing to one man in twelve."""
    if flag is None:
        return ""
    return {
        Flag.NORMAL: "",
        Flag.LOW: tr("▼ Low"),
        Flag.HIGH: tr("▲ High"),
        Flag.CRITICAL_LOW: tr("▼▼ Critical"),
        Flag.CRITICAL_HIGH: tr("▲▲ Critical"),
        Flag.ABNORMAL: tr("◆ Abnormal"),
        Flag.NO_RANGE: tr("No range"),
        Flag.UNJUDGED: "",
    }[flag]


def flag_mark(flag: Flag) -> str:
    """A sign and a letter, where there is no room for the word."""
    return {
        Flag.NORMAL: "",
        Flag.LOW: tr("▼ L"),
        Flag.HIGH: tr("▲ H"),
        Flag.CRITICAL_LOW: tr("▼▼ L"),
        Flag.CRITICAL_HIGH: tr("▲▲ H"),
        Flag.ABNORMAL: tr("◆ A"),
        Flag.NO_RANGE: "?",
        Flag.UNJUDGED: "",
    }[flag]


def critical_values(state: BenchState) -> str:
    """Potassium 6.9 mmol/L: what is said on the telephone."""
    told = {entry.line.name: entry.line for entry in state.lines}
    return ", ".join(_said(told.get(name), name) for name in state.to_tell)


def _said(line: ResultLine | None, name: str) -> str:
    if line is None or not line.value:
        return name
    return " ".join(part for part in (name, line.value, unit_text(line.unit)) if part)


def sum_text(shares: Shares) -> str:
    total, missing = number_text(shares.total), number_text(abs(shares.missing))
    if shares.missing < 0:
        return tr("The differential adds up to {total} %: {n} too many", total=total, n=missing)
    if not shares.missing:
        return tr("The differential adds up to 100 %")
    if shares.is_whole:
        return tr("The differential adds up to {total} %, not 100", total=total)
    return tr("So far {total} %, {n} missing", total=total, n=missing)


def range_words(text: str, flag: Flag | None) -> str:
    return tr("none for age") if flag is not None and flag.needs_range and not text else text


def change_text(entry: EntryLine) -> str:
    """Against the last result: by how much, and whether somebody has to look."""
    moved = entry.difference
    sign = "" if not moved else "+" if moved > 0 else "−"
    much = "" if moved is None else sign + number_text(abs(moved), entry.line.decimals)
    match entry.change:
        case Change.NONE:
            return much
        case Change.LEAP:
            return tr("{much} ! Check", much=much)
        case Change.IMPOSSIBLE:
            return tr("! Never changes")


def refusal_text(refused: ValueRefused) -> str:
    expected = unit_text(refused.expected)
    return {
        Refusal.EMPTY: tr("Type a value."),
        Refusal.NO_NUMBER: tr("No number. Expected {expected}", expected=expected),
        Refusal.AMBIGUOUS_COMMA: tr("Write a point for decimals and no comma."),
        Refusal.UNKNOWN_UNIT: tr("Unit not known here. Expected {expected}", expected=expected),
        Refusal.NOT_VALID: tr("No patient has such a value. Possible: {expected}", expected=expected),
        Refusal.NO_CHOICE: tr("Choose one of {expected}", expected=expected),
        Refusal.SEVERAL_CHOICES: tr("This could mean {expected}", expected=expected),
        Refusal.NO_TITRE: tr("Write a titre such as {expected}", expected=expected),
        Refusal.NO_COUNT: tr("Write what is seen: {expected}", expected=expected),
    }[refused.refusal]


def not_calculated_text(why: NotCalculated) -> str:
    return {
        NotCalculated.VALUE_MISSING: tr("calculated once the others are there"),
        NotCalculated.TRIGLYCERIDES_TOO_HIGH: tr("not valid with triglycerides from 400 on"),
        NotCalculated.NOT_ADULT: tr("from 18 years on only"),
        NotCalculated.SEX_UNKNOWN: tr("the sex is not known"),
        NotCalculated.NO_SUCH_VALUES: tr("the values cannot belong together"),
    }[why]


def cause_word(cause: RejectCause) -> str:
    return {
        RejectCause.HAEMOLYSED: tr("Haemolysed"),
        RejectCause.CLOTTED: tr("Clotted"),
        RejectCause.TOO_LITTLE: tr("Too little"),
        RejectCause.WRONG_TUBE: tr("Wrong tube"),
        RejectCause.NOT_LABELLED: tr("No label"),
        RejectCause.MISLABELLED: tr("Wrong label"),
        RejectCause.LEAKED: tr("Leaked"),
        RejectCause.TOO_OLD: tr("Too old"),
        RejectCause.LOST: tr("Lost"),
        RejectCause.OTHER: tr("Other"),
    }[cause]


def span_text(minutes: int) -> str:
    if minutes < _HOUR:
        return tr("{minutes} min", minutes=minutes)
    return tr("{hours} h {minutes} min", hours=minutes // _HOUR, minutes=minutes % _HOUR)
