"""Counts of medicines as people say them."""

from decimal import Decimal

from client.core.i18n import trn
from client.core.stock_problems import quantity_text
from shared.models.prescriptions import DoseForm
from shared.rules.stock import UNITS, StockUnit


def unit_text(form: DoseForm, count: Decimal) -> str:
    """`120 tablets`."""
    number = int(count) if count == count.to_integral_value() else 2
    words = {
        StockUnit.TABLET: trn("{q} tablet", "{q} tablets", number, q=quantity_text(count)),
        StockUnit.CAPSULE: trn("{q} capsule", "{q} capsules", number, q=quantity_text(count)),
        StockUnit.SACHET: trn("{q} sachet", "{q} sachets", number, q=quantity_text(count)),
        StockUnit.BOTTLE: trn("{q} bottle", "{q} bottles", number, q=quantity_text(count)),
        StockUnit.TUBE: trn("{q} tube", "{q} tubes", number, q=quantity_text(count)),
        StockUnit.AMPOULE: trn("{q} ampoule", "{q} ampoules", number, q=quantity_text(count)),
        StockUnit.VIAL: trn("{q} vial", "{q} vials", number, q=quantity_text(count)),
        StockUnit.INHALER: trn("{q} inhaler", "{q} inhalers", number, q=quantity_text(count)),
    }
    return words[UNITS[form]]
