import pytest

from client.viewmodels.lab.worklist import Lens
from shared.contracts import lab, lab_refusals
from shared.errors import Unreachable
from shared.models.common import Page
from shared.models.lab import Urgency, WorkStage
from shared.topics import Topic
from tests.client.lab import work

LIST = [
    work.item(1, WorkStage.VERIFY, Urgency.STAT),
    work.item(2, WorkStage.ENTER, Urgency.URGENT, due_in=-18),
    work.item(3, WorkStage.ENTER),
    work.item(4, WorkStage.COLLECT),
    work.item(5, WorkStage.RECEIVE),
    work.item(6, WorkStage.RELEASE),
]


@pytest.fixture
def known(worklist, calls, answered):
    calls.answers(lab.worklist, Page(items=LIST))
    worklist.refresh()
    answered(lambda: worklist.state.known)
    return worklist


@pytest.mark.parametrize(
    ("lens", "numbers"),
    [
        (Lens.ALL, [1, 2, 3, 4, 5, 6]),
        (Lens.COLLECT, [4, 5]),
        (Lens.ENTER, [2, 3]),
        (Lens.VERIFY, [1, 6]),
        (Lens.URGENT, [1, 2]),
        (Lens.LATE, [2]),
    ],
)
def test_a_part_of_the_list_shows_what_is_to_be_done_there(known, lens, numbers):
    known.look_at(lens)

    assert [item.id.int for item in known.state.shown] == numbers


def test_a_new_order_appears_when_it_is_told(known, calls, answered, stream):
    longer = [work.item(9, WorkStage.COLLECT, Urgency.STAT), *LIST]
    calls.answers(lab.worklist, Page(items=longer))

    stream.tell(Topic.LAB)
    answered(lambda: known.state.items == tuple(longer))


def test_a_scanned_label_means_the_test_of_the_tube_that_waits_for_most(known, calls, answered, qtbot):
    done, waits = work.item(7, WorkStage.DELIVER), work.item(8, WorkStage.ENTER)
    calls.answers(lab.by_accession, Page(items=[done, waits]))

    with qtbot.waitSignal(known.found) as found:
        known.find(work.ACCESSION.lower())
        calls.deliver()

    assert found.args == [waits]
    assert calls.requests(lab.by_accession)[0].accession == work.ACCESSION


def test_a_name_means_the_first_that_fits_it(known, calls, qtbot):
    calls.answers(lab.worklist, lambda ask: Page(items=LIST[2 : 2 + ask.limit]))

    with qtbot.waitSignal(known.found) as found:
        known.find("shahida")
        calls.deliver()

    assert found.args == [LIST[2]]


@pytest.mark.parametrize("term", [work.ACCESSION, "nobody"])
def test_what_no_test_has_is_said(known, calls, qtbot, term):
    calls.answers(lab.by_accession, lab_refusals.NoSuchAccession())
    calls.answers(lab.worklist, Page(items=[]))

    with qtbot.waitSignal(known.not_found) as said:
        known.find(term)
        calls.deliver()

    assert said.args == [term]


def test_the_list_stays_while_the_server_is_away(known, calls, answered):
    calls.answers(lab.worklist, Unreachable())

    known.refresh()
    answered(lambda: known.state.problem is not None)

    assert known.state.items == tuple(LIST)


def test_all_tests_of_a_visit_that_wait_for_their_tubes_are_collected_at_once(known):
    assert known.to_collect_of(work.VISIT) == [LIST[3].id]


def test_a_laboratory_sees_its_own_list(known, calls, answered):
    known.ask_labs()
    answered(lambda: known.state.labs)

    known.choose_lab(work.BIOCHEMISTRY)
    answered(lambda: calls.requests(lab.worklist)[-1].lab_id == work.BIOCHEMISTRY)

    assert [each.name for each in known.state.labs] == ["Biochemistry"]
