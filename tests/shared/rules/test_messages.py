import pytest

from shared.rules.messages import international, sms_parts, unknown_fields


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("আ" * 70, 1),
        ("আ" * 71, 2),
        ("a" * 70 + "ক", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_is_paid_by_its_alphabet(text, parts):
    assert sms_parts(text) == parts


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("01711-000111", "8801711000111"),
        ("+880 1711 000111", "8801711000111"),
        ("+44 20 7946 0000", "442079460000"),
        ("00442079460000", "442079460000"),
        ("8801711000111", "8801711000111"),
    ],
)
def test_a_number_is_dialled_as_from_abroad(typed, dialled):
    assert international(typed, "880") == dialled


def test_without_a_country_a_number_stays_as_it_is():
    assert international("01711-000111", "") == "01711000111"


@pytest.mark.parametrize(
    ("text", "unknown"), [("{name} {{x}}", ()), ("{0}", ("0",)), ("{}", ("",)), ("{name!r}", ("name",))]
)
def test_only_bare_known_names_are_fields(text, unknown):
    assert unknown_fields(text) == unknown
