"""Why a value that an analyser sent waits, and the refusals of what waits."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr
from client.core.problem import Problem, info, warn
from shared.contracts import analysers
from shared.models.analysers import ValueReason


def reason_text(reason: ValueReason) -> str:
    return {
        ValueReason.UNKNOWN_ACCESSION: tr("No tube has this number"),
        ValueReason.TUBE_NOT_RECEIVED: tr("Its tube is not received yet"),
        ValueReason.TUBE_REJECTED: tr("Its tube was rejected"),
        ValueReason.OTHER_PATIENT: tr("The tube is another patient's"),
        ValueReason.UNKNOWN_CODE: tr("Its code means nothing here"),
        ValueReason.NOT_ORDERED: tr("Not ordered for this tube"),
        ValueReason.UNKNOWN_UNIT: tr("Its unit is not the agreed one"),
        ValueReason.VALUE_REFUSED: tr("It can't be a result"),
        ValueReason.REPEATED: tr("Sent twice, differently"),
        ValueReason.DIFFERENTIAL_OFF: tr("The differential is not 100"),
        ValueReason.INDEX_DISAGREES: tr("Other values say otherwise"),
        ValueReason.ALREADY_ENTERED: tr("Entered already"),
        ValueReason.ALREADY_VERIFIED: tr("Verified already"),
        ValueReason.WITHDRAWN: tr("The analyser took it back"),
        ValueReason.PRELIMINARY: tr("Preliminary"),
        ValueReason.NO_VALUE: tr("No value"),
        ValueReason.IGNORED: tr("Not wanted"),
        ValueReason.SAME: tr("Stands there already"),
    }[reason]


ANALYSER_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    analysers.RunNotFound: lambda _: warn(
        tr("These results are not known"), tr("Nothing was changed. Look at the list again.")
    ),
    analysers.NothingWaits: lambda _: info(
        tr("Somebody was quicker"), tr("All of these results were entered or discarded already.")
    ),
    analysers.NothingFits: lambda e: warn(
        tr("None of it can be entered for {accession}", accession=e.accession),
        tr("{why}. Nothing was changed.", why=reason_text(e.reason)),
    ),
}
