from decimal import Decimal

import pytest

from client.viewmodels.consulting.quick_entry import QuickEntry, parse
from shared.models.prescriptions import Route
from shared.rules.dosing import Frequency, Need


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("", QuickEntry()),
        ("para", QuickEntry("para")),
        ("para 500 tds 5d", QuickEntry("para 500", frequency=Frequency.TDS, days=5)),
        ("PARA 500 TDS 5D", QuickEntry("para 500", frequency=Frequency.TDS, days=5)),
        ("amox 500mg tid 1w", QuickEntry("amox 500 mg", frequency=Frequency.TDS, days=7)),
        ("amox tds 500 7d", QuickEntry("amox 500", frequency=Frequency.TDS, days=7)),
        ("metformin 500 bd 2m", QuickEntry("metformin 500", frequency=Frequency.BD, days=60)),
        ("omep 20 om 14 days", QuickEntry("omep 20", frequency=Frequency.OM, days=14)),
        ("omep 20 om 2 weeks", QuickEntry("omep 20", frequency=Frequency.OM, days=14)),
        ("ator 10 hs x30d", QuickEntry("ator 10", frequency=Frequency.HS, days=30)),
        ("ator 10 nocte 5/7", QuickEntry("ator 10", frequency=Frequency.HS, days=5)),
        ("pred 5 od 2/52", QuickEntry("pred 5", frequency=Frequency.OD, days=14)),
        ("ibu 400 2x qid 3d", QuickEntry("ibu 400", Decimal(2), None, Frequency.QID, 3)),
        ("amox syr 5ml tds 5d", QuickEntry("amox syr", Decimal(5), None, Frequency.TDS, 5)),
        ("amox syr 2.5 ml tds", QuickEntry("amox syr", Decimal("2.5"), None, Frequency.TDS)),
        ("carve ½ bd", QuickEntry("carve", Decimal("0.5"), None, Frequency.BD)),
        ("carve 1/2tab bd", QuickEntry("carve", Decimal("0.5"), None, Frequency.BD)),
        ("salb 2puffs prn", QuickEntry("salb", Decimal(2), None, Frequency.PRN)),
        ("insulin 10units sc om", QuickEntry("insulin", Decimal(10), Route.SC, Frequency.OM)),
        ("ceft 1g iv stat", QuickEntry("ceft 1 g", None, Route.IV, Frequency.STAT)),
        ("para 500 sos", QuickEntry("para 500", frequency=Frequency.PRN)),
        ("para 500 prn max 4 for pain", QuickEntry("para 500", None, None, Frequency.PRN, None, 4, Need.PAIN)),
        (
            "salb 2puffs prn max8 for breath",
            QuickEntry("salb", Decimal(2), None, Frequency.PRN, None, 8, Need.BREATHLESSNESS),
        ),
        ("para prn max 0", QuickEntry("para max0", frequency=Frequency.PRN)),
        ("para prn for luck", QuickEntry("para for-luck", frequency=Frequency.PRN)),
        ("para q4h", QuickEntry("para", frequency=Frequency.Q4H)),
        ("para q6h", QuickEntry("para", frequency=Frequency.Q6H)),
        ("para q8h", QuickEntry("para", frequency=Frequency.Q8H)),
        ("para q12h", QuickEntry("para", frequency=Frequency.Q12H)),
        ("pred 5 eod", QuickEntry("pred 5", frequency=Frequency.EOD)),
        ("vit d weekly 8w", QuickEntry("vit d", frequency=Frequency.WEEKLY, days=56)),
        ("para 500 1+0+1 5d", QuickEntry("para 500", frequency=Frequency.BD, days=5)),
        ("para 500 1-1-1", QuickEntry("para 500", frequency=Frequency.TDS)),
        ("para 500 2-0-2", QuickEntry("para 500", Decimal(2), None, Frequency.BD)),
        ("ator 0+0+1", QuickEntry("ator", frequency=Frequency.HS)),
        ("om 20", QuickEntry("om 20")),  # the first word is the medicine's
        ("para bd tds", QuickEntry("para tds", frequency=Frequency.BD)),  # said twice: the second is not swallowed
        ("para 1-0-2", QuickEntry("para 1-0-2")),  # not one dose: left for a person to say
        ("para 999w", QuickEntry("para 999w")),  # longer than a prescription may be
        ("para 0d", QuickEntry("para 0d")),
    ],
)
def test_takes_a_typed_line_apart(line, entry):
    assert parse(line) == entry
