import pytest

from shared.languages import Language, chosen

OFFERED = (Language.BENGALI, Language.ENGLISH, Language.ARABIC)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("en-GB,en;q=0.9,bn;q=0.8", Language.ENGLISH),
        ("fr, ar;q=0.5, en;q=0.2", Language.ARABIC),
        ("AR", Language.ARABIC),
        ("hi,fr", Language.BENGALI),
        ("", Language.BENGALI),
        ("en;q=much,,;q=1,-", Language.BENGALI),
    ],
)
def test_the_language_most_wanted_of_those_offered_is_chosen_else_the_first(wanted, language):
    assert chosen(wanted, OFFERED) is language


@pytest.mark.parametrize("language", Language)
def test_every_language_has_a_name_of_its_own(language):
    assert language.own_name
    assert Language.of(f" {language.value} ") is language
