"""What the form asks for behind a key: the local name, and who is called."""

from PySide6.QtCore import Qt

from shared.contracts import patients
from shared.models.patients import NextOfKin
from tests.client.reception import people
from tests.client.reception.test_page import press, type_rahima, write

Key = Qt.Key


def test_the_local_name_and_who_to_call_are_one_key_away(page, calls, printing, answered):
    type_rahima(page)
    page.form.person.kin_name.setFocus()
    write("Abdul Karim")
    press(Key.Key_F12)
    write("husband")
    press(Key.Key_Return)
    write("01711-000002")
    press(Key.Key_Return)
    page.form.person.name_local.insert("রহিমা বেগম")
    press(Key.Key_F9)
    answered(lambda: printing.tokens)

    (registered,) = calls.requests(patients.register)
    assert registered.next_of_kin == NextOfKin(name="Abdul Karim", relation="husband", phone="01711-000002")
    assert registered.name_local == "রহিমা বেগম"


def test_enter_goes_from_the_address_to_the_doctor_while_the_rest_is_hidden(page):
    page.form.person.kin_name.setFocus()
    press(Key.Key_Return)
    at_address = page.form.person.address.hasFocus()
    press(Key.Key_Return)

    assert at_address
    assert page.form.visit.doctor.hasFocus()


def test_a_next_of_kin_without_a_name_is_asked_for_it(page, calls):
    type_rahima(page)
    press(Key.Key_F12)
    page.form.person.kin_phone.setFocus()
    write("01711-000002")
    press(Key.Key_F9)

    assert page.form.person.kin_name.hasFocus()
    assert calls.requests(patients.register) == []


def test_a_draft_shows_all_that_was_typed(page, registration):
    registration.restore({"name": "Rahima Begum", "kin_name": "Abdul Karim", "kin_relation": "husband"})

    assert page.form.person.kin_relation.isVisible()


def fits(page):
    """What was shown or hidden is counted some turns later."""
    return page.minimumSizeHint().height() <= 700 - 58


def test_all_that_can_be_opened_fits_the_smallest_screen(page, qtbot):
    type_rahima(page)
    press(Key.Key_F12)
    page.form.person.kin_relation.setFocus()
    write("husband")
    qtbot.waitUntil(lambda: fits(page))
    press(Key.Key_F3)
    shown = page.form.person.kin_relation.isVisible()

    qtbot.waitUntil(lambda: fits(page))
    assert not shown
    assert page.form.person.more.blocked_reason
    press(Key.Key_F3)
    assert page.form.person.kin_relation.text() == "husband"
    assert page.form.person.kin_relation.isVisible()


def test_the_rest_steps_aside_while_somebody_searches_and_keeps_what_was_typed(page, qtbot):
    type_rahima(page)
    press(Key.Key_F12)
    page.form.person.kin_relation.setFocus()
    write("husband")

    press(Key.Key_F2)

    assert not page.form.person.kin_relation.isVisible()
    assert page.search.list.height() > 50
    qtbot.waitUntil(lambda: fits(page))
    press(Key.Key_F12)
    assert page.form.person.kin_relation.text() == "husband"
    assert page.form.person.kin_relation.isVisible()


def test_who_pays_is_said_with_the_keyboard_and_goes_with_the_registration(page, calls, printing, answered):
    type_rahima(page)
    press(Key.Key_F12)
    page.form.person.category.setFocus()
    press(Key.Key_Down)
    page.form.person.payer.setFocus()
    press(Key.Key_Down)
    page.form.person.policy_no.setFocus()
    write("D-4711")
    press(Key.Key_F9)
    answered(lambda: printing.tokens)

    (registered,) = calls.requests(patients.register)
    assert (registered.category_id, registered.payer_id) == (people.STAFF.id, people.DELTA.id)
    assert registered.policy_no == "D-4711"


def test_what_is_not_in_use_any_more_is_not_offered(page):
    texts = [page.form.person.category.itemText(row) for row in range(page.form.person.category.count())]

    assert texts == ["General", "Staff"]
