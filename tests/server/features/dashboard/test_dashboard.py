"""The day's figures against an independent count: of what was made up, or in plain SQL over the documents."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.cashiers import TurnedClock as TillClock
from benchmarks.till import Till
from server.core.house import House
from shared.contracts import dashboard, staff, stock
from shared.errors import Forbidden
from shared.models.dashboard import VisitPart
from shared.models.lab import WorkStage
from shared.permissions import Role
from tests.server.features.dashboard.made_up import DHAKA, DOCTORS, TODAY, Chosen, S, T, made_up, with_tests
from tests.support.server import NOON
from tests.support.shelves import PHARMACY, Shelves
from tests.support.ward import crowd


@pytest.fixture
def day(house, database):
    """A generated one: its visits, and its tests with how long each step took."""
    chance = Random(20261122)
    with database.transaction() as session:
        patients = crowd(session, 240, NOON)
        session.flush()
        visits = list(made_up(house, patients, chance))
        session.add_all(visits)
        session.flush()
        tests = list(with_tests(house, session, visits, chance))
    return visits, tests


def percentile(values, share):
    """As a statistician draws it: between the two neighbours."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(values):
    return (len(values), round(percentile(values, 0.5)), round(percentile(values, 0.9))) if values else None


def told(of):
    return of and (of.patients, of.median_minutes, of.ninety_percent_minutes)


def of_today(visits, doctor=None):
    return [v for v in visits if v.appointment_date == TODAY and doctor in (None, v.doctor_id)]


def waits(visits):
    return [(v.entered_at - v.checked_in_at).total_seconds() / 60 for v in visits if v.entered_at and v.checked_in_at]


def rooms(visits):
    return [v.room_seconds / 60 for v in visits if v.status is S.COMPLETED and v.checked_in_at]


def test_a_generated_day_is_counted_as_it_was_made(api, house, day):
    visits, tests = day

    shown = api(Role.MANAGER).send(dashboard.show())

    today = of_today(visits)
    doctors = [v for v in today if v.appointment_type is not T.LABORATORY]
    came = Counter((v.checked_in_at.astimezone(DHAKA).hour, v.appointment_type) for v in today if v.checked_in_at)
    assert {(h.hour, T.NEW): h.new for h in shown.hours if h.new} | {
        (h.hour, T.FOLLOWUP): h.follow_up for h in shown.hours if h.follow_up
    } | {(h.hour, T.LABORATORY): h.tests_only for h in shown.hours if h.tests_only} == came
    states = Counter(v.status for v in doctors)
    assert shown.heads.model_dump() == {
        "booked": states[S.SCHEDULED],
        "arrived": sum(v.checked_in_at is not None for v in doctors),
        "open": states[S.WAITING] + states[S.CALLED] + states[S.IN_CONSULTATION] + states[S.ON_HOLD],
        "completed": states[S.COMPLETED],
        "never_came": 0,
        "left_unseen": sum(v.status is S.NO_SHOW and not v.entered_at for v in doctors),
        "cancelled": states[S.CANCELLED],
    }
    assert told(shown.together.waited) == spread(waits(doctors))
    assert told(shown.together.seen) == spread(rooms(doctors))
    assert len(shown.doctors) == len(shown.departments) == len(DOCTORS)
    for of in shown.doctors:
        own = [v for v in doctors if v.doctor_id == of.doctor_id]
        assert (told(of.waited), told(of.seen)) == (spread(waits(own)), spread(rooms(own)))
        (department,) = [d for d in shown.departments if d.department_id == of.department_id]
        assert (department.waited, department.seen) == (of.waited, of.seen)
    assert {(q.doctor_id, q.waiting, q.with_doctor, q.on_hold) for q in shown.queues} == {
        (
            house.employees[who],
            sum(v.status is S.WAITING for v in own),
            sum(v.status in (S.CALLED, S.IN_CONSULTATION) for v in own),
            sum(v.status is S.ON_HOLD for v in own),
        )
        for who in DOCTORS
        if (own := [v for v in doctors if v.doctor_id == house.employees[who]])
    }
    stages = {one.stage: (one.tests, one.median_minutes, one.ninety_percent_minutes) for one in shown.laboratory}
    minutes = [[step.total_seconds() / 60 for step in steps] for _, _, steps in tests]
    assert stages == {
        WorkStage.COLLECT: spread([one[0] for one in minutes]),
        WorkStage.RECEIVE: spread([one[1] for one in minutes]),
        WorkStage.RELEASE: spread([one[3] for one in minutes]),
        None: spread([sum(one) for one in minutes]),
    }


def test_every_figure_opens_the_list_it_counts(api, house, day):
    visits, tests = day
    manager = api(Role.MANAGER)
    doctor = house.employees["doctor_b"]

    shown = manager.send(dashboard.show(doctor_id=doctor))

    parts = {part: manager.send(dashboard.visits(part=part, doctor_id=doctor)).items for part in VisitPart}
    assert {part: len(rows) for part, rows in parts.items()} == {
        **{VisitPart(name): number for name, number in shown.heads.model_dump().items()},
        VisitPart.WAITED: shown.together.waited.patients,
    }
    hour = shown.hours[1]
    for kind, number in ((T.NEW, hour.new), (T.FOLLOWUP, hour.follow_up), (T.LABORATORY, hour.tests_only)):
        listed = manager.send(dashboard.visits(doctor_id=doctor, hour=hour.hour, type=kind))
        assert len(listed.items) == number
    waited = sorted(round(minutes) for minutes in waits(of_today(visits, doctor)))
    assert sorted(row.waited_minutes for row in parts[VisitPart.WAITED]) == pytest.approx(waited, abs=1)

    slow = api("doctor_b").send(dashboard.tests(stage=WorkStage.COLLECT)).items
    own = {order_id: steps[0] for who, order_id, steps in tests if who == doctor}
    assert [row.test_order_id for row in slow] == sorted(own, key=own.__getitem__, reverse=True)
    assert len(slow) == next(one.tests for one in shown.laboratory if one.stage is WorkStage.COLLECT)
    told = manager.send(dashboard.tests(doctor_id=doctor, stage=WorkStage.COLLECT)).items
    assert [(row.test, row.minutes) for row in told] == [(row.test, row.minutes) for row in slow]
    # Whose they are could be found out by these.
    assert {(row.test_order_id, row.accession, row.doctor, row.ordered_at) for row in told} == {(None,) * 4}


def test_all_figures_are_of_one_moment(api, house, day, database):
    visits, _ = day
    joined: list[Any] = []

    @event.listens_for(database.engine, "after_cursor_execute")
    def somebody_joins(_connection, _cursor, statement, *_):
        if "left_unseen" in statement and not joined:
            joined.append(visits[0].patient_id)
            with database.transaction() as another:
                another.add(next(made_up(house, [visits[0].patient_id], Chosen())))

    shown = api(Role.MANAGER).send(dashboard.show())

    assert joined
    assert shown.heads.arrived == sum(hour.new + hour.follow_up for hour in shown.hours)
    event.remove(database.engine, "after_cursor_execute", somebody_joins)


def test_an_earlier_day_has_its_own_figures_and_no_queue(api, day):
    visits, _ = day

    shown = api(Role.MANAGER).send(dashboard.show(day=TODAY - timedelta(days=1)))

    earlier = [v for v in visits if v.appointment_date != TODAY and v.appointment_type is not T.LABORATORY]
    assert (shown.is_today, shown.queues) == (False, [])
    states = Counter(v.status for v in earlier)
    gone = [v for v in earlier if v.checked_in_at and not v.entered_at and v.status is not S.CANCELLED]
    assert shown.heads.completed == states[S.COMPLETED] > 0
    assert shown.heads.never_came == sum(v.status is S.SCHEDULED and not v.checked_in_at for v in earlier) > 0
    assert shown.heads.left_unseen == sum(v.status is not S.SCHEDULED for v in gone) > 0
    assert (shown.heads.booked, shown.heads.open) == (0, states[S.ON_HOLD])
    assert told(shown.together.waited) == spread(waits(earlier))


def test_a_department_has_the_figures_of_its_doctors(api, house, day):
    manager = api(Role.MANAGER)
    (doctor,) = [d for d in manager.send(staff.doctors()).items if d.id == house.doctor]

    by_department = manager.send(dashboard.show(department_id=doctor.department_id))
    by_doctor = manager.send(dashboard.show(doctor_id=doctor.id))

    same = {"heads", "hours", "together", "doctors", "departments", "queues", "laboratory"}
    assert by_department.model_dump(include=same) == by_doctor.model_dump(include=same)
    assert [of.doctor_id for of in by_doctor.doctors] == [doctor.id]


def test_a_doctor_sees_the_own_day_without_the_houses_money(api, house, day):
    doctor = api("doctor_b")

    own = doctor.send(dashboard.show())

    assert own.heads == api(Role.MANAGER).send(dashboard.show(doctor_id=house.employees["doctor_b"])).heads
    assert (own.money, own.stock) == (None, None)
    for refused in (
        dashboard.show(doctor_id=house.doctor),
        dashboard.visits(doctor_id=house.doctor),
        dashboard.tests(doctor_id=house.doctor),
    ):
        with pytest.raises(Forbidden):
            doctor.send(refused)
    assert doctor.send(dashboard.visits()).items
    assert {row.doctor for row in doctor.send(dashboard.visits()).items} == {"Dr doctor_b"}


# As the documents themselves say it; `at` in the house's zone, whose day begins at four.
DAY = "((at AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date"
TAKEN = f"""
    SELECT mode, coalesce(sum(amount) FILTER (WHERE amount > 0), 0), coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)
    FROM (SELECT mode, taken_at AS at, amount + rounding AS amount FROM payments WHERE mode <> 'deposit'
          UNION ALL SELECT mode, taken_at, amount FROM deposits) AS moved
    WHERE {DAY} = %s GROUP BY mode
"""
NET = f"""
    SELECT coalesce(sum(net), 0) FROM (
        SELECT issued_at AS at, subtotal - discount AS net FROM bills WHERE bill_no IS NOT NULL
        UNION ALL SELECT c.cancelled_at, -(b.subtotal - b.discount)
        FROM bill_cancellations c JOIN bills b ON b.id = c.bill_id
        UNION ALL SELECT made_at, -(subtotal - discount) FROM credit_notes) AS billed
    WHERE {DAY} = %s
"""
OWED = """
    SELECT (SELECT sum(total - payer_share - (credited - payer_credited) - paid) FROM bills
            WHERE bill_no IS NOT NULL AND status <> 'cancelled')
         + (SELECT coalesce(sum(l.amount), 0) FROM refunds r JOIN refund_lines l ON l.refund_id = r.id
            WHERE r.status = 'approved'),
           (SELECT coalesce(sum(payer_share - payer_credited), 0) FROM bills
            WHERE bill_no IS NOT NULL AND status <> 'cancelled'),
           (SELECT coalesce(sum(amount), 0) FROM deposits)
         - (SELECT coalesce(sum(amount), 0) FROM payments WHERE mode = 'deposit')
"""


def spent(house, database, chance, begins):
    till = Till(house, House(timezone="Asia/Dhaka"), chance, TillClock(begins))
    with database.transaction() as session:
        for _ in range(90):
            till.step(session)


def test_money_is_what_the_documents_say(api, house, database, owner):
    """Of three days, so that what is over and what is not both count."""
    chance = Random(6)
    days = [NOON - timedelta(days=ago) for ago in (5, 1, 0)]
    for begins in days:
        spent(house, database, chance, begins.replace(hour=3))
    manager = api(Role.MANAGER)

    shown = {day: manager.send(dashboard.show(day=day)).money for day in (begins.date() for begins in days)}

    for day, money in shown.items():
        taken = {mode: (came, back) for mode, came, back in owner.execute(TAKEN, (day,))}
        assert {each.mode: (each.taken, each.given_back) for each in money.taken if each.taken or each.given_back} == {
            mode: both for mode, both in taken.items() if any(both)
        }
        assert money.income_net == owner.execute(NET, (day,)).fetchone()[0]
    assert any(money.income_net for money in shown.values())
    now = shown[TODAY]
    patients, payers, deposits = owner.execute(OWED).fetchone()
    assert (now.patients_owe, now.payers_owe, now.deposits) == (patients, payers, deposits)
    again = manager.send(dashboard.show()).money
    assert again == now


def test_stock_at_risk_names_what_is_behind_it(api, house, owner, database, clock):
    shelves = Shelves(api, house, owner, database, clock)
    shelves.receive(50, batch="SOON", expires=TODAY + timedelta(days=20))
    shelves.receive(10, batch="GOOD")
    shelves.receive(7, batch="A1", medicine="Amoxicillin 500 mg")
    owner.execute("SET session_replication_role = replica")  # a batch stays as it came; this one came long ago
    owner.execute("UPDATE stock_batches SET expires_on = %s WHERE batch_no = 'A1'", (TODAY - timedelta(days=1),))
    pharmacist = api(Role.PHARMACIST)
    for name, level in (("Paracetamol 500 mg", 60), ("Amoxicillin 500 mg", 5)):
        pharmacist.send(
            stock.set_reorder_level(store_id=PHARMACY, medicine_id=house.medicines[name], level=Decimal(level))
        )

    risk = api(Role.MANAGER).send(dashboard.show()).stock

    assert (risk.expired, risk.expired_cost) == (1, Decimal("5.60"))
    assert (risk.soon, risk.soon_cost) == (1, Decimal("40.00"))
    assert (risk.aside, risk.low, risk.out) == (0, 1, 1)
    (out,) = pharmacist.send(dashboard.low_stock(out=True)).items
    assert (out.medicine, out.on_hand, out.level) == ("Amoxicillin 500 mg capsule", Decimal(0), Decimal(5))
    (low,) = pharmacist.send(dashboard.low_stock(out=False)).items
    assert (low.medicine, low.on_hand, low.level) == ("Paracetamol 500 mg tablet", Decimal(60), Decimal(60))


def test_doctors_without_a_department_are_listed_as_they_are_counted(api, house, day, owner):
    owner.execute("UPDATE employees SET department_id = NULL WHERE id = %s", (house.employees["doctor_b"],))
    manager = api(Role.MANAGER)

    shown = manager.send(dashboard.show())

    (nobodys,) = [of for of in shown.departments if of.department_id is None]
    listed = manager.send(dashboard.visits(part=VisitPart.WAITED, no_department=True)).items
    assert len(listed) == nobodys.waited.patients > 0
    assert {row.doctor for row in listed} == {"Dr doctor_b"}
