from decimal import Decimal

import pytest

from client.printing.amount_words import amount_in_words
from shared.languages import Language
from shared.money import Currency


@pytest.mark.parametrize(
    ("amount", "currency", "languages", "said"),
    [
        ("1054.00", "BDT", [Language.ENGLISH], "BDT one thousand and fifty-four"),
        ("1054.5", "BDT", [Language.ENGLISH], "BDT one thousand and fifty-four 50/100"),
        ("12.345", "KWD", [Language.ENGLISH], "KWD twelve 345/1000"),
        ("800", "JPY", [Language.ENGLISH], "JPY eight hundred"),
        ("0.05", "BDT", [Language.ENGLISH], "BDT zero 05/100"),
        ("-450", "BDT", [Language.ENGLISH], "BDT − four hundred and fifty"),
        ("54", "BDT", [Language.BENGALI, Language.ENGLISH], "BDT চুয়ান্ন · BDT fifty-four"),
        ("54", "INR", [Language.HINDI], "INR fifty-four"),
    ],
)
def test_an_amount_is_said_in_the_patients_languages(amount, currency, languages, said):
    assert amount_in_words(Decimal(amount), Currency(currency), languages) == said
