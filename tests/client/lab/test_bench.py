import pytest

from shared.contracts import lab
from shared.errors import StaleVersion
from shared.models.common import Page
from shared.models.lab import RejectCause, WorkStage
from shared.permissions import Role
from shared.rules.lab_ranges import Condition, Flag
from shared.rules.lab_values import Refusal
from shared.topics import Topic
from tests.client.lab import work

SODIUM, POTASSIUM, PROTEIN = (line.analyte_id for line in work.LINES)


def entry(bench, analyte_id):
    return next(one for one in bench.state.lines if one.line.analyte_id == analyte_id)


@pytest.mark.parametrize(
    ("typed", "flag"),
    [
        ("5.1", Flag.NORMAL),
        ("5.2", Flag.HIGH),
        ("5.14", Flag.NORMAL),
        ("6.5", Flag.HIGH),
        ("6.6", Flag.CRITICAL_HIGH),
        ("2.4", Flag.CRITICAL_LOW),
        ("<3", Flag.LOW),
    ],
)
def test_a_value_is_flagged_while_it_is_typed(opened, typed, flag):
    bench = opened(work.sheet())

    bench.type(POTASSIUM, typed)

    assert entry(bench, POTASSIUM).flag is flag
    assert bench.state.can_save


def test_what_can_only_be_a_slip_is_refused_where_it_stands_and_nothing_is_saved(opened, calls):
    bench = opened(work.sheet())

    bench.type(SODIUM, "140")
    bench.type(POTASSIUM, "42")
    bench.save()

    assert entry(bench, POTASSIUM).refused.refusal is Refusal.NOT_VALID
    assert entry(bench, POTASSIUM).flag is None
    assert not bench.state.can_save
    assert calls.requests(lab.enter_results) == []


def test_a_line_without_a_range_is_never_called_normal(opened):
    bench = opened(work.sheet(lines=[work.line(9, "MCV")]))

    bench.type(work.line(9, "MCV").analyte_id, "90")

    assert bench.state.lines[0].flag is Flag.NO_RANGE


def test_only_what_is_new_is_saved_in_the_version_that_was_shown(opened, calls, answered):
    saved = work.SODIUM.model_copy(update={"value": "140", "flag": Flag.NORMAL})
    bench = opened(work.sheet(lines=[saved, work.POTASSIUM, work.PROTEIN]))
    after = work.sheet(work.item(stage=WorkStage.VERIFY, version=4), touched_by=["Anna Example"])
    calls.answers(lab.enter_results, after)

    bench.type(SODIUM, "140")
    bench.type(POTASSIUM, "4,2")
    bench.type(PROTEIN, "t")
    bench.save()
    answered(lambda: bench.state.sheet == after)

    (sent,) = calls.requests(lab.enter_results)
    assert (sent.test_order_id, sent.version) == (work.item().id, 3)
    assert [(one.analyte_id, one.value) for one in sent.values] == [(POTASSIUM, "4,2"), (PROTEIN, "t")]
    assert bench.state.typed == {}


def test_a_refusal_keeps_what_was_typed(opened, calls, answered):
    bench = opened(work.sheet())
    calls.answers(lab.enter_results, StaleVersion(4))

    bench.type(SODIUM, "140")
    bench.save()
    answered(lambda: bench.state.problem is not None)

    assert entry(bench, SODIUM).text == "140"
    assert bench.state.can_save


def test_news_of_the_test_leaves_what_is_being_typed(opened, calls, answered, stream):
    bench = opened(work.sheet())
    bench.type(POTASSIUM, "4.2")
    newer = work.sheet(work.item(version=4))
    calls.answers(lab.sheet, newer)

    stream.tell(Topic.LAB)
    answered(lambda: bench.state.sheet == newer)

    assert entry(bench, POTASSIUM).text == "4.2"


def test_no_other_test_is_opened_over_values_that_are_not_saved(opened):
    bench = opened(work.sheet())
    bench.type(POTASSIUM, "4.2")

    bench.open(work.item(2))

    assert bench.state.item.id == work.item().id


def test_while_a_command_is_not_answered_it_is_not_sent_again(opened, calls):
    bench = opened(work.sheet())
    calls.answers(lab.enter_results, work.sheet())
    bench.type(SODIUM, "140")

    bench.save()
    bench.save()

    assert len(calls.requests(lab.enter_results)) == 1


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({}, True),
        ({"may_verify": False, "touched_by": ["Anna Example"]}, False),
        ({"to_tell": ["Potassium"]}, False),
    ],
)
def test_only_another_person_verifies_and_not_before_a_critical_value_was_told(opened, calls, facts, may):
    bench = opened(work.sheet(work.item(stage=WorkStage.VERIFY), **facts))
    calls.answers(lab.verify, work.sheet(work.item(stage=WorkStage.REVIEW)))

    bench.go_on()

    assert bench.state.may_go_on is (may and not calls.requests(lab.verify))
    assert len(calls.requests(lab.verify)) == may


@pytest.mark.parametrize(
    ("stage", "call", "role"),
    [
        (WorkStage.VERIFY, lab.verify, Role.LAB_TECHNICIAN),
        (WorkStage.REVIEW, lab.review, Role.PATHOLOGIST),
        (WorkStage.RELEASE, lab.release, Role.PATHOLOGIST),
    ],
)
def test_one_key_states_the_next_fact(opened, session, calls, stage, call, role):
    session.become(role)
    bench = opened(work.sheet(work.item(stage=stage)))
    calls.answers(call, work.sheet())

    bench.go_on()

    assert len(calls.requests(call)) == 1


def test_who_may_not_release_cannot(opened, calls):
    bench = opened(work.sheet(work.item(stage=WorkStage.RELEASE)))

    bench.go_on()

    assert not bench.state.may_go_on
    assert calls.requests(lab.release) == []


def test_a_call_is_recorded_as_read_back(opened, calls, answered):
    bench = opened(work.sheet(work.item(stage=WorkStage.VERIFY), to_tell=["Potassium"]))
    told = work.sheet(work.item(stage=WorkStage.VERIFY, version=4))
    calls.answers(lab.tell_critical, told)

    bench.tell(bench.state.item, "Dr. Farhana Rahman", "")
    answered(lambda: bench.state.sheet == told)

    (sent,) = calls.requests(lab.tell_critical)
    assert (sent.told_to, sent.read_back) == ("Dr. Farhana Rahman", True)
    assert bench.state.to_tell == ()


def test_a_tube_is_received_and_rejected_as_it_stands_now(opened, calls, answered):
    bench = opened(work.sheet(work.item(stage=WorkStage.RECEIVE)))
    calls.answers(lab.receive, work.sample(version=6))
    calls.answers(lab.reject, work.sample(version=7))

    bench.receive()
    answered(lambda: calls.requests(lab.receive) and not bench.state.sending)
    bench.reject(bench.state.item, RejectCause.HAEMOLYSED, "pink")
    answered(lambda: calls.requests(lab.reject) and not bench.state.sending)

    assert calls.requests(lab.receive)[0].version == 5
    assert (calls.requests(lab.reject)[0].cause, calls.requests(lab.reject)[0].note) == (RejectCause.HAEMOLYSED, "pink")


def test_the_tube_that_was_looked_at_is_rejected_and_none_that_was_taken_since(opened, calls, answered):
    bench = opened(work.sheet(work.item(stage=WorkStage.RECEIVE)))
    looked_at = bench.state.item
    other = work.sample(id=work.item(9).id)
    newer = work.item(stage=WorkStage.RECEIVE, version=looked_at.version + 1, sample_id=other.id)
    calls.answers(lab.sheet, work.sheet(newer))
    calls.answers(lab.samples_of, Page(items=[work.sample(), other]))
    calls.answers(lab.reject, work.sample(version=7))

    bench.refresh()
    answered(lambda: bench.state.item == newer)
    bench.reject(looked_at, RejectCause.HAEMOLYSED, "pink")
    answered(lambda: calls.requests(lab.reject))

    assert [one.sample_id for one in calls.requests(lab.reject)] == [looked_at.sample_id]


def test_labels_are_printed_for_every_tube_before_it_is_filled(opened, calls, answered):
    bench = opened(work.sheet(work.item(stage=WorkStage.COLLECT)))
    other = work.sample(id=work.item(9).id, accession="261126001232")
    calls.answers(lab.prepare, Page(items=[work.sample(), other]))
    calls.answers(lab.collect, Page(items=[work.sample()]))

    bench.print_labels([work.item(1).id, work.item(2).id])
    answered(lambda: len(calls.requests(lab.label_printed)) == 2)
    bench.collect([], [Condition.TRIMESTER_2])
    answered(lambda: calls.requests(lab.collect))

    assert calls.requests(lab.prepare)[0].test_order_ids == [work.item(1).id, work.item(2).id]
    (collected,) = calls.requests(lab.collect)
    assert (collected.test_order_ids, collected.conditions) == ([work.item(1).id], [Condition.TRIMESTER_2])


def test_a_dash_says_that_a_value_could_not_be_had(opened, calls, answered):
    bench = opened(work.sheet())
    undone = work.POTASSIUM.model_copy(update={"value": "", "not_done": True})
    after = work.sheet(work.item(version=4), lines=[work.SODIUM, undone, work.PROTEIN])
    calls.answers(lab.enter_results, after)

    bench.type(POTASSIUM, "-")
    bench.save()
    answered(lambda: bench.state.sheet == after)

    (value,) = calls.requests(lab.enter_results)[0].values
    assert (value.not_done, value.value) == (True, "")
    assert entry(bench, POTASSIUM).text == "–"
    assert bench.state.new_lines == ()


def test_what_was_released_is_corrected_with_a_reason_and_as_a_new_version(opened, session, calls, answered):
    session.become(Role.PATHOLOGIST)
    released = work.POTASSIUM.model_copy(update={"value": "6.9", "flag": Flag.CRITICAL_HIGH})
    bench = opened(work.sheet(work.item(stage=WorkStage.DELIVER), lines=[released]))
    after = work.sheet(work.item(stage=WorkStage.VERIFY, version=4), lines=[released])
    calls.answers(lab.correct, after)

    bench.type(POTASSIUM, "4.9")
    locked = bench.state.new_lines == ()
    bench.begin_correction("tubes were exchanged")
    bench.type(POTASSIUM, "4.9")
    bench.save()
    answered(lambda: bench.state.sheet == after)

    (sent,) = calls.requests(lab.correct)
    assert locked
    assert (sent.reason, [one.value for one in sent.values]) == ("tubes were exchanged", ["4.9"])
    assert (bench.state.correcting, bench.state.typed) == ("", {})


def test_a_technician_corrects_nothing_that_was_released(opened):
    bench = opened(work.sheet(work.item(stage=WorkStage.DELIVER)))

    bench.begin_correction("just because")

    assert not bench.state.is_open_for_entry


def test_a_nurse_has_the_tubes_and_asks_for_no_result(bench, session, calls, answered, qtbot):
    session.become(Role.NURSE)
    waits = work.item(stage=WorkStage.COLLECT)
    filled = work.item(stage=WorkStage.RECEIVE, version=4)
    calls.answers(lab.collect, Page(items=[work.sample()]))
    calls.answers(lab.worklist, Page(items=[filled]))

    with qtbot.waitSignal(bench.opened):
        bench.open(waits)
    bench.collect([], [])
    answered(lambda: bench.state.item == filled)

    assert calls.requests(lab.sheet) == []
    assert bench.state.problem is None
