"""Words of the pharmacy's counter."""

from decimal import Decimal

from client.core.i18n import tr, trn
from client.core.medicine_words import dose_text, duration_text, form_word, often_words, route_word
from client.core.stock_problems import quantity_text
from client.viewmodels.pharmacy.giving import CounterLine, Obstacle, Pick
from client.widgets.tokens import Tone
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import Route

_HOUR = 60
_DAY = 24 * 60


def waited_text(minutes: int) -> str:
    if minutes < _HOUR:
        return tr("{minutes} min", minutes=minutes)
    if minutes < _DAY:
        return tr("{hours} h {minutes} min", hours=minutes // _HOUR, minutes=minutes % _HOUR)
    return trn("{n} day", "{n} days", minutes // _DAY)


def product_text(line: CounterLine) -> str:
    return tr("{medicine} {form}", medicine=line.medicine, form=form_word(line.form))


def prescribed_text(line: CounterLine) -> str:
    item = line.line.item
    return tr("{medicine} {strength} {form}", medicine=item.medicine, strength=item.strength, form=form_word(item.form))


def taking_text(line: CounterLine) -> str:
    """1 tablet, three times a day, 5 days. After food. Of a substitute in the dose that comes to the same."""
    item = line.line.item
    given = line.intent.substitute or item
    said = [
        dose_text(given.dose, given.form, given.strength),
        "" if item.route is Route.ORAL else route_word(item.route),
        often_words(item.frequency, item.needed_for, item.most_a_day),
        duration_text(item.days),
        item.instruction,
    ]
    return " · ".join(part for part in said if part)


def instead_text(line: CounterLine) -> str:
    return tr("Instead of {medicine}", medicine=prescribed_text(line)) if line.intent.substitute else ""


def pick_text(pick: Pick) -> str:
    return tr(
        "{quantity} × {batch}, {month}",
        quantity=quantity_text(pick.quantity),
        batch=pick.batch.batch_no,
        month=f"{pick.batch.expires_on:%m/%Y}",
    )


def first_batch_text(line: CounterLine) -> str:
    if not line.gives:
        return ""
    return pick_text(line.picks[0]) if line.picks else ""


def other_batches_text(line: CounterLine) -> str:
    others = line.picks[1:] if line.gives else ()
    if not others:
        return ""
    if len(others) == 1:
        return pick_text(others[0])
    return trn("and {n} more batch", "and {n} more batches", len(others))


def of_text(line: CounterLine) -> str:
    quantity = line.line.item.quantity
    return "–" if quantity is None else str(quantity)


def before_text(line: CounterLine) -> str:
    """What was given of it at an earlier turn."""
    return tr("{given} given", given=quantity_text(line.line.given)) if line.line.given else ""


def give_text(line: CounterLine) -> str:
    quantity = line.quantity
    if line.outcome is not Outcome.GIVEN:
        return "–"
    return "?" if quantity is None else quantity_text(quantity)


def shelf_text(line: CounterLine) -> str:
    """What lies there: said where it is not enough, and where it is."""
    if line.is_settled and line.outcome is None:
        return ""
    if not line.on_hand:
        return tr("none left")
    if is_short(line):
        return tr("only {left} left", left=quantity_text(line.on_hand))
    return tr("{left} there", left=quantity_text(line.on_hand))


def is_short(line: CounterLine) -> bool:
    if line.is_settled and line.outcome is None:
        return False
    wanted = max(line.left or Decimal(0), line.intent.quantity or Decimal(0))
    return line.on_hand < wanted or not line.on_hand


def state_text(line: CounterLine) -> str:
    if line.obstacle is not None:
        return obstacle_word(line.obstacle)
    match line.outcome:
        case Outcome.HELD:
            return tr("Hold")
        case Outcome.REFUSED:
            return tr("Refuse")
        case Outcome.GIVEN:
            if not line.gives:
                return tr("None left")
            if line.intent.substitute:
                return tr("Substitute")
            return tr("Part") if line.is_partial else tr("Give")
        case None:
            return tr("Refused") if line.line.outcome is Outcome.REFUSED else tr("Given")


def state_tone(line: CounterLine) -> Tone:
    if line.obstacle is not None:
        return "bad"
    match line.outcome:
        case Outcome.HELD:
            return "warn"
        case Outcome.REFUSED:
            return "bad"
        case Outcome.GIVEN:
            if not line.gives:
                return "bad"
            return "info" if line.intent.substitute else "warn" if line.is_partial else "ok"
        case None:
            return "grey"


def obstacle_word(obstacle: Obstacle) -> str:
    return {
        Obstacle.HOW_MANY: tr("How many?"),
        Obstacle.TOO_MANY: tr("Too many"),
        Obstacle.NOT_THERE: tr("Not there"),
    }[obstacle]


def obstacle_text(line: CounterLine) -> str:
    assert line.obstacle is not None
    left, there = quantity_text(line.left or Decimal(0)), quantity_text(line.on_hand)
    return {
        Obstacle.HOW_MANY: tr("{medicine}: say how many", medicine=line.medicine),
        Obstacle.TOO_MANY: tr("{medicine}: only {left} left to give", medicine=line.medicine, left=left),
        Obstacle.NOT_THERE: tr("{medicine}: only {left} left on the shelf", medicine=line.medicine, left=there),
    }[line.obstacle]


def reason_text(line: CounterLine) -> str:
    """Why something else than prescribed is done, now or the last time."""
    if line.intent.reason:
        return line.intent.reason
    if line.line.reason and line.line.outcome is Outcome.HELD:
        return tr("Held before: {reason}", reason=line.line.reason)
    if line.line.reason and line.line.outcome is Outcome.REFUSED:
        return tr("Refused: {reason}", reason=line.line.reason)
    return line.line.reason
