"""The laboratory's refusals, said to the person at the bench or the bedside."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr
from client.core.problem import Problem, bad, info, warn
from shared.contracts import lab_refusals
from shared.models.lab import SampleStage, TestOrderStatus
from shared.rules.lab_values import Refusal


def _order_moved(error: lab_refusals.TestOrderStateConflict) -> Problem:
    found = {
        TestOrderStatus.ORDERED: tr("No sample of it has been received yet."),
        TestOrderStatus.IN_PROGRESS: tr("Its results are being entered or wait to be verified."),
        TestOrderStatus.COMPLETED: tr("Its results have been verified."),
        TestOrderStatus.REVIEWED: tr("Its results have been reviewed."),
        TestOrderStatus.RELEASED: tr("Its results have been released: a change is a correction, with a reason."),
        TestOrderStatus.DELIVERED: tr("Its report was given out: a change is a correction, with a reason."),
        TestOrderStatus.CANCELLED: tr("The test was cancelled."),
    }
    return warn(tr("Not possible any more, nothing was changed"), found[error.status_found])


def _sample_moved(error: lab_refusals.SampleStateConflict) -> Problem:
    found = {
        SampleStage.PREPARED: tr("The tube has its number, but nobody has said yet that it was filled."),
        SampleStage.COLLECTED: tr("The tube was collected and has not been received yet."),
        SampleStage.RECEIVED: tr("The tube has been received."),
        SampleStage.REJECTED: tr("The tube was rejected: collect it anew, under its new number."),
    }
    return warn(tr("Not possible any more, nothing was changed"), found[error.stage_found])


def _value_refused(error: lab_refusals.ValueRefused) -> Problem:
    """The line at the field says it too; here what is expected, in the words of the catalogue."""
    why = {
        Refusal.EMPTY: tr("Type a value."),
        Refusal.NO_NUMBER: tr("This is no number. Expected: {expected}.", expected=error.expected),
        Refusal.AMBIGUOUS_COMMA: tr("Write a point for decimals and no comma."),
        Refusal.UNKNOWN_UNIT: tr("This unit is not known here. Expected: {expected}.", expected=error.expected),
        Refusal.NOT_VALID: tr("No patient has such a value. Possible: {expected}.", expected=error.expected),
        Refusal.NO_CHOICE: tr("Choose one of: {expected}.", expected=error.expected),
        Refusal.SEVERAL_CHOICES: tr("This could mean several: {expected}.", expected=error.expected),
        Refusal.NO_TITRE: tr("Write a titre such as {expected}.", expected=error.expected),
        Refusal.NO_COUNT: tr("Write what is seen in a field, such as {expected}.", expected=error.expected),
    }
    return warn(
        tr("{analyte}: this value cannot be right. Nothing was saved", analyte=error.analyte), why[error.problem]
    )


LAB_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    lab_refusals.UnknownTestType: lambda _: warn(
        tr("A test is not in the list"), tr("Nothing was ordered. Choose the test again.")
    ),
    lab_refusals.TestOrderNotFound: lambda _: warn(
        tr("This test does not exist"), tr("Nothing was changed. Look it up again: the list may be out of date.")
    ),
    lab_refusals.SampleNotFound: lambda _: warn(
        tr("This tube does not exist"), tr("Nothing was changed. Look it up again: the list may be out of date.")
    ),
    lab_refusals.NoSuchAccession: lambda _: warn(
        tr("No tube has this number"), tr("Scan the label again, or type all of its letters and digits.")
    ),
    lab_refusals.NotReleased: lambda _: info(
        tr("No result has been released yet"), tr("It is shown here as soon as the laboratory releases it.")
    ),
    lab_refusals.ReportReplaced: lambda e: warn(
        tr("Version {n} has been released meanwhile", n=e.newest),
        tr("Nothing was handed over. Print the new version, and give that one."),
    ),
    lab_refusals.TestOrderStateConflict: _order_moved,
    lab_refusals.SampleStateConflict: _sample_moved,
    lab_refusals.ValueRefused: _value_refused,
    lab_refusals.DifferentialOff: lambda e: warn(
        tr("The differential sums to {total}, not to 100", total=e.total), tr("Count again. Nothing was saved.")
    ),
    lab_refusals.IndexDisagrees: lambda e: warn(
        tr(
            "{analyte}: {typed} was typed, {calculated} follows from the others",
            analyte=e.analyte,
            typed=e.typed,
            calculated=e.calculated,
        ),
        tr("One of these values is mistyped. Nothing was saved."),
    ),
    lab_refusals.SecondPersonNeeded: lambda _: warn(
        tr("Another person must verify this"), tr("You entered some of it yourself. Nothing was verified.")
    ),
    lab_refusals.CriticalUntold: lambda e: bad(
        tr("Critical, and not told yet: {analytes}", analytes=", ".join(e.analytes)),
        tr("Call whoever treats the patient, let it be read back, and record the call. Then go on."),
    ),
    lab_refusals.ResultsMissing: lambda e: warn(
        tr("Values are missing: {analytes}", analytes=", ".join(e.analytes)),
        tr("Enter them, or mark what could not be done. Nothing was verified."),
    ),
    lab_refusals.NothingEnteredAnew: lambda _: warn(
        tr("No value was entered anew"), tr("Enter what was measured again. Nothing was changed.")
    ),
    lab_refusals.AlreadyTold: lambda _: info(
        tr("There is no critical value to tell"), tr("What was critical has been told already.")
    ),
    lab_refusals.GroupDiffers: lambda e: bad(
        tr(
            "{analyte}: {value} now, {previous} on record",
            analyte=e.analyte,
            value=e.value,
            previous=e.previous,
        ),
        tr("Nobody changes the blood group. Take a new sample, and look whose tube this was. Nothing was verified."),
    ),
}
