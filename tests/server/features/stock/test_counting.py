from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from shared.contracts import access, stock
from shared.contracts.access import ApprovalNeeded, MayNotApprove
from shared.contracts.stock import (
    CountClosed,
    CountedByThem,
    CountedElsewhere,
    CountOverrun,
    LinesNotCounted,
    NothingToCount,
)
from shared.errors import Forbidden
from shared.models.stock_counts import CountPart, CountStatus, Tally
from shared.permissions import Permission, Role
from tests.server.features.stock.test_moves import take
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


def counted(person, count, *tallies):
    lines = [Tally(batch_id=batch, counted=Decimal(quantity), quarantined=aside) for batch, quantity, aside in tallies]
    return person.send(stock.tally(count_id=count.id, lines=lines)).lines


def posting(person, count, *, second="manager", **rest):
    word = person.send(
        access.approve(user_name=second, password=PASSWORD, permission=Permission.STOCK_ADJUST, subject_id=count.id)
    )
    return stock.post_count(
        count_id=count.id, version=count.version, reason="yearly count", approval_id=word.id, **rest
    )


def test_only_differences_move_and_what_was_sold_meanwhile_is_not_lost(pharmacist, shelves):
    short = shelves.receive(50, batch="SHORT")
    right = shelves.receive(20, batch="RIGHT", medicine="Amoxicillin 500 mg")
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    assert (count.count_no, count.listed) == ("SC-2026-000001", 2)
    assert {line.expected for line in count.lines} == {None}

    take(shelves, 10)
    first, second = counted(pharmacist, count, (short, 37, False), (right, 20, False))[::-1]
    assert (first.expected, first.difference, first.worth) == (40, -3, Decimal("-2.4"))
    assert second.difference == 0
    take(shelves, 5)
    posted = pharmacist.send(posting(pharmacist, count))

    assert (posted.status, posted.second_person, posted.counted) == (CountStatus.POSTED, "Manager", 2)
    assert shelves.levels() == shelves.card() == {("SHORT", False): 32, ("RIGHT", False): 20}
    newest, *_ = pharmacist.send(stock.card(medicine_id=shelves.medicine())).lines
    assert (newest.quantity, newest.reference, newest.reason, newest.second_person) == (
        -3,
        "SC-2026-000001",
        "yearly count",
        "Manager",
    )
    with pytest.raises(CountClosed):
        counted(pharmacist, count, (short, 1, False))


def test_the_counter_stays_open_while_a_count_is_posted(pharmacist, shelves):
    """Twenty tablets go out one by one around the moment at which three are found missing."""
    batch = shelves.receive(50)
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    counted(pharmacist, count, (batch, 47, False))
    request = posting(pharmacist, count)

    def one(number):
        return pharmacist.send(request) if number == 10 else take(shelves, 1)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(21)))

    assert shelves.levels() == shelves.card() == {("B1", False): 27}


def test_counted_again_the_newest_counts_and_a_found_batch_joins_the_list(pharmacist, shelves):
    batch = shelves.receive(50)
    gone = shelves.receive(5, batch="GONE")
    take(shelves, 5, batch=gone)
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    assert count.listed == 1

    known = pharmacist.send(stock.batches(medicine_id=shelves.medicine())).items
    assert {each.batch_no for each in known} == {"B1", "GONE"}
    counted(pharmacist, count, (batch, 5, False))
    again, found, aside = counted(pharmacist, count, (batch, 50, False), (gone, 2, False), (gone, 1, True))

    assert (again.times, again.difference) == (2, 0)
    assert (found.difference, aside.difference) == (2, 1)
    pharmacist.send(posting(pharmacist, count))
    assert shelves.levels() == {("B1", False): 50, ("GONE", False): 2, ("GONE", True): 1}


def test_lines_that_nobody_counted_are_named_before_they_are_left(pharmacist, shelves):
    batch = shelves.receive(50)
    shelves.receive(7, batch="B2")
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    counted(pharmacist, count, (batch, 49, False))
    request = posting(pharmacist, count)

    with pytest.raises(LinesNotCounted) as refused:
        pharmacist.send(request)
    assert refused.value.left == 1
    pharmacist.send(posting(pharmacist, count, leave_rest=True))

    assert shelves.levels() == {("B1", False): 49, ("B2", False): 7}


def test_who_agrees_has_not_counted_and_is_somebody_else(api, pharmacist, shelves, house):
    batch = shelves.receive(50)
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    counted(pharmacist, count, (batch, 49, False))

    with pytest.raises(ApprovalNeeded):
        pharmacist.send(stock.post_count(count_id=count.id, version=1, reason="yearly count"))
    with pytest.raises(MayNotApprove):
        posting(api(Role.MANAGER), count, second="pharmacist")
    shelves.owner.execute(
        "INSERT INTO stock_tallies SELECT gen_random_uuid(), count_id, batch_id, quarantined, expected, counted, %s, "
        "workstation_id, counted_at FROM stock_tallies",
        (house.employees["manager"],),
    )
    with pytest.raises(CountedByThem):
        pharmacist.send(posting(pharmacist, count))
    assert shelves.levels() == {("B1", False): 50}


def test_more_cannot_be_missing_than_is_there_when_it_is_posted(pharmacist, shelves):
    batch = shelves.receive(50)
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    counted(pharmacist, count, (batch, 10, False))
    take(shelves, 20)

    with pytest.raises(CountOverrun) as refused:
        pharmacist.send(posting(pharmacist, count))

    assert refused.value.batch_no == "B1"
    assert shelves.levels() == {("B1", False): 30}


def test_one_batch_is_on_the_list_of_one_open_count(pharmacist, shelves):
    shelves.receive(50)
    amoxicillin = shelves.receive(20, batch="A1", medicine="Amoxicillin 500 mg")
    paracetamol: dict[str, Any] = {"part": CountPart.LETTERS, "first_letter": "P", "last_letter": "Z"}
    count = pharmacist.send(stock.open_count(store_id=PHARMACY, **paracetamol))
    assert [line.medicine for line in count.lines] == ["Paracetamol"]

    with pytest.raises(CountedElsewhere) as refused:
        pharmacist.send(stock.open_count(store_id=PHARMACY))
    assert refused.value.count_no == count.count_no
    other = pharmacist.send(stock.open_count(store_id=PHARMACY, part=CountPart.LETTERS, last_letter="C"))
    with pytest.raises(CountedElsewhere):
        counted(pharmacist, count, (amoxicillin, 20, False))

    dropped = pharmacist.send(stock.drop_count(count_id=count.id, version=1, reason="wrong part"))
    assert dropped.status is CountStatus.DROPPED
    listed = pharmacist.send(stock.counts(store_id=PHARMACY)).items
    assert [(c.count_no, c.status) for c in listed] == [
        (other.count_no, CountStatus.OPEN),
        (count.count_no, CountStatus.DROPPED),
    ]
    assert pharmacist.send(stock.open_count(store_id=PHARMACY, **paracetamol)).listed == 1


def test_a_part_is_what_expires_or_is_controlled(pharmacist, shelves):
    shelves.receive(50)
    with pytest.raises(NothingToCount):
        pharmacist.send(stock.open_count(store_id=PHARMACY, part=CountPart.CONTROLLED))
    shelves.receive(5, batch="SOON", expires=date(2026, 12, 31))

    soon = pharmacist.send(stock.open_count(store_id=PHARMACY, part=CountPart.SOON))

    assert [line.batch_no for line in soon.lines] == ["SOON"]


def test_a_technician_counts_the_own_store_alone(api, shelves):
    shelves.receive(50)

    with pytest.raises(Forbidden):
        api(Role.LAB_TECHNICIAN).send(stock.open_count(store_id=PHARMACY))


def test_what_was_counted_is_never_changed(pharmacist, shelves, server_role):
    batch = shelves.receive(50)
    count = pharmacist.send(stock.open_count(store_id=PHARMACY))
    counted(pharmacist, count, (batch, 49, False))
    pharmacist.send(posting(pharmacist, count))

    for attempt in (
        "UPDATE stock_tallies SET counted = 50",
        "DELETE FROM stock_tallies",
        "DELETE FROM stock_count_lines",
        "UPDATE stock_counts SET status = 'open', second_person = NULL, closed_at = NULL",
        "DELETE FROM stock_counts",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server_role.execute(attempt)
