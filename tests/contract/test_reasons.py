"""Whatever keeps the house up can say why, and the audit keeps it; what can't says here why not."""

from typing import Any, Final

from shared.contract import Endpoint
from shared.contracts import (
    formulary,
    house,
    instructions,
    payers,
    people,
    prices,
    roles,
    schedules,
    sign_in,
    workstations,
)
from shared.models.common import Explained
from shared.permissions import Permission

_HOUSE: Final = (formulary, house, instructions, payers, people, prices, roles, schedules, sign_in, workstations)
_FILE: Final = "the file is looked over line by line, and its rows stand in the history"
UNEXPLAINED: Final[dict[Any, str]] = {
    formulary.import_file: _FILE,
    formulary.try_import: _FILE,
    house.set_logo: "a picture says what it is for",
    instructions.import_file: _FILE,
    instructions.try_import: _FILE,
    prices.import_file: _FILE,
    prices.try_import: _FILE,
    schedules.add_dated: "it has a reason of its own, which the calendar shows",
    schedules.import_file: _FILE,
    schedules.try_import: _FILE,
    workstations.open_pairing: "who was let in stands in the list",
}


def test_every_command_of_the_house_can_say_why():
    commands = {
        one
        for contract in _HOUSE
        for one in vars(contract).values()
        if isinstance(one, Endpoint) and one.method == "POST" and isinstance(one.allow, Permission)
    }

    silent = {one for one in commands if not issubclass(one.request, Explained)}

    assert set(map(str, silent)) == set(map(str, UNEXPLAINED))
