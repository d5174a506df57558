"""The settings by topic: the hospital, its papers, its money, its queues, its languages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from client.core.i18n import tr
from client.viewmodels.settings.house_desk import HouseDesk, HouseState
from client.views.settings.facts_form import Entry, FactsForm, Group, choice, line, number, proposed
from client.views.settings.words import group_word, place_word
from client.widgets.basics import Label, Sunken, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from shared.languages import Language
from shared.models.house import LATEST_START, LOGO_SIDE
from shared.money import CURRENCIES, minor_digits
from shared.rules.number_formats import DigitGroups
from shared.rules.queue_order import ReturnPlace

_LOGO_HEIGHT: Final = 64


def build_hospital(desk: HouseDesk) -> FactsForm:
    hours = [(hour, f"{hour:02}:00") for hour in range(LATEST_START + 1)]
    return FactsForm(
        desk,
        (
            Group(
                tr("The hospital"),
                (
                    line("name", tr("Name"), required=True, most=120),
                    line("name_local", tr("Name in the local script")),
                    line("address", tr("Address")),
                    line("phone", tr("Telephone")),
                ),
            ),
            Group(
                tr("Time"),
                (
                    proposed(
                        "timezone",
                        tr("Time zone"),
                        sorted(available_timezones()),
                        says=tr(
                            "As Asia/Dhaka. Every screen and paper shows this clock, whatever a computer's own says."
                        ),
                    ),
                    choice(
                        "day_starts",
                        tr("The business day begins at"),
                        hours,
                        says=tr("Tokens begin anew then, and what comes before belongs to the day before."),
                    ),
                    number(
                        "idle_lock_minutes",
                        tr("A screen locks itself after, minutes"),
                        says=tr("Without a key or the mouse; 0 never locks."),
                    ),
                ),
            ),
        ),
    )


def build_prints(desk: HouseDesk) -> FactsForm:
    return FactsForm(
        desk,
        (
            Group(
                tr("Head of papers"),
                (
                    line(
                        "print_head",
                        tr("One more line"),
                        says=tr("Below address and telephone: a registration number, a web address."),
                    ),
                ),
            ),
            Group(tr("Logo"), (), LogoBox(desk)),
        ),
    )


def build_money(desk: HouseDesk) -> FactsForm:
    form = FactsForm(
        desk,
        (
            Group(
                tr("Money"),
                (
                    proposed(
                        "currency",
                        tr("Currency"),
                        sorted(CURRENCIES),
                        says=tr("Its three letters, as BDT. It stays once money was written in it."),
                    ),
                    number(
                        "cash_step",
                        tr("Cash is rounded to"),
                        places=2,
                        says=tr("The smallest coin in use, as 1 or 0.05; 0 takes every coin."),
                    ),
                    number(
                        "discount_limit",
                        tr("Discount one person may give alone, per cent"),
                        places=2,
                        says=tr("Of a line and of a bill; above it a second person is asked."),
                    ),
                ),
            ),
            Group(
                tr("Numbers and taxes"),
                (
                    choice(
                        "digit_groups",
                        tr("Groups of digits"),
                        [(one, group_word(one)) for one in DigitGroups],
                        says=tr("On screens and papers; either is understood where numbers are typed."),
                    ),
                    line(
                        "tax_default",
                        tr("Tax of a first price"),
                        most=20,
                        says=tr("The code of a tax on the page Prices, as VAT15; empty for none."),
                    ),
                    choice(
                        "tax_inclusive",
                        tr("A new tax is"),
                        ((False, tr("On top of the price")), (True, tr("Within the price"))),
                        says=tr("Proposed when a tax is set; a tax that counts stays as it is."),
                    ),
                ),
            ),
            Group(
                tr("Free follow-up"),
                (
                    number(
                        "followup_free_days",
                        tr("Within so many days"),
                        says=tr("Counted from the new visit, with the same doctor; 0 for never."),
                    ),
                    number("followup_free_visits", tr("So many times")),
                ),
            ),
        ),
    )

    currency, step = form.entries["currency"].field.editor, form.entries["cash_step"].field.editor
    assert isinstance(currency, LineInput)
    assert isinstance(step, NumberInput)

    def fix(state: HouseState) -> None:
        if state.settings is not None:
            currency.setReadOnly(state.settings.currency_fixed)
            step.set_places(minor_digits(state.settings.facts.currency))

    desk.state_changed.connect(fix)
    fix(desk.state)
    return form


def build_visits(desk: HouseDesk) -> FactsForm:
    places = [(place, place_word(place)) for place in ReturnPlace]
    return FactsForm(
        desk,
        (
            Group(
                tr("Queue"),
                (
                    number("no_show_after_calls", tr("Absent after so many calls")),
                    number(
                        "minutes_a_patient",
                        tr("A patient takes, minutes"),
                        says=tr("Expected of a doctor of whom nothing is known yet."),
                    ),
                    choice("return_place", tr("Who comes back from hold gets"), places),
                    number(
                        "return_after",
                        tr("After so many"),
                        says=tr("Only where they come back after some of those who wait."),
                    ),
                ),
            ),
            Group(
                tr("Prescriptions"),
                (
                    number(
                        "prescription_days",
                        tr("Handed out for, days"),
                        says=tr("After it was written; then the doctor is asked for a new one."),
                    ),
                ),
            ),
        ),
    )


def build_languages(desk: HouseDesk) -> FactsForm:
    return FactsForm(
        desk,
        (
            Group(tr("Languages patients are spoken to in"), (_languages(),)),
            Group(
                tr("Patients' phones"),
                (
                    line(
                        "phone_url",
                        tr("Address of the page for phones"),
                        says=tr(
                            "As http://queue.hospital.lan. Empty where phones reach the server by its own address."
                        ),
                    ),
                ),
            ),
        ),
    )


def _languages() -> Entry:
    """One box a place: the first is spoken and shown first."""
    combos: list[Combo[Language | None]] = [
        Combo([*(((None, "–"),) if place else ()), *((one, one.own_name) for one in Language)])
        for place in range(len(Language))
    ]
    names = (tr("First language"), tr("Second language"), tr("Third language"), tr("Fourth language"))
    for combo, name in zip(combos, names, strict=True):
        combo.setAccessibleName(name)
    row = QWidget()
    row.setLayout(hbox(*combos, spacing=8))
    row.setFocusProxy(combos[0])

    def read() -> tuple[Language, ...]:
        return tuple(one for one in (combo.value() for combo in combos) if one is not None)

    def show(languages: Sequence[Language]) -> None:
        for place, combo in enumerate(combos):
            combo.set_value(languages[place] if place < len(languages) else None)

    says = tr("On the wall, on slips and labels, by voice. The screens of staff follow their own computer.")
    return Entry("languages", Field(tr("In this order"), row), read, show, says)


class LogoBox(Sunken):
    """The picture at the head of papers, chosen from a file."""

    def __init__(self, desk: HouseDesk) -> None:
        super().__init__(spacing=8)
        self._desk = desk
        self.picture = QLabel()
        self.picture.setFixedHeight(_LOGO_HEIGHT)
        self.picture.setAccessibleName(tr("Logo"))
        self.words = Label("", "muted", wrap=True)
        self.choose = KeyButton(tr("Choose a picture"), "Alt+P", icon="file-text")
        self.remove = KeyButton(tr("Remove"), "Alt+R", kind="ghost")
        about = tr(
            "A PNG or JPEG; it is made no larger than {side} points and kept as it was on papers of then.",
            side=LOGO_SIDE,
        )
        row = hbox(self.picture, vbox(self.words, Label(about, "small", wrap=True), spacing=4), spacing=16)
        row.setStretch(1, 1)
        self.add(row, hbox(self.choose, self.remove, None))

        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(desk.remove_logo)
        desk.state_changed.connect(self._render)

        self._render(desk.state)

    def choose_file(self, name: str) -> None:
        self._desk.choose_logo(Path(name))

    def _ask(self) -> None:
        pictures = tr("Pictures ({suffixes})", suffixes="*.png *.jpg *.jpeg *.webp *.bmp")
        dialog = QFileDialog(self.window(), tr("Choose a picture"), "", pictures)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.choose_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _render(self, state: HouseState) -> None:
        picture = QPixmap()
        if state.logo:
            picture.loadFromData(state.logo)
        self.picture.setVisible(not picture.isNull())
        if not picture.isNull():
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaledToHeight(_LOGO_HEIGHT, smooth))
        self.remove.setVisible(bool(state.logo))
        self.words.setText(
            tr("This stands at the head of every paper.")
            if state.logo
            else tr("There is no logo: a plain mark stands in its place.")
        )
