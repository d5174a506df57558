import pytest

from client.core.permission_words import group_of, group_word, permission_word, scope_letter, scope_word
from shared.permissions import Permission, Scope


@pytest.mark.parametrize("permission", Permission)
def test_every_right_says_what_it_lets_one_do(permission):
    assert permission_word(permission) != permission.value, f"say in permission_words.py what {permission} lets one do"
    assert group_word(group_of(permission)) != group_of(permission), f"name the group of {permission}"


def test_every_state_has_its_own_letter_and_word():
    states = (None, *Scope)

    assert len({scope_letter(state) for state in states}) == len({scope_word(state) for state in states}) == 4


def test_a_right_of_another_version_is_shown_by_its_own_name():
    assert permission_word("leeches:apply") == "leeches:apply"
