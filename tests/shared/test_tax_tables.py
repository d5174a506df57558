"""Tax and rounding as worked out by hand: three currencies, half-up, tax on top and within, discounts before tax."""

from decimal import Decimal

import pytest

from shared.money import Currency
from shared.rules.bills import bill_totals, line_totals

# price, quantity, discount, rate, and what a person with paper and pencil gets: subtotal, tax, amount.
ON_TOP = """
JPY 100      1     0     0      100      0       100
JPY 100      1     0     0.10   100      10      110
JPY 105      1     0     0.10   105      11      116
JPY 104      1     0     0.10   104      10      114
JPY 333      3     0     0.08   999      80      1079
JPY 33.5     1     0     0.10   34       3       37
JPY 33.4     1     0     0.10   33       3       36
JPY 0.5      1     0     0.10   1        0       1
JPY 0.4      1     0     0.10   0        0       0
JPY 1000     1     100   0.08   1000     72      972
JPY 199      1     99    0.055  199      6       106
JPY 7        1     0     0.075  7        1       8
BDT 100      1     0     0      100.00   0.00    100.00
BDT 100      1     0     0.15   100.00   15.00   115.00
BDT 99.99    1     0     0.15   99.99    15.00   114.99
BDT 0.10     1     0     0.15   0.10     0.02    0.12
BDT 0.03     1     0     0.15   0.03     0.00    0.03
BDT 0.30     1     0     0.15   0.30     0.05    0.35
BDT 0.125    1     0     0      0.13     0.00    0.13
BDT 0.3333   15    0     0.15   5.00     0.75    5.75
BDT 1.2500   21    0     0.075  26.25    1.97    28.22
BDT 800      1     80    0.15   800.00   108.00  828.00
BDT 450      2     33.33 0.15   900.00   130.00  996.67
BDT 12.345   1     0     0.05   12.35    0.62    12.97
BDT 12.344   1     0     0.05   12.34    0.62    12.96
BDT 200      0.5   0     0.18   100.00   18.00   118.00
BDT 0.01     1     0     0.5    0.01     0.01    0.02
BDT 500      1     500   0.15   500.00   0.00    0.00
BDT 33.33    3     0     0.055  99.99    5.50    105.49
KWD 1        1     0     0      1.000    0.000   1.000
KWD 1        1     0     0.05   1.000    0.050   1.050
KWD 0.333    3     0     0.05   0.999    0.050   1.049
KWD 0.3335   1     0     0.05   0.334    0.017   0.351
KWD 0.3334   1     0     0.05   0.333    0.017   0.350
KWD 12.345   1     1.234 0.15   12.345   1.667   12.778
KWD 0.0005   1     0     0.05   0.001    0.000   0.001
KWD 2.5      1     0     0.075  2.500    0.188   2.688
"""
WITHIN = """
JPY 110      1     0     0.10   100      10      110
JPY 100      1     0     0.10   91       9       100
JPY 105      1     0     0.05   100      5       105
JPY 1        1     0     0.10   1        0       1
JPY 6        1     0     0.10   5        1       6
JPY 999      1     0     0.08   925      74      999
JPY 33.5     1     0     0.10   31       3       34
JPY 1080     1     108   0.08   1008     72      972
JPY 100      1     0     1      50       50      100
JPY 101      1     0     1      51       50      101
BDT 115      1     0     0.15   100.00   15.00   115.00
BDT 100      1     0     0.15   86.96    13.04   100.00
BDT 99.99    1     0     0.15   86.95    13.04   99.99
BDT 0.01     1     0     0.15   0.01     0.00    0.01
BDT 0.04     1     0     0.15   0.03     0.01    0.04
BDT 0.125    1     0     0.15   0.11     0.02    0.13
BDT 450      1     45    0.15   397.17   52.83   405.00
BDT 1054     1     0     0.05   1003.81  50.19   1054.00
BDT 33.33    3     0     0.18   84.74    15.25   99.99
BDT 105.50   1     0     0.055  100.00   5.50    105.50
BDT 80       1     80    0.15   80.00    0.00    0.00
BDT 100      1     0     0      100.00   0.00    100.00
BDT 10.75    2     0     0.075  20.00    1.50    21.50
KWD 1.050    1     0     0.05   1.000    0.050   1.050
KWD 1        1     0     0.05   0.952    0.048   1.000
KWD 0.333    1     0     0.05   0.317    0.016   0.333
KWD 0.0005   1     0     0.05   0.001    0.000   0.001
KWD 12.345   1     1.234 0.15   10.896   1.449   11.111
KWD 5        3     0     0.15   13.043   1.957   15.000
KWD 0.003    1     0     0.5    0.002    0.001   0.003
"""


def rows(table: str):
    return [line.split() for line in table.strip().splitlines()]


def worked_out(currency, price, quantity, discount, rate, *, inclusive):
    line = line_totals(
        Decimal(price),
        Decimal(quantity),
        Currency(currency),
        discount=Decimal(discount),
        tax_rate=Decimal(rate),
        inclusive=inclusive,
    )
    return str(line.subtotal), str(line.tax), str(line.amount)


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "discount", "rate", "subtotal", "tax", "amount"), rows(ON_TOP)
)
def test_a_tax_on_top(currency, price, quantity, discount, rate, subtotal, tax, amount):
    assert worked_out(currency, price, quantity, discount, rate, inclusive=False) == (subtotal, tax, amount)


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "discount", "rate", "subtotal", "tax", "amount"), rows(WITHIN)
)
def test_a_tax_within(currency, price, quantity, discount, rate, subtotal, tax, amount):
    assert worked_out(currency, price, quantity, discount, rate, inclusive=True) == (subtotal, tax, amount)


def test_a_bill_of_the_whole_table_rounds_nothing_of_its_own():
    taka = [row for row in rows(ON_TOP) if row[0] == "BDT"]
    lines = [
        line_totals(
            Decimal(price), Decimal(quantity), Currency("BDT"), discount=Decimal(discount), tax_rate=Decimal(rate)
        )
        for _, price, quantity, discount, rate, *_ in taka
    ]

    total = bill_totals(lines)

    assert total.amount == sum(Decimal(row[-1]) for row in taka)
    assert total.subtotal - total.discount + total.tax == total.amount
