from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.analysers.sheets import MessageSheet
from client.widgets.dialog import Confirm
from client.widgets.inputs import LineInput
from shared.contracts import analysers
from shared.models.analysers import RawMessage, ValueReason, ValueState
from shared.models.common import Page
from shared.topics import Topic
from tests.client.analysers import arrived
from tests.client.spoken import silent

Key = Qt.Key


def press(text="", key=None):
    """Into whatever has the focus, as a scanner or a hand does."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)
    if key is not None:
        QTest.keyClick(focused, key)


def shown(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_what_waits_is_listed_with_its_reason_and_the_first_is_open(page):
    assert [row[1:] for row in shown(page.waiting)] == [
        ["26112600123Z", "No tube has this number"],
        ["261126000421", "Several reasons"],
    ]
    assert page.run.accession.text() == "26112600123Z"
    assert shown(page.run.values)[0] == ["Haemoglobin", "135 g/L", "No tube has this number", "Waits"]


def test_an_analyser_that_is_not_understood_says_so_in_words(page):
    rows = shown(page.analysers)

    assert [row[0] for row in rows] == ["Sysmex XN-550", "Mindray BS-230"]
    column = page.analysers.rows_model.columns[1]
    assert column.text(arrived.BROKEN) == "A file lacked the agreed columns"
    assert column.detail(arrived.BROKEN) == "26 Nov 26 11:55 · Last message 25 Nov 26 12:00"
    assert (column.tone(arrived.BROKEN), column.tone(arrived.analyser())) == ("bad", None)


def test_a_scan_and_enter_say_whose_tube_it_was(page, calls, answered):
    done = arrived.run(values=[arrived.HGB.model_copy(update={"state": ValueState.ENTERED, "reason": None})])
    calls.answers(analysers.assign, done)
    calls.answers(analysers.waiting, Page(items=[arrived.CRP]))
    page.waiting.setFocus()

    press(arrived.LABEL, Key.Key_Return)
    filled, sent_by_scan = page.run.scan.text(), calls.requests(analysers.assign)
    press(key=Key.Key_Return)
    answered(lambda: page.run.accession.text() == "261126000421")

    assert (filled, sent_by_scan) == (arrived.LABEL, [])
    (request,) = calls.requests(analysers.assign)
    assert (request.run_id, request.accession) == (arrived.run().id, arrived.LABEL)
    assert page.run.scan.text() == ""


def test_a_tube_that_it_does_not_fit_is_said_and_the_number_stays(page, calls, answered, arrivals):
    calls.answers(analysers.assign, analysers.NothingFits(arrived.LABEL, ValueReason.NOT_ORDERED))
    page.run.scan.setFocus()

    page.run.scan.setText(arrived.LABEL)
    QTest.keyClick(page.run.scan, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: arrivals.state.problem is not None)

    assert page.run.note.text == (
        f"None of it can be entered for {arrived.LABEL}. Not ordered for this tube. Nothing was changed."
    )
    assert page.run.scan.text() == arrived.LABEL


def test_discarding_asks_why(page, calls, answered, qtbot):
    calls.answers(analysers.discard, arrived.run())
    calls.answers(analysers.waiting, Page(items=[arrived.CRP]))

    QTest.keyClick(page, Key.Key_F8)
    sheet = page.run.findChild(Confirm)
    qtbot.waitUntil(sheet.isVisible)
    QTest.keyClicks(sheet.findChild(LineInput), "Control material")
    sheet.primary.click()
    answered(lambda: page.run.accession.text() == "261126000421")

    (request,) = calls.requests(analysers.discard)
    assert (request.run_id, request.reason) == (arrived.run().id, "Control material")


def test_the_message_is_shown_letter_by_letter(page, calls, answered):
    calls.answers(analysers.message, RawMessage(text="MSH|^~\\&|XN\rOBR|1||26112600123Z"))

    QTest.keyClick(page, Key.Key_F6)
    answered(lambda: page.run.findChild(MessageSheet) is not None)

    assert page.run.findChild(MessageSheet).text.toPlainText() == "MSH|^~\\&|XN\nOBR|1||26112600123Z"


def test_what_comes_meanwhile_appears_and_disturbs_nobody_who_types(page, calls, stream, answered, arrivals):
    page.run.scan.setFocus()
    page.run.scan.setText("2611")
    calls.answers(analysers.waiting, Page(items=[arrived.run(), arrived.CRP, arrived.run(3)]))

    stream.tell(Topic.ANALYSERS)
    answered(lambda: len(arrivals.state.runs) == 3)

    assert page.run.scan.text() == "2611"
    assert page.waiting.current().id == arrived.run().id


def test_where_nothing_waits_the_page_says_so(page, calls, stream, answered, arrivals):
    calls.answers(analysers.waiting, Page(items=[]))

    stream.tell(Topic.ANALYSERS)
    answered(lambda: arrivals.state.runs == ())

    assert not page.run.accession.isVisible()
    assert shown(page.waiting) == []


def test_it_fits_a_small_screen(page):
    assert page.minimumSizeHint().width() <= 1286


def test_every_stop_of_the_tab_key_says_what_it_is(page):
    assert silent(page) == []


def test_what_is_discarded_is_what_was_asked_about_though_it_was_settled_elsewhere(
    page, calls, stream, answered, arrivals, qtbot
):
    calls.answers(analysers.discard, analysers.NothingWaits())
    QTest.keyClick(page, Key.Key_F8)
    sheet = page.run.findChild(Confirm)
    qtbot.waitUntil(sheet.isVisible)
    QTest.keyClicks(sheet.findChild(LineInput), "Control material")
    calls.answers(analysers.waiting, Page(items=[arrived.CRP]))

    stream.tell(Topic.ANALYSERS)
    answered(lambda: arrivals.state.run == arrived.CRP)
    sheet.primary.click()
    answered(lambda: calls.requests(analysers.discard))

    assert [one.run_id for one in calls.requests(analysers.discard)] == [arrived.run().id]
