"""Settings, changed with the keyboard alone."""

from decimal import Decimal

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.settings.house_forms import LogoBox
from client.views.settings.words import _settings
from shared.contracts import house
from shared.contracts.house import WouldMoveToday
from shared.ids import LogoId, new_id
from shared.languages import Language
from shared.models.house import HouseFacts, HouseSettings, Logo
from shared.topics import Topic
from tests.client.prices.test_page import press, type_over
from tests.client.settings.conftest import FACTS, KEPT

Key, Alt, Ctrl = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def saved(calls):
    """The server takes it as it was sent."""

    def keep(asked):
        kept = HouseSettings(facts=asked.facts, version=asked.version + 1, logo=None, currency_fixed=True)
        calls.answers(house.settings, kept)
        return kept

    calls.answers(house.change, keep)


@pytest.fixture
def told(page):
    told: list[str] = []
    page.said.connect(told.append)
    return told


def test_every_setting_is_on_a_page_and_has_a_word_in_the_history(page):
    shown = {name for tab in page.pages for name in getattr(tab, "entries", ())}

    assert shown == set(HouseFacts.model_fields) == set(_settings())


def test_what_is_typed_is_saved_by_a_key_on_top_of_what_stands(page, calls, answered, told):
    saved(calls)
    page.pages[0].entries["name"].field.editor.setFocus()
    type_over(page.pages[0].entries["name"].field.editor, " Green  Life ")
    page.pages[0].why.set_value("Bought by another house")
    press(Key.Key_S, Ctrl)
    answered(lambda: told)

    (sent,) = calls.requests(house.change)
    assert (sent.version, sent.facts) == (4, FACTS.model_copy(update={"name": "Green Life"}))
    assert page.pages[0].entries["name"].read() == "Green Life"
    assert told == ["Saved. It counts on every screen now."]
    assert (sent.reason, page.pages[0].why.value()) == ("Bought by another house", "")


def test_what_is_typed_anew_while_the_save_is_on_its_way_stays(page, calls, answered, told):
    saved(calls)
    name, address = (page.pages[0].entries[each] for each in ("name", "address"))
    type_over(name.field.editor, "Green  Life")
    type_over(address.field.editor, "12  Lake Road")
    press(Key.Key_S, Ctrl)
    type_over(name.field.editor, "Green Life Hospital")
    press(Key.Key_S, Ctrl)
    answered(lambda: told)

    assert name.read() == "Green Life Hospital"
    assert address.field.editor.value() == "12 Lake Road"
    assert [asked.facts.name for asked in calls.requests(house.change)] == ["Green Life"]


def test_a_field_that_makes_no_sense_says_so_and_nothing_is_sent(page, calls):
    press(Key.Key_3, Alt)
    limit = page.pages[2].entries["discount_limit"].field
    type_over(limit.editor, "120")
    press(Key.Key_S, Ctrl)

    currency = page.pages[2].entries["currency"].field
    assert limit.has_error
    assert not currency.has_error
    currency.editor.setReadOnly(False)
    currency.editor.set_value("BTD")
    press(Key.Key_S, Ctrl)
    assert currency.has_error
    assert not page.pages[2].entries["cash_step"].field.has_error
    assert calls.requests(house.change) == []


def test_a_refusal_is_said_on_the_page_and_what_was_typed_stays(page, calls, answered):
    calls.answers(house.change, WouldMoveToday(7))
    hours = page.pages[0].entries["day_starts"]
    hours.field.editor.set_value(7)
    press(Key.Key_S, Ctrl)
    answered(page.pages[0].problem.isVisible)

    assert "7:00" in page.pages[0].problem.text
    assert hours.read() == 7
    assert not page.pages[1].problem.isVisible()

    press(Key.Key_Z, Alt)
    assert hours.read() == 4


@pytest.mark.parametrize("makes_sense", [True, False])
def test_what_was_not_saved_stays_when_another_page_is_saved(page, calls, answered, told, makes_sense):
    calls.answers(house.change, WouldMoveToday(7))
    name, minutes = page.pages[0].entries["name"], page.pages[0].entries["idle_lock_minutes"]
    type_over(name.field.editor, "Green Life")
    type_over(minutes.field.editor, "5" if makes_sense else "-5")
    press(Key.Key_S, Ctrl)
    answered(lambda: page.pages[0].problem.isVisible() or minutes.field.has_error)

    saved(calls)
    press(Key.Key_2, Alt)
    type_over(page.pages[1].entries["print_head"].field.editor, "Reg. 5678")
    press(Key.Key_S, Ctrl)
    answered(lambda: told)

    assert name.read() == "Green Life"
    assert page.pages[1].entries["print_head"].read() == "Reg. 5678"


def test_a_logo_that_is_not_sent_for_another_change_is_told(page, calls):
    calls.answers(house.change, KEPT)
    calls.answers(house.set_logo, KEPT)
    press(Key.Key_S, Ctrl)
    page.pages[1].findChild(LogoBox).remove.clicked.emit()

    assert "Nothing was sent" in page.pages[0].problem.text
    assert calls.requests(house.set_logo) == []


def test_what_somebody_else_changed_shows_where_nothing_was_typed(page, calls, stream, answered):
    name, phone = page.pages[0].entries["name"], page.pages[0].entries["phone"]
    type_over(name.field.editor, "Half typed")
    calls.answers(
        house.settings,
        KEPT.model_copy(update={"facts": FACTS.model_copy(update={"phone": "200"}), "version": 5}),
    )
    stream.tell(Topic.HOUSE)
    answered(lambda: phone.read() == "200")

    assert name.read() == "Half typed"


def test_the_currency_is_fixed_once_money_was_written_in_it(page):
    assert page.pages[2].entries["currency"].field.editor.isReadOnly()


def test_languages_keep_their_order(page, calls, answered, told):
    saved(calls)
    press(Key.Key_5, Alt)
    languages = page.pages[4].entries["languages"]
    assert languages.read() == (Language.BENGALI, Language.ENGLISH)
    languages.show((Language.ARABIC, Language.HINDI, Language.ENGLISH))
    press(Key.Key_S, Ctrl)
    answered(lambda: told)

    assert calls.requests(house.change)[0].facts.languages == ("ar", "hi", "en")


def test_an_exact_step_of_cash_is_not_rounded(page, calls, answered, told):
    saved(calls)
    press(Key.Key_3, Alt)
    type_over(page.pages[2].entries["cash_step"].field.editor, "0.05")
    press(Key.Key_S, Ctrl)
    answered(lambda: told)

    assert calls.requests(house.change)[0].facts.cash_step == Decimal("0.05")


def test_any_picture_becomes_a_small_logo_and_is_shown(page, calls, answered, tmp_path, qtbot):
    Image.new("RGBA", (2000, 1000), (11, 114, 133, 128)).save(tmp_path / "logo.webp")
    kept = {}

    def keep(asked):
        kept["image"] = asked.image
        settings = KEPT.model_copy(update={"logo": LogoId(new_id())})
        calls.answers(house.settings, settings)
        return settings

    calls.answers(house.set_logo, keep)
    calls.answers(house.logo, lambda asked: Logo(id=asked.logo_id, image=kept["image"]))
    press(Key.Key_2, Alt)
    box = page.pages[1].findChild(LogoBox)
    box.choose_file(str(tmp_path / "logo.webp"))
    answered(box.picture.isVisible)

    assert kept["image"].startswith(b"\x89PNG")
    assert box.picture.pixmap().height() == 64
    assert box.remove.isVisible()


def test_a_file_that_is_no_picture_is_no_logo(page, calls, qtbot, tmp_path):
    (tmp_path / "logo.png").write_bytes(b"no picture")
    press(Key.Key_2, Alt)
    page.pages[1].findChild(LogoBox).choose_file(str(tmp_path / "logo.png"))

    qtbot.waitUntil(page.pages[1].problem.isVisible)
    assert page.pages[1].problem.text.startswith("This is no logo")
    assert calls.requests(house.set_logo) == []


@pytest.mark.parametrize("key", [Key.Key_6, Key.Key_7])
def test_departments_and_rooms_are_found_by_typing(page, key):
    press(key, Alt)
    tab = page.pages[5 if key == Key.Key_6 else 6]

    QTest.keyClicks(tab.box, "3" if key == Key.Key_7 else "card")
    press(Key.Key_Return)

    assert tab.editor is not None
    assert tab.editor.name.value() in ("301", "Cardiology")
    tab.editor.reject()
