"""The OpenAPI document, derived from the contracts: for integrators and for fuzzing."""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from pydantic.json_schema import models_json_schema

from shared.contract import Endpoint
from shared.errors import COMMON_ERRORS, ApiError
from shared.permissions import Access

_REF: Final = "#/components/schemas/{model}"
_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
Json: TypeAlias = dict[str, Any]


def document(endpoints: Iterable[Endpoint[..., Any, Any]], *, version: str, prefix: str) -> Json:
    """OpenAPI 3.1 of every call."""
    calls = list(endpoints)
    named, definitions = models_json_schema(
        [(e.request, "validation") for e in calls] + [(e.response, "serialization") for e in calls],
        ref_template=_REF,
    )
    schemas = definitions.get("$defs", {})
    paths: Json = {}
    for endpoint in calls:
        # A model that travels both ways has two names here: its fields are those of the name.
        asked = named[endpoint.request, "validation"]["$ref"].rpartition("/")[2]
        paths.setdefault(prefix + endpoint.path, {})[endpoint.method.lower()] = _operation(
            endpoint, schemas[asked], named[endpoint.response, "serialization"]
        )
    schemas["Problem"] = {
        "type": "object",
        "required": ["code", "params"],
        "properties": {"code": {"type": "string"}, "params": {"type": "object"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hospital Management System", "version": version},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "person": {"type": "http", "scheme": "bearer"},
                "workstation": {"type": "apiKey", "in": "header", "name": "Workstation"},
            },
        },
    }


def _operation(endpoint: Endpoint[..., Any, Any], fields: Json, answer: Json) -> Json:
    properties: Json = fields.get("properties", {})
    in_path = [name for name in properties if f"{{{name}}}" in endpoint.path]
    parameters = [_parameter(name, properties[name], "path", required=True) for name in in_path]
    operation: Json = {
        "operationId": f"{endpoint.method.lower()}{endpoint.path}",
        "parameters": parameters,
        "responses": _responses(endpoint, answer),
        "security": _security(endpoint),
        "x-allow": str(endpoint.allow),
    }
    if endpoint.keyed:
        pattern = {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}
        parameters.append({"name": "Command-Key", "in": "header", "required": True, "schema": pattern})
    if endpoint.method == "GET":
        wanted = fields.get("required", [])
        parameters += [
            _parameter(name, schema, "query", required=name in wanted)
            for name, schema in properties.items()
            if name not in in_path
        ]
    else:
        body = dict(fields)
        body["properties"] = {k: v for k, v in properties.items() if k not in in_path}
        body["required"] = [k for k in fields.get("required", []) if k not in in_path]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _parameter(name: str, schema: Json, where: str, *, required: bool) -> Json:
    return {"name": name, "in": where, "required": required, "schema": schema}


def _responses(endpoint: Endpoint[..., Any, Any], answer: Json) -> Json:
    answers: Json = {"200": {"description": "Done", "content": {"application/json": {"schema": answer}}}}
    for error in (*endpoint.raises, *COMMON_ERRORS):
        answers.setdefault(
            str(error.status), {"description": "", "content": {"application/json": {"schema": _PROBLEM}}}
        )
        said = answers[str(error.status)]
        said["description"] = ", ".join(filter(None, (said["description"], _word(error))))
    return answers


def _word(error: type[ApiError]) -> str:
    return error.code


def _security(endpoint: Endpoint[..., Any, Any]) -> list[Json]:
    if endpoint.allow is Access.ANYONE:
        return []
    if endpoint.allow is Access.PAIRED:
        return [{"workstation": []}]
    return [{"person": [], "workstation": []}]
