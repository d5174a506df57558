import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from client.widgets.charts.card import ChartCard
from client.widgets.charts.chart import GAP, Bar, tick_text
from client.widgets.charts.columns import ColumnChart
from client.widgets.charts.geometry import Stretch, every, inside, scale_of, slots, stacked
from client.widgets.charts.lines import LineChart
from client.widgets.charts.rows import RowChart
from client.widgets.theme import theme
from client.widgets.tokens import LIGHT
from tests.client.spoken import silent


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], (0, 1)),
        ([0, 0], (0, 1)),
        ([7], (0, 2, 4, 6, 8)),
        ([103], (0, 50, 100, 150)),
        ([100], (0, 25, 50, 75, 100)),
        ([1], (0, 1)),
        ([-350, 141_200], (-50_000, 0, 50_000, 100_000, 150_000)),
        ([-4], (-4, -3, -2, -1, 0)),
        ([9.4e11], (0, 2.5e11, 5e11, 7.5e11, 1e12)),
    ],
)
def test_the_axis_holds_all_values_between_round_numbers_and_never_leaves_out_nothing(values, ticks):
    assert scale_of(values, whole=True).ticks == ticks


def test_small_fractions_have_round_ticks_too():
    assert [tick_text(tick) for tick in scale_of([0.07]).ticks] == ["0", "0.02", "0.04", "0.06", "0.08"]


def test_parts_are_stacked_from_nothing_to_both_sides():
    scale = scale_of([-50, 150], 5)  # −50 … 150

    first, second, back = stacked((100, 50, -50), scale, 10, 200)

    assert first == Stretch(60, 100)
    assert second == Stretch(160, 50)
    assert back == Stretch(10, 50)
    assert [part.length for part in stacked((0, 0), scale, 0, 200)] == [0, 0]


def test_slots_fill_the_room_and_a_column_keeps_to_its_middle():
    parts = slots(4, 100, 200)

    assert [part.begin for part in parts] == [100, 150, 200, 250]
    assert parts[-1].end == 300
    assert slots(0, 0, 100) == []
    assert inside(parts[0], 0.7, 46) == Stretch(107.5, 35)
    assert inside(Stretch(0, 400), 0.7, 46) == Stretch(177, 46)


@pytest.mark.parametrize(
    ("number", "room", "widest", "each"), [(9, 400, 40, 1), (24, 400, 40, 3), (0, 0, 9, 1), (365, 900, 50, 21)]
)
def test_labels_are_left_out_where_they_would_touch(number, room, widest, each):
    assert every(number, room, widest) == each


def bars(*values):
    return [
        Bar(key, f"{key}:00", (float(new), float(again)), (str(new), str(again)), str(new + again))
        for key, (new, again) in enumerate(values, start=8)
    ]


SERIES = ("New", "Follow-up")


@pytest.fixture(params=[ColumnChart, RowChart, LineChart])
def card(request, qtbot):
    theme().apply(LIGHT)
    card = ChartCard("Patients by hour", request.param("Patients by hour", SERIES, whole=True), "Hour")
    qtbot.addWidget(card)
    card.resize(420, 260)
    card.set_bars(bars((4, 1), (9, 3), (0, 0)), "Today", "Nobody came")
    with qtbot.waitExposed(card):
        card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.take_focus()
    qtbot.waitUntil(card.chart.hasFocus)
    return card


def test_a_line_is_broken_where_there_is_no_value(qtbot):
    """Of five days the third has none: nothing is drawn over it."""
    theme().apply(LIGHT)
    chart = LineChart("Waiting", ("Median",))
    qtbot.addWidget(chart)
    chart.resize(500, 200)
    chart.set_bars([Bar(day, "", (GAP if day == 3 else 20.0,), ("",), "") for day in range(1, 6)])
    image = chart.grab().toImage()
    lines = [chart._places()[place].center().x() for place in range(5)]

    def is_drawn(at: float) -> bool:
        return any(image.pixelColor(int(at), y).name() == LIGHT.primary.lower() for y in range(180))

    assert is_drawn((lines[0] + lines[1]) / 2)
    assert not is_drawn(lines[2])
    assert is_drawn((lines[3] + lines[4]) / 2)


def test_the_arrows_walk_the_bars_and_enter_opens_one(card, qtbot):
    QTest.keyClick(card.chart, Qt.Key.Key_Right)
    assert card.chart.current.key == 9
    QTest.keyClick(card.chart, Qt.Key.Key_End)
    QTest.keyClick(card.chart, Qt.Key.Key_Right)
    assert card.chart.current.key == 10
    QTest.keyClick(card.chart, Qt.Key.Key_Home)

    with qtbot.waitSignal(card.opened) as opened:
        QTest.keyClick(card.chart, Qt.Key.Key_Return)

    assert opened.args == [8]


def test_from_right_to_left_the_arrows_and_the_bars_go_the_other_way(card, qtbot):
    chart = card.chart
    before = [chart._seen(box) for box in chart._places()]
    card.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = [chart._seen(box) for box in chart._places()]

    assert [round(chart.width() - box.right()) for box in after] == [round(box.left()) for box in before]
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current.key == 9


def test_a_click_opens_the_bar_under_it(card, qtbot):
    place = card.chart._seen(card.chart._places()[1]).center().toPoint()

    with qtbot.waitSignal(card.opened) as opened:
        QTest.mouseClick(card.chart, Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [9]


def test_whoever_hears_it_is_told_the_bar_and_all_of_them(card):
    QTest.keyClick(card.chart, Qt.Key.Key_Right)

    assert card.chart.accessibleName() == "Patients by hour. 9:00: New: 9; Follow-up: 3"
    assert "8:00: New: 4; Follow-up: 1. 9:00" in card.chart.accessibleDescription()
    assert silent(card) == []


def test_the_bar_stays_current_while_figures_change(card):
    QTest.keyClick(card.chart, Qt.Key.Key_Right)

    card.set_bars(bars((4, 1), (30, 3)), "Today", "")

    assert card.chart.current.texts == ("30", "3")
    card.set_bars([], "Today", "Nobody came")
    assert card.chart.current is None
    assert card.chart.accessibleDescription() == "Nobody came"
    card.grab()


def test_the_same_stands_in_a_table_that_opens_it_too(card, qtbot):
    card.show_table(shown=True)
    model = card.table.model()

    assert [[model.index(row, column).data() for column in range(3)] for row in range(2)] == [
        ["8:00", "4", "1"],
        ["9:00", "9", "3"],
    ]
    card.take_focus()
    card.table.select(9)
    with qtbot.waitSignal(card.opened) as opened:
        QTest.keyClick(card.table, Qt.Key.Key_Return)
    assert opened.args == [9]


def test_columns_are_as_high_as_their_values(qtbot):
    """Looked at: how much of the picture is of the first series' colour."""
    theme().apply(LIGHT)
    chart = ColumnChart("", ("",), whole=True)
    qtbot.addWidget(chart)
    chart.resize(300, 220)
    wanted = QColor(LIGHT.primary).rgb()

    def filled(*values):
        chart.set_bars([Bar(n, str(n), (float(v),), (str(v),), str(v)) for n, v in enumerate(values)])
        picture = chart.grab().toImage()
        return [
            sum(picture.pixel(round(box.center().x()), y) == wanted for y in range(picture.height()))
            for box in chart._places()
        ]

    high, half, nothing = filled(100, 50, 0)
    assert nothing == 0
    assert high == pytest.approx(2 * half, abs=3)
    assert high > 120
