"""Counting without the database's own help."""

import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def figures(table, *wanted):
    """By row, those of these columns, or of all; None where there is nothing to tell."""
    known = [column.key for column in table.columns]
    places = [known.index(key) for key in wanted or known]
    return {row.key: tuple(row.cells[place] for place in places) for row in table.rows}


def cells_of(table, counters):
    """By row, what was counted of all its columns."""
    return {key: tuple(each[column.key] for column in table.columns) for key, each in counters.items()}


def by_key(rows):
    return {key: tuple(rest) for key, *rest in rows}


def median(values):
    return tenths(statistics.median(values)) if values else None


def ninth(values):
    """The ninth of ten parts, as a percentile between two values is meant."""
    if len(values) < 2:
        return median(values)
    return tenths(statistics.quantiles(values, n=10, method="inclusive")[8])


def tenths(value):
    exact = Fraction(value)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
