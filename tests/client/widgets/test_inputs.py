from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from client.widgets.basics import box, hbox, vbox
from client.widgets.choices import Chips, Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput, MoneyInput, NumberInput, TextArea

SEXES = (("f", "Female"), ("m", "Male"), ("o", "Other"))


def test_a_field_names_its_editor_for_those_who_listen(qtbot):
    field = Field("Mobile", LineInput(), required=True)
    qtbot.addWidget(field)

    assert field.editor.accessibleName() == "Mobile, required"
    assert field.label.text() == "Mobile *"


def test_an_error_is_shown_spoken_and_takes_no_new_room(shown):
    field = shown(Field("Mobile", LineInput()))
    height = field.sizeHint().height()

    field.set_error("11 digits needed")

    assert field.editor.accessibleDescription() == "11 digits needed"
    assert field.editor.property("invalid") is True
    assert field.sizeHint().height() == height

    field.set_error("")

    assert not field.has_error
    assert field.editor.property("invalid") is False


def test_a_fields_key_brings_the_cursor_there(shown, qtbot):
    field = Field("Tendered", MoneyInput(), key="Alt+T")
    window = shown(box(hbox(LineInput(), field)))

    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)

    assert field.editor.hasFocus()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1100", "1100"),
        ("1,100.50", "1100.50"),
        (" 12 ", "12"),
        ("১২৩", "123"),
        ("−5", "-5"),
        ("1.005", None),
        ("", None),
        ("abc", None),
        ("inf", None),
    ],
)
def test_money_comes_out_exact_or_not_at_all(qtbot, typed, amount):
    editor = MoneyInput()
    qtbot.addWidget(editor)
    editor.setText(typed)

    assert editor.amount() == (None if amount is None else Decimal(amount))


def test_money_has_no_more_places_than_its_currency(qtbot):
    editor = MoneyInput()
    qtbot.addWidget(editor)
    editor.setText("1.005")

    editor.set_places(3)
    in_dinars = editor.amount()
    editor.set_places(0)

    assert in_dinars == Decimal("1.005")
    assert editor.amount() is None


def test_money_is_tidied_when_the_cursor_leaves(shown, qtbot):
    editor = MoneyInput()
    other = LineInput()
    shown(box(vbox(editor, other)))
    editor.setFocus()
    qtbot.keyClicks(editor, "1100.5")

    other.setFocus()

    assert editor.text() == "1,100.50"


def test_rendering_the_same_amount_leaves_what_a_person_types(qtbot):
    editor = MoneyInput()
    qtbot.addWidget(editor)
    editor.setText("1100.")

    editor.set_amount(Decimal(1100))

    assert editor.text() == "1100."


def test_a_count_has_no_places(qtbot):
    editor = NumberInput()
    qtbot.addWidget(editor)
    editor.setText("2.5")

    assert editor.amount() is None


@pytest.mark.parametrize("typed", ["22/11/2026", "22.11.2026", "22112026", "2026-11-22", "22-11-2026"])
def test_a_day_is_read_in_the_forms_people_type(qtbot, typed):
    editor = DateInput()
    qtbot.addWidget(editor)
    editor.setText(typed)

    assert editor.day() == date(2026, 11, 22)


@pytest.mark.parametrize("typed", ["", "31/02/2026", "22/11", "22/11/26/1", "ab/cd/efgh", "99999999"])
def test_what_is_no_day_is_none(qtbot, typed):
    editor = DateInput()
    qtbot.addWidget(editor)
    editor.setText(typed)

    assert editor.day() is None


def test_tab_leaves_a_text_area(shown, qtbot):
    area, after = TextArea(), LineInput()
    shown(box(vbox(area, after)))
    area.setFocus()

    qtbot.keyClick(area, Qt.Key.Key_Tab)

    assert after.hasFocus()
    assert area.value() == ""


def test_a_combo_gives_its_value_and_tells_only_of_a_persons_choice(shown, qtbot):
    combo: Combo[int] = Combo(((1, "One"), (2, "Two")))
    shown(combo)
    told: list[int] = []
    combo.picked.connect(told.append)

    combo.set_value(2)
    assert told == []

    qtbot.keyClick(combo, Qt.Key.Key_Up)

    assert combo.value() == 1
    assert told == [1]


def test_new_options_keep_the_choice_that_is_still_there(qtbot):
    combo: Combo[int] = Combo(((1, "One"), (2, "Two")))
    qtbot.addWidget(combo)
    combo.set_value(2)

    combo.set_options(((2, "Two"), (3, "Three")))

    assert combo.value() == 2


def test_an_unknown_value_chooses_nothing(qtbot):
    combo: Combo[int] = Combo(((1, "One"),))
    qtbot.addWidget(combo)

    combo.set_value(9)

    assert combo.value() is None


def test_arrows_move_the_choice(shown, qtbot):
    sexes: Segmented[str] = Segmented(SEXES, "Sex")
    shown(sexes)
    told: list[str] = []
    sexes.picked.connect(told.append)
    sexes.setFocus()

    qtbot.keyClick(sexes.button("f"), Qt.Key.Key_Right)
    qtbot.keyClick(sexes.button("m"), Qt.Key.Key_Right)

    assert sexes.value() == "o"
    assert told == ["m", "o"]


def test_a_choice_says_which_question_it_answers(qtbot):
    field = Field("Sex", Segmented(SEXES))
    qtbot.addWidget(field)
    segments = field.editor
    assert isinstance(segments, Segmented)

    assert segments.button("f").accessibleName() == "Sex: Female"


def test_nothing_may_be_chosen_yet(qtbot):
    sexes: Segmented[str] = Segmented(SEXES)
    qtbot.addWidget(sexes)

    sexes.set_value(None)

    assert sexes.value() is None


def test_the_round_ends_change_sides_from_right_to_left(shown, qapp):
    sexes: Segmented[str] = Segmented(SEXES)
    shown(sexes)

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert sexes.button("f").property("seg") == "last"


def test_a_chip_shows_a_count(qtbot):
    chips: Chips[str] = Chips((("w", "Waiting"),), "Filter")
    qtbot.addWidget(chips)

    chips.set_text("w", "Waiting 23")

    assert chips.button("w").text() == "Waiting 23"
    assert chips.button("w").accessibleName() == "Filter: Waiting 23"
