"""Words of counting."""

from client.core.i18n import tr
from client.core.medicine_words import form_word
from client.viewmodels.stock.counting import Lines
from client.widgets.tokens import Tone
from shared.models.stock_counts import CountLine, CountPart, CountStatus, StockCount


def part_word(part: CountPart) -> str:
    return {
        CountPart.ALL: tr("The whole store"),
        CountPart.LETTERS: tr("From letter to letter"),
        CountPart.SOON: tr("What expires"),
        CountPart.CONTROLLED: tr("Controlled medicines"),
    }[part]


def part_text(count: StockCount) -> str:
    if count.part is CountPart.LETTERS:
        return tr("{first} to {last}", first=count.first_letter, last=count.last_letter)
    return part_word(count.part)


def status_text(count: StockCount) -> str:
    return {
        CountStatus.OPEN: tr("Being counted"),
        CountStatus.POSTED: tr("Posted"),
        CountStatus.DROPPED: tr("Dropped"),
    }[count.status]


def status_tone(count: StockCount) -> Tone:
    tones: dict[CountStatus, Tone] = {CountStatus.OPEN: "warn", CountStatus.POSTED: "ok", CountStatus.DROPPED: "grey"}
    return tones[count.status]


def lines_text(lines: Lines) -> str:
    return {
        Lines.ALL: tr("All lines"),
        Lines.LEFT: tr("Not counted"),
        Lines.DIFFER: tr("Differences"),
    }[lines]


def line_text(line: CountLine) -> str:
    about = {
        "medicine": line.medicine,
        "strength": line.strength,
        "form": form_word(line.form),
        "batch": line.batch_no,
    }
    if line.quarantined:
        return tr("{medicine} {strength} {form}, batch {batch}, in quarantine", **about)
    return tr("{medicine} {strength} {form}, batch {batch}", **about)
