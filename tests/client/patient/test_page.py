from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.widgets.buttons import KeyButton
from shared.contracts import appointments, charts, documents
from shared.errors import Unreachable
from shared.events import EventType
from shared.ids import EventId
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.charts import CHART_TABS, ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.consultations import Icd10
from shared.models.documents import PaperKind
from shared.permissions import Role
from shared.rules.work import Work
from shared.topics import Topic
from tests.client.cashier import bills
from tests.client.patient import visits


def types(page):
    return [line.entry.type for line in page.timeline.rows]


def opened(page, answered):
    page.open_patient(bills.RAHIMA.id)
    answered(lambda: page.timeline.rows)


def test_a_patient_opens_in_one_call_with_everything_that_must_not_be_missed(page, calls, answered):
    opened(page, answered)

    assert [call.endpoint for call in calls.sent] == [charts.open_chart]
    assert page.header.name.text() == "Rahima Begum"
    assert page.header.allergy.isVisible()
    assert page.header.visit.text == "Waiting · M-012"
    assert page.header.owed.text == "450.00 BDT due"
    assert types(page) == [
        EventType.QUEUE_JOINED,
        EventType.APPOINTMENT_ASSIGNED,
        EventType.APPOINTMENT_REGISTERED,
    ]


def test_a_death_stands_beside_the_name(page, calls, answered):
    calls.answers(charts.open_chart, visits.chart(patient=visits.patient(died_on=date(2026, 11, 20))))

    page.open_patient(visits.patient().id)
    answered(page.header.died.isVisible)

    assert page.header.died.text == "Died Fri 20 Nov 2026"


def test_tabs_count_what_there_is_and_show_no_part_that_may_not_be_seen(page, answered):
    opened(page, answered)

    shown = [page.header.tabs.button(part).text() for part in CHART_TABS if page.header.tabs.button(part).isVisible()]

    assert shown == ["Timeline  3", "Visits  1", "Bills  1"]


def test_an_appointment_opens_with_its_patient_and_its_own_timeline(page, calls, answered):
    page.open_appointment(visits.VISIT)
    answered(lambda: page.timeline.rows)

    (asked,) = calls.requests(charts.open_chart)
    assert (asked.patient_id, asked.appointment_id) == (bills.RAHIMA.id, visits.VISIT)
    assert asked.opened_by is OpenedBy.VISIT
    assert page.timeline.all_visits.isVisible()


def test_from_one_visit_a_key_leads_to_all_of_them(page, calls, answered):
    calls.answers(charts.timeline, Page(items=[visits.event(each) for each in reversed(visits.whole_visit())]))
    page.open_appointment(visits.VISIT)
    answered(lambda: page.timeline.rows)

    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    answered(lambda: len(page.timeline.rows) == 14)

    assert calls.requests(charts.timeline)[-1].appointment_id is None
    assert not page.timeline.all_visits.isVisible()


def test_each_step_at_any_station_appears_by_itself_and_is_no_new_opening(page, calls, answered, stream):
    opened(page, answered)
    over = visits.visit(
        status=AppointmentStatus.COMPLETED,
        entered_at=bills.NOON,
        completed_at=bills.NOON + timedelta(minutes=12),
        tests=2,
    )
    calls.answers(charts.open_chart, visits.chart(14, [over]))

    stream.tell(Topic.QUEUE)
    answered(lambda: len(page.timeline.rows) == 14)

    assert page.this_visit.consultation.text == "Done, 12 min"
    assert page.this_visit.tests.text == "2 ordered"
    assert [each.opened_by for each in calls.requests(charts.open_chart)] == [OpenedBy.CHOICE, OpenedBy.AGAIN]


def test_the_filters_ask_for_one_stations_work(page, calls, answered):
    money = [visits.event(each) for each in reversed(visits.whole_visit()[-4:])]
    calls.answers(charts.timeline, Page(items=money))
    opened(page, answered)

    page.timeline.kinds.button("money").click()
    answered(lambda: len(page.timeline.rows) == 4)

    assert calls.requests(charts.timeline)[0].work is Work.MONEY
    assert types(page)[0] is EventType.PAYMENT_RECEIVED


def test_a_row_says_what_who_and_where(page, calls, answered):
    paid = Page(items=[visits.event(visits.whole_visit()[12])])
    calls.answers(charts.open_chart, visits.chart(timeline=paid))
    opened(page, answered)

    spoken = page.timeline.rows[0].spoken

    assert spoken.endswith("Part payment, 54.00 BDT · Cash · receipt R-1, Rafiq Ahmed, Cashier 1")


def test_years_of_visits_come_while_one_scrolls_down(page, calls, answered):
    def step(number):
        known = visits.entry(0, EventType.QUEUE_JOINED).model_copy(update={"id": EventId(UUID(int=5000 - number))})
        return visits.event(known)

    first, second = [step(n) for n in range(50)], [step(n) for n in range(50, 80)]
    calls.answers(charts.open_chart, visits.chart(timeline=Page(items=first, more=True)))
    calls.answers(charts.timeline, Page(items=second))
    opened(page, answered)

    bar = page.timeline.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    answered(lambda: len(page.timeline.rows) == 80)

    assert [each.before for each in calls.requests(charts.timeline)] == [first[-1].id]


def test_what_was_loaded_below_stays_when_something_new_happens_above(page, calls, answered, stream):
    entries = [visits.event(each) for each in reversed(visits.whole_visit())]
    calls.answers(charts.open_chart, visits.chart(timeline=Page(items=entries[1:4], more=True)))
    calls.answers(charts.timeline, Page(items=entries[4:]))
    opened(page, answered)
    page._chart.load_more()
    answered(lambda: len(page.timeline.rows) == 13)
    calls.answers(charts.open_chart, visits.chart(timeline=Page(items=entries[:4], more=True)))

    stream.tell(Topic.BILLING)
    answered(lambda: len(page.timeline.rows) == 14)

    assert [line.entry for line in page.timeline.rows] == entries


def test_tests_without_a_doctor_of_the_house_are_a_visit_that_says_so(page, calls, answered, session):
    session.become(Role.PATHOLOGIST)
    direct = visits.visit(type=AppointmentType.LABORATORY, token=None, status=AppointmentStatus.COMPLETED, tests=2)
    calls.answers(charts.open_chart, visits.chart(visits=[direct]))
    calls.answers(charts.visits, Page(items=[direct]))
    opened(page, answered)

    columns = page.visits.list.rows_model.columns
    assert [column.text(direct) for column in columns[2:]] == ["Laboratory, direct", "", "Done"]
    assert columns[2].detail(direct) == "2 tests"
    assert not page.header.visit.isVisible()
    assert page.this_visit.tests.isVisible()
    assert not page.this_visit.consultation.isVisible()


def test_a_doctor_opens_an_earlier_visit_from_the_list(page, calls, answered, session):
    session.become(Role.DOCTOR)
    found = [Icd10(code="J20.9", title="Acute bronchitis")]
    earlier = visits.visit(1, diagnoses=found)
    rows = [visits.visit(), earlier]
    calls.answers(charts.open_chart, visits.chart(visits=rows))
    calls.answers(charts.visits, Page(items=rows))
    calls.answers(charts.timeline, Page(items=[]))
    opened(page, answered)

    QTest.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.visits.isVisible()
    page.visits.list.select(earlier.appointment_id)
    QTest.keyClick(page.visits.list, Qt.Key.Key_Return)
    answered(lambda: calls.requests(charts.timeline))

    assert calls.requests(charts.timeline)[-1].appointment_id == earlier.appointment_id
    assert page.timeline.isVisible()


def test_the_list_of_a_part_is_asked_for_when_it_is_opened(page, calls, answered):
    calls.answers(charts.bills, Page(items=[]))
    opened(page, answered)

    page.header.tabs.button(ChartPart.BILLS).click()
    answered(lambda: calls.requests(charts.bills))

    assert page.bills.isVisible()


def test_a_new_token_is_asked_for_with_its_key(page, answered, qtbot):
    opened(page, answered)

    with qtbot.waitSignal(page.token_wanted) as wanted:
        QTest.keyClick(page, Qt.Key.Key_F9)

    assert wanted.args == [bills.RAHIMA.id]


def test_card_and_sticker_are_printed_with_their_keys(page, calls, answered):
    opened(page, answered)

    QTest.keyClick(page, Qt.Key.Key_F6)
    QTest.keyClick(page, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    answered(lambda: len(calls.requests(documents.record_print)) == 2)

    asked = [(each.kind, each.subject_id) for each in calls.requests(documents.record_print)]
    assert asked == [(PaperKind.CARD, bills.RAHIMA.id), (PaperKind.STICKER, bills.RAHIMA.id)]


def test_a_page_out_of_sight_looks_at_nobodys_chart(page, calls, answered, stream, qtbot):
    opened(page, answered)
    page.hide()
    asked = len(calls.sent)

    stream.tell(Topic.PATIENTS, Topic.APPOINTMENTS)
    qtbot.wait(30)

    assert len(calls.sent) == asked


def test_what_is_shown_stays_while_the_server_is_away(page, calls, answered, stream):
    opened(page, answered)
    calls.answers(charts.open_chart, Unreachable())

    stream.tell(Topic.BILLING)
    answered(lambda: page.state.problem is not None)

    assert len(page.timeline.rows) == 3
    assert page.note.isVisible()


def test_an_appointment_that_is_gone_is_said(page, calls, answered):
    calls.answers(appointments.get, appointments.AppointmentNotFound(visits.VISIT))

    page.open_appointment(visits.VISIT)
    answered(lambda: page.state.problem is not None)

    assert page.note.isVisible()


def test_all_that_can_be_done_with_a_record_fits_a_small_screen(page, answered):
    """Each with a key of its own: two on one key would both be dead."""
    opened(page, answered)
    page.record.set_rights(merge=True, archive=True, confide=True, looks=True, wishes=True)
    for part in CHART_TABS:
        page.header.tabs.button(part).setVisible(True)

    keys = [
        key for button in page.findChildren(KeyButton) if button.isVisible() and (key := button.accessibleDescription())
    ]

    assert len(set(keys)) == len(keys)
    assert page.minimumSizeHint().width() <= 1278
