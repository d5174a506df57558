from typing import Any

import pytest
from pydantic import ValidationError

from client.core.field_text import field_problems
from shared.contract import Endpoint
from shared.contracts import access, cash, consultations, lab, patients, prescriptions
from shared.errors import InvalidRequest

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
UNKNOWN = "This cannot be saved as it is."


def problems(endpoint: Endpoint[..., Any, Any], **typed):
    with pytest.raises(ValidationError) as error:
        endpoint.request.model_validate(typed)
    return field_problems(error.value)


@pytest.mark.parametrize(
    ("endpoint", "typed", "field", "sentence"),
    [
        (patients.register, {"phone": "call me"}, "phone", "Digits, spaces and + only, 5 to 20 of them."),
        (patients.register, {"phone": "1"}, "phone", "Digits, spaces and + only, 5 to 20 of them."),
        (patients.register, {"email": "anna"}, "email", "An e-mail address has the form name@place.org."),
        (patients.register, {"name": ""}, "name", "Fill this in."),
        (patients.register, {"name": "  "}, "name", "Fill this in."),
        (patients.register, {}, "name", "Fill this in."),
        (patients.register, {"name": "x" * 121}, "name", "At most 120 characters."),
        (patients.register, {"sex": "?"}, "sex", "Choose one from the list."),
        (patients.register, {"birth": {"date": "soon"}}, "birth.date", "A date, such as 2001-12-31."),
        (patients.register, {"birth": {"date": "1700-01-01"}}, "birth.date", "This date is not possible."),
        (patients.register, {"age": {"amount": -1}}, "age.amount", "0 or more."),
        (patients.register, {"age": {"amount": "x"}}, "age.amount", "A number."),
        (patients.register, {"address": "a\x00b"}, "address", "There is a character in it that cannot be printed."),
        (patients.withdraw_allergy, {"reason": "no"}, "reason", "At least 3 characters."),
        (
            access.sign_in,
            {"user_name": "Änna"},
            "user_name",
            "2 to 60 small letters, digits, dots and dashes; a letter or digit first.",
        ),
        (access.change_password, {"new_password": "short"}, "new_password", "At least 10 characters."),
        (
            access.change_password,
            {"new_password": "ü" * 60},
            "new_password",
            "This password is too long: 72 Latin characters at most.",
        ),
        (cash.pay, {"parts": [{"amount": "0"}]}, "parts.0.amount", "More than 0."),
        (cash.pay, {"parts": [{"amount": "1.23456"}]}, "parts.0.amount", "At most 3 digits after the point."),
        (lab.order, {"test_type_ids": []}, "test_type_ids", "At least 1 line."),
        (lab.order, {"test_type_ids": [ID, ID]}, "test_type_ids", "One of them is there twice."),
        (prescriptions.prescribe, {"items": [{"days": 400}]}, "items.0.days", "365 or less."),
        (
            consultations.record_diagnoses,
            {"diagnoses": [{"code": "flu"}]},
            "diagnoses.0.code",
            "A code of the ICD-10 list, such as J06.9.",
        ),
    ],
)
def test_each_limit_is_said_in_words_for_who_broke_it(endpoint, typed, field, sentence):
    assert problems(endpoint, **typed).get(field) == sentence


def test_the_server_and_the_request_itself_say_the_same():
    here = problems(patients.register, name="x" * 121, sex="female", phone="?")

    there = field_problems(
        InvalidRequest(
            {
                "name": "String should have at most 120 characters",
                "phone": "String should match pattern '^\\+?[0-9][0-9 ()./-]*$'",
            }
        )
    )

    assert here == there


def test_a_person_without_age_is_asked_for_it():
    assert problems(patients.register, name="Anna", sex="female") == {"": "Enter a birth date or an age."}


def test_a_limit_nobody_thought_of_still_has_a_sentence():
    assert field_problems(InvalidRequest({"moon": "Moon should be full"})) == {"moon": UNKNOWN}
