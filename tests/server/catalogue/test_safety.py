"""The rules' own files: that they hang together and name where they come from."""

from collections import defaultdict
from itertools import pairwise

import pytest

from server.catalogue.files import rows
from server.catalogue.safety import safety_knowledge
from shared.rules.safety_knowledge import folded

KNOWLEDGE = safety_knowledge()
RULES = [
    *KNOWLEDGE.allergies,
    *KNOWLEDGE.interactions,
    *KNOWLEDGE.ages,
    *KNOWLEDGE.pregnancies,
    *KNOWLEDGE.doses,
    *KNOWLEDGE.frequencies,
]
NAMES = KNOWLEDGE.names(KNOWLEDGE.substances)


def test_every_rule_has_an_id_of_its_own_and_a_source():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.source for rule in RULES)


@pytest.mark.parametrize("generic", sorted({line["generic"] for line in rows("medicines")}))
def test_of_every_medicine_in_the_list_it_is_known_what_is_in_it(generic):
    ingredients = KNOWLEDGE.ingredients_of(generic)

    assert ingredients
    assert set(ingredients) <= KNOWLEDGE.substances.keys()


def test_no_rule_is_about_something_nobody_knows():
    about = {rule.first for rule in KNOWLEDGE.interactions} | {rule.second for rule in KNOWLEDGE.interactions}
    about |= {rule.of for rule in KNOWLEDGE.ages} | {rule.of for rule in KNOWLEDGE.pregnancies}
    about |= {rule.of for rule in KNOWLEDGE.frequencies}
    about |= {name for rule in KNOWLEDGE.allergies for name in rule.against}
    about |= {name for rule in KNOWLEDGE.doses for name in rule.ingredients}

    assert about <= NAMES


def test_words_are_written_as_they_are_compared():
    words = {word for rule in KNOWLEDGE.allergies for word in rule.words}
    words |= {word for one in KNOWLEDGE.substances.values() for word in one.also} | KNOWLEDGE.other_allergies

    assert {word for word in words if folded(word) != word} == set()


def test_doses_of_one_medicine_never_overlap_in_age_and_a_single_one_is_no_more_than_a_days():
    bands = defaultdict(list)
    for rule in KNOWLEDGE.doses:
        bands[rule.ingredients, rule.site].append((rule.from_days, rule.to_days))

    for found in bands.values():
        ordered = sorted(found)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))
    # Clopidogrel begins with a loading dose that is given once.
    assert {rule.id for rule in KNOWLEDGE.doses if rule.single > rule.day} == {"DOSE-CLOP"}
