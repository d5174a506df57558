import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.reception.look_alikes import LookAlikeList
from shared.contracts import patients
from shared.errors import Unreachable
from shared.models.common import Page
from shared.models.patients import LookAlike, Sex
from shared.rules.likeness import Reason
from tests.client.examples import TODAY
from tests.client.reception import people


def like(patient, score, *reasons):
    return LookAlike(patient=patient, score=score, reasons=list(reasons))


FOUND = [
    like(people.RAHIMA, 92, Reason.SAME_NAME, Reason.SAME_AGE),
    like(people.KHATUN, 48, Reason.NAME_IN_PART),
]


@pytest.fixture
def alike(calls, clock, registration):
    calls.answers(patients.look_alikes, Page(items=FOUND))
    alike = LookAlikeList(calls, clock)
    registration.state_changed.connect(alike.follow)
    return alike


@pytest.fixture
def asked(calls):
    return lambda: calls.requests(patients.look_alikes)


def test_from_the_third_letter_on_the_register_is_asked_with_all_that_is_typed(registration, alike, asked, answered):
    registration.change(name="Ra", sex=Sex.FEMALE, age="54")
    registration.change(name="Rah")
    answered(lambda: alike.state.found)

    assert [one.name for one in asked()] == ["Rah"]
    assert (asked()[0].sex, asked()[0].born) == (Sex.FEMALE, TODAY.replace(year=TODAY.year - 54))
    assert alike.state.found == tuple(FOUND)


def test_only_what_stands_after_a_pause_is_asked(registration, alike, asked, answered):
    for typed in ("Rah", "Rahi", "Rahim", "Rahima"):
        registration.change(name=typed)
    answered(lambda: alike.state.found)

    assert [one.name for one in asked()] == ["Rahima"]


def test_a_phone_alone_is_enough_and_what_tells_nobody_is_not_asked(registration, alike, asked, answered):
    registration.change(sex=Sex.FEMALE, address="12 Lake Road", phone="01711-4")
    registration.change(phone="01711-402")
    answered(lambda: alike.state.found)

    assert [one.phone for one in asked()] == ["01711-402"]


def test_a_letter_more_leaves_them_standing_until_the_answer(registration, alike, answered):
    registration.change(name="Rah")
    answered(lambda: alike.state.found)

    registration.change(name="Rahi")

    assert alike.state.found == tuple(FOUND)


@pytest.mark.parametrize("then", ["release", "clear"])
def test_they_go_with_the_form(registration, alike, answered, then):
    registration.change(name="Rahima")
    answered(lambda: alike.state.found)

    registration.use(people.card(people.RAHIMA))
    assert alike.state.found == ()
    getattr(registration, then)()
    answered(lambda: bool(alike.state.found) is (then == "release"))


def test_a_server_that_is_away_says_nothing_here(calls, registration, alike, answered, asked):
    calls.answers(patients.look_alikes, Unreachable())

    registration.change(name="Rahima")
    answered(asked)

    assert alike.state.found == ()


class TestOnThePage:
    @pytest.fixture
    def typed(self, calls, page, answered):
        """A name is being typed, and two who look like it are shown."""
        calls.answers(patients.look_alikes, Page(items=FOUND))
        page.form.person.name.setFocus()
        QTest.keyClicks(page.form.person.name, "Rahima")
        answered(page.search.alike.isVisible)
        return page

    def test_they_stand_beside_the_form_and_leave_it_the_focus(self, typed):
        assert typed.form.person.name.hasFocus()
        assert [row.name.text() for row in typed.search.alike.rows if row.isVisible()] == [
            "Rahima Begum",
            "Rahima Khatun",
        ]
        assert typed.search.alike.rows[0].why.text() == "same name, same age"
        assert not typed.search.list.isVisible()

    def test_the_form_stays_where_it_is(self, calls, page, answered, typed):
        with_them = typed.form.geometry()

        typed.form.person.name.clear()
        answered(lambda: not typed.search.alike.isVisible())

        assert typed.form.geometry() == with_them

    def test_one_key_goes_on_with_the_old_record(self, calls, typed, answered, registration):
        QTest.keyClick(typed.form.person.name, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        answered(lambda: registration.state.patient)

        assert registration.state.patient.id == people.KHATUN.id
        assert not typed.search.alike.isVisible()
        assert typed.form.visit.doctor.hasFocus()

    def test_a_key_of_an_empty_row_does_nothing(self, calls, typed, registration):
        QTest.keyClick(typed.form.person.name, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)

        assert calls.requests(patients.get) == []
        assert registration.state.form.name == "Rahima"

    def test_who_goes_back_to_the_search_finds_its_hits_there(self, typed):
        typed.search.box.setFocus()

        assert typed.search.list.isVisible()
        assert not typed.search.alike.isVisible()

    def test_what_does_not_fit_is_left_out(self, calls, page, answered):
        many = [like(people.patient(number), 90, Reason.SAME_NAME) for number in range(1, 6)]
        calls.answers(patients.look_alikes, Page(items=many))
        page.form.person.name.setFocus()
        QTest.keyClicks(page.form.person.name, "Rahima")
        answered(page.search.alike.isVisible)

        shown = [row for row in page.search.alike.rows if row.isVisible()]
        assert 1 <= len(shown) < 5
        assert all(row.geometry().bottom() <= row.parentWidget().height() for row in shown)

    def test_no_key_waits_for_an_answer(self, calls, page):
        page.form.person.name.setFocus()
        took = []
        for letter in "Rahima Khatun Begum":
            begun = time.perf_counter()
            QTest.keyClicks(page.form.person.name, letter)
            took.append(time.perf_counter() - begun)

        # nothing was answered meanwhile; the middle, since this machine may be doing something else as well
        assert sorted(took)[len(took) // 2] < 0.016
        assert page.form.person.name.value() == "Rahima Khatun Begum"
