"""The day's figures as the bars of its charts."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, auto

from client.core.i18n import number_text, tr, trn
from client.core.numbers import plain
from client.core.words import mode_word
from client.views.lab.words import span_text, stage_took
from client.widgets.charts.chart import Bar
from shared.models.dashboard import (
    HourOfDay,
    Income,
    MoneyOfTheDay,
    QueueNow,
    Spread,
    StockAtRisk,
    Taken,
    TimesOf,
)
from shared.models.lab_results import StageTime
from shared.money import Currency


class Debt(Enum):
    PATIENTS = auto()
    PAYERS = auto()
    DEPOSITS = auto()
    TO_PAY_BACK = auto()


class Risk(Enum):
    OUT = auto()
    LOW = auto()
    EXPIRED = auto()
    SOON = auto()
    ASIDE = auto()


def hour_bars(hours: Sequence[HourOfDay]) -> list[Bar]:
    return [
        _counted(each.hour, tr("{hour}:00", hour=f"{each.hour:02d}"), (each.new, each.follow_up, each.tests_only))
        for each in hours
    ]


def time_bars(times: Sequence[TimesOf], *, waited: bool) -> list[Bar]:
    """Of doctors, or of departments where no doctor is named; only where there is something to tell."""
    told = [(of, of.waited if waited else of.seen) for of in times]
    return [
        Bar(
            key=of.doctor_id or of.department_id,
            label=of.doctor or of.department or tr("No department"),
            values=(spread.median_minutes, spread.ninety_percent_minutes),
            texts=(span_text(spread.median_minutes), span_text(spread.ninety_percent_minutes)),
            total=_both(spread.median_minutes, spread.ninety_percent_minutes),
        )
        for of, spread in sorted(told, key=_slowest_first)
        if spread is not None
    ]


def queue_bars(queues: Sequence[QueueNow]) -> list[Bar]:
    return [
        Bar(
            key=each.doctor_id,
            label=each.doctor,
            values=(each.waiting, each.with_doctor, each.on_hold),
            texts=(number_text(each.waiting), number_text(each.with_doctor), number_text(each.on_hold)),
            total=_queue_total(each),
        )
        for each in queues
    ]


def stage_bars(stages: Sequence[StageTime]) -> list[Bar]:
    """The whole way first, then its stages in the order of the work."""
    return [
        Bar(
            key=each.stage,
            label=stage_took(each.stage),
            values=(each.median_minutes, each.ninety_percent_minutes),
            texts=(span_text(each.median_minutes), span_text(each.ninety_percent_minutes)),
            total=_both(each.median_minutes, each.ninety_percent_minutes),
        )
        for each in sorted(stages, key=_whole_first)
    ]


def taken_bars(taken: Sequence[Taken], currency: Currency) -> list[Bar]:
    """In each way of paying: what came in, and what went back."""
    return [
        Bar(
            key=each.mode,
            label=mode_word(each.mode),
            values=(float(each.taken), float(-each.given_back)),
            texts=(plain(each.taken, currency), plain(each.given_back, currency)),
            total=plain(each.taken - each.given_back, currency),
        )
        for each in taken
        if each.taken or each.given_back
    ]


def income_bars(income: Sequence[Income], currency: Currency) -> list[Bar]:
    return [_amount(each.department_id, each.department or tr("No department"), each.net, currency) for each in income]


def debt_bars(money: MoneyOfTheDay, *, is_today: bool) -> list[Bar]:
    """What is to be paid back is listed as of now, and so told of today only."""
    amounts = [
        (Debt.PATIENTS, tr("Patients owe"), money.patients_owe),
        (Debt.PAYERS, tr("Insurers and companies owe"), money.payers_owe),
        (Debt.DEPOSITS, tr("Paid in advance"), money.deposits),
    ]
    if is_today:
        amounts.append((Debt.TO_PAY_BACK, tr("Refunds to pay out"), money.to_pay_back))
    return [_amount(debt, label, amount, money.currency) for debt, label, amount in amounts]


def risk_bars(stock: StockAtRisk) -> list[Bar]:
    """How many, and what those cost that lie there."""
    counted = (
        (Risk.OUT, tr("Out of stock"), stock.out, None),
        (Risk.LOW, tr("Low"), stock.low, None),
        (Risk.EXPIRED, tr("Expired"), stock.expired, stock.expired_cost),
        (Risk.SOON, tr("Expires soon"), stock.soon, stock.soon_cost),
        (Risk.ASIDE, tr("Set aside"), stock.aside, stock.aside_cost),
    )
    return [
        Bar(
            key=risk,
            label=label,
            values=(number,),
            texts=(number_text(number),),
            total=number_text(number)
            if cost is None
            else tr("{number} · {cost}", number=number_text(number), cost=plain(cost, stock.currency)),
        )
        for risk, label, number, cost in counted
    ]


def _both(median: int, ninety: int) -> str:
    """Short: there is little room beside a bar."""
    return tr("{median} · {ninety} min", median=number_text(median), ninety=number_text(ninety))


def _whole_first(time: StageTime) -> bool:
    return time.stage is not None


def _slowest_first(told: tuple[TimesOf, Spread | None]) -> int:
    return -told[1].median_minutes if told[1] is not None else 0


def _queue_total(queue: QueueNow) -> str:
    if queue.longest_minutes is None:
        return trn("{n} waits", "{n} wait", queue.waiting)
    longest = number_text(queue.longest_minutes)
    return trn("{n} waits · {longest} min", "{n} wait · {longest} min", queue.waiting, longest=longest)


def _counted(key: object, label: str, values: tuple[int, ...]) -> Bar:
    return Bar(key, label, tuple(map(float, values)), tuple(map(number_text, values)), number_text(sum(values)))


def _amount(key: object, label: str, amount: Decimal, currency: Currency) -> Bar:
    text = plain(amount, currency)
    return Bar(key, label, (float(amount),), (text,), text)
