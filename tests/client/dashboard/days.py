"""A day as the server tells it."""

from datetime import UTC, datetime
from decimal import Decimal

from shared.ids import DepartmentId, EmployeeId, TestOrderId, new_id
from shared.models.billing import PaymentMode
from shared.models.dashboard import (
    Dashboard,
    Heads,
    HourOfDay,
    Income,
    MoneyOfTheDay,
    QueueNow,
    Spread,
    StockAtRisk,
    Taken,
    TestTook,
    TimesOf,
)
from shared.models.lab import WorkStage
from shared.models.lab_results import StageTime
from shared.models.staff import DoctorSummary
from shared.money import Currency

NOON = datetime(2026, 11, 22, 6, 41, tzinfo=UTC)
TAKA = Currency("BDT")
D = Decimal
NAMES = ("Dr. Anjali Mehta", "Dr. Farhana Rahman", "Dr. Imtiaz Chowdhury", "Dr. Shafiqul Islam", "Dr. Omar Al-Hassan")
PLACES = ("Paediatrics", "Medicine", "Surgery", "Orthopaedics", "Ear, nose and throat")
DOCTORS = [EmployeeId(new_id()) for _ in NAMES]
DEPARTMENTS = [DepartmentId(new_id()) for _ in PLACES]
WAITS = (18, 34, 55, 21, 9)


def spread(median, share=2.1):
    return Spread(patients=40, median_minutes=median, ninety_percent_minutes=round(median * share))


def times(place, *, of_department=False):
    return TimesOf(
        doctor_id=None if of_department else DOCTORS[place],
        doctor="" if of_department else NAMES[place],
        department_id=DEPARTMENTS[place],
        department=PLACES[place],
        waited=spread(WAITS[place]),
        seen=spread(8 + place, 1.7),
    )


def took(stage, median, ninety):
    return StageTime(stage=stage, tests=61, median_minutes=median, ninety_percent_minutes=ninety)


def slow_test(minutes):
    return TestTook(
        test_order_id=TestOrderId(new_id()),
        accession="26A1B2C3",
        doctor=NAMES[0],
        ordered_at=NOON,
        test="Complete blood count",
        lab="Haematology",
        minutes=minutes,
        late=False,
    )


def summary(place):
    return DoctorSummary(
        id=DOCTORS[place],
        name=NAMES[place],
        degrees="MBBS",
        department_id=DEPARTMENTS[place],
        department=PLACES[place],
        room=f"{101 + place}",
        token_prefix="ABCDE"[place],
        new_fee=D(800),
        follow_up_fee=D(500),
    )


def a_day(**changes):
    came = [(8, 31, 12, 4), (9, 58, 25, 9), (10, 61, 30, 12), (11, 47, 22, 10), (12, 24, 9, 3), (13, 0, 0, 0)]
    came += [(14, 18, 11, 2), (15, 22, 6, 1), (16, 9, 3, 0)]
    made = Dashboard(
        day=NOON.date(),
        is_today=True,
        as_of=NOON,
        heads=Heads(booked=14, arrived=388, open=47, completed=325, never_came=0, left_unseen=16, cancelled=5),
        hours=[HourOfDay(hour=h, new=n, follow_up=f, tests_only=t) for h, n, f, t in came],
        together=TimesOf(
            doctor_id=None, doctor="", department_id=None, department="", waited=spread(24), seen=spread(9)
        ),
        departments=[times(place, of_department=True) for place in range(5)],
        doctors=[times(place) for place in range(5)],
        queues=[
            QueueNow(
                doctor_id=DOCTORS[place],
                doctor=NAMES[place],
                department=PLACES[place],
                room=f"{101 + place}",
                waiting=waiting,
                with_doctor=1,
                on_hold=held,
                longest_minutes=longest,
            )
            for place, waiting, held, longest in ((1, 17, 3, 64), (0, 12, 0, 31), (2, 9, 2, 48), (3, 2, 0, 5))
        ],
        laboratory=[
            took(WorkStage.COLLECT, 11, 27),
            took(WorkStage.RECEIVE, 6, 18),
            took(WorkStage.ENTER, 42, 95),
            took(WorkStage.VERIFY, 8, 22),
            took(WorkStage.REVIEW, 15, 61),
            took(WorkStage.RELEASE, 3, 9),
            took(WorkStage.DELIVER, 25, 110),
            took(None, 96, 214),
        ],
        money=MoneyOfTheDay(
            currency=TAKA,
            taken=[
                Taken(mode=PaymentMode.CASH, taken=D("214350.00"), given_back=D("1800.00")),
                Taken(mode=PaymentMode.CARD, taken=D("58200.00"), given_back=D(0)),
                Taken(mode=PaymentMode.MOBILE, taken=D("91440.50"), given_back=D("500.00")),
                Taken(mode=PaymentMode.BANK, taken=D(0), given_back=D(0)),
            ],
            income=[
                Income(department_id=DEPARTMENTS[1], department="Medicine", net=D("141200.00")),
                Income(department_id=DEPARTMENTS[0], department="Paediatrics", net=D("88150.00")),
                Income(department_id=DEPARTMENTS[2], department="Surgery", net=D("61700.00")),
                Income(department_id=None, department="", net=D("42310.75")),
                Income(department_id=DEPARTMENTS[3], department="Orthopaedics", net=D("-350.00")),
            ],
            patients_owe=D("48210.00"),
            payers_owe=D("312904.25"),
            deposits=D("21000.00"),
            to_pay_back=D("2300.00"),
        ),
        stock=StockAtRisk(
            currency=TAKA,
            expired=3,
            expired_cost=D("412.50"),
            soon=21,
            soon_cost=D("9120.00"),
            aside=2,
            aside_cost=D("60.00"),
            low=14,
            out=4,
        ),
    )
    return made.model_copy(update=changes)
