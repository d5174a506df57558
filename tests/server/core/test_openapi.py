"""The document for integrators says what the contracts say."""

import pytest

from shared.contracts import endpoints
from shared.permissions import Access


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def references(part):
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def operations(document):
    return {
        f"{method.upper()} {path.removeprefix('/api')}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_call_is_in_it_once(document):
    assert sorted(operations(document)) == sorted(str(endpoint) for endpoint in endpoints())
    names = [operation["operationId"] for operation in operations(document).values()]
    assert len(set(names)) == len(names)


def test_every_reference_leads_somewhere(document):
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert set(references(document)) <= known


def test_a_command_asks_for_its_key_and_a_query_does_not(document):
    keyed = {
        call
        for call, operation in operations(document).items()
        if any(parameter["name"] == "Command-Key" for parameter in operation["parameters"])
    }

    assert keyed == {str(endpoint) for endpoint in endpoints() if endpoint.keyed}


def test_it_says_who_may_and_every_refusal_by_its_status(document):
    for endpoint in endpoints():
        operation = operations(document)[str(endpoint)]

        assert operation["x-allow"] == str(endpoint.allow)
        assert bool(operation["security"]) == (endpoint.allow is not Access.ANYONE)
        for error in endpoint.raises:
            assert error.code in operation["responses"][str(error.status)]["description"]


def test_what_is_in_the_path_is_not_in_the_body(document):
    update = operations(document)["POST /patients/{patient_id}"]
    body = update["requestBody"]["content"]["application/json"]["schema"]

    assert "patient_id" not in body["properties"]
    assert "patient_id" not in body["required"]
    assert [p["name"] for p in update["parameters"] if p["in"] == "path"] == ["patient_id"]
