"""The contract kernel: one object describes one remote call, for both sides."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property
from typing import Any, Final, Generic, Literal, ParamSpec, TypeAlias, TypeGuard, TypeVar, cast, get_origin
from urllib.parse import quote

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from shared.errors import COMMON_ERRORS, ApiError, InvalidRequest, Unexpected
from shared.permissions import Allow
from shared.topics import Topic

P = ParamSpec("P")
Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")

Method: TypeAlias = Literal["GET", "POST"]

_PARAM: Final = re.compile(r"{(\w+)}")
_OBJECT: Final = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class Wire:
    """A request as it travels."""

    path: str
    query: Mapping[str, str | list[str]]
    body: bytes | None


class Endpoint(Generic[P, Req, Res]):
    """One remote call: what is sent, what comes back, who may, what may go wrong."""

    def __init__(
        self,
        method: Method,
        path: str,
        request: Callable[P, Req],
        response: type[Res],
        *,
        allow: Allow,
        raises: tuple[type[ApiError], ...] = (),
        changes: frozenset[Topic] = frozenset(),
        keyed: bool = False,
        of_one_moment: bool = False,
    ) -> None:
        self.method: Final = method
        self.path: Final = path
        self.request: Final = cast("type[Req]", request)
        self.response: Final = response
        self.allow: Final = allow
        self.raises: Final = raises
        self.changes: Final = changes
        self.keyed: Final = keyed
        self.of_one_moment: Final = of_one_moment
        self._params: Final = frozenset(_PARAM.findall(path))
        if unknown := self._params - self.request.model_fields.keys():
            raise TypeError(f"{self}: {self.request.__name__} has no field {sorted(unknown)}")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> "Call[Res]":
        return Call(self, self.request(*args, **kwargs))

    def bind(self, request: Req) -> "Call[Res]":
        """A call of a request that was built elsewhere."""
        return Call(self, request)

    @cached_property
    def _adapter(self) -> TypeAdapter[Res]:
        """Built by the first answer: building all of them is a third of a client's start."""
        return TypeAdapter(self.response)

    # What travels: the only code that knows how a request is laid out.

    def encode_request(self, request: Req) -> Wire:
        data = request.model_dump(mode="json", exclude_none=True)
        path = _PARAM.sub(lambda m: quote(str(data.pop(m[1])), safe=""), self.path)
        if self.method == "GET":
            return Wire(path, {k: _text(v) for k, v in data.items()}, None)
        return Wire(path, {}, request.model_dump_json(exclude=set(self._params)).encode())

    def decode_request(self, params: Mapping[str, str], query: Mapping[str, Sequence[str]], body: bytes) -> Req:
        """Raises InvalidRequest, which names what is wrong field by field."""
        try:
            if self.method == "GET":
                data: dict[str, Any] = {k: list(v) if self._is_list(k) else v[-1] for k, v in query.items()}
            else:
                data = _OBJECT.validate_json(body or b"{}")
            return (
                self.request.model_validate_strings({**data, **params})
                if self.method == "GET"
                else (self.request.model_validate_json(json.dumps({**data, **params})))
            )
        except ValidationError as error:
            raise InvalidRequest(_by_field(error)) from error

    def _is_list(self, name: str) -> bool:
        field = self.request.model_fields.get(name)
        return field is not None and get_origin(field.annotation) in (list, tuple)

    def encode_response(self, response: Res) -> bytes:
        return self._adapter.dump_json(response)

    def decode_response(self, raw: bytes) -> Res:
        return self._adapter.validate_json(raw)

    def decode_error(self, raw: bytes) -> ApiError:
        """The refusal in `raw`; Unexpected when the contract does not name it."""
        try:
            problem = _OBJECT.validate_json(raw)
            for error in (*self.raises, *COMMON_ERRORS):
                if error.code == problem.get("code"):
                    return _build(error, problem["params"])
        except (ValidationError, KeyError):
            return Unexpected("the answer could not be read")
        return Unexpected(f"{self} answered {problem.get('code')!r}, which its contract does not name")

    def schema(self) -> dict[str, Any]:
        """All of this call that both sides must agree on."""
        return {
            "call": str(self),
            "allow": str(self.allow),
            "keyed": self.keyed,
            "request": self.request.model_json_schema(),
            "response": self._adapter.json_schema(mode="serialization"),
            "raises": sorted(error.code for error in self.raises),
            "changes": sorted(self.changes),
        }


@dataclass(frozen=True)
class Call(Generic[Res]):
    """An endpoint and its request, ready to be sent."""

    endpoint: Endpoint[..., Any, Res]
    request: BaseModel

    def wire(self) -> Wire:
        return self.endpoint.encode_request(self.request)


def query(
    path: str,
    request: Callable[P, Req],
    response: type[Res],
    *,
    allow: Allow,
    raises: tuple[type[ApiError], ...] = (),
    of_one_moment: bool = False,
) -> Endpoint[P, Req, Res]:
    """A call that changes nothing, and so may be repeated freely.

    `of_one_moment`: it is put together of several readings, which must not differ by what others do meanwhile.
    """
    return Endpoint("GET", path, request, response, allow=allow, raises=raises, of_one_moment=of_one_moment)


def command(
    path: str,
    request: Callable[P, Req],
    response: type[Res],
    *,
    allow: Allow,
    changes: AbstractSet[Topic],
    raises: tuple[type[ApiError], ...] = (),
    keyed: bool = True,
) -> Endpoint[P, Req, Res]:
    """A call that changes something: says what, so that every screen showing it can refresh.

    It carries a key, and the answer is kept under it, so that sending it again does nothing twice.
    `keyed=False` is for sign-in and its like: repeating is harmless and the answer holds a secret.
    """
    return Endpoint(
        "POST", path, request, response, allow=allow, raises=raises, changes=frozenset(changes), keyed=keyed
    )


def fingerprint(endpoints: Iterable[Endpoint[..., Any, Any]]) -> str:
    """Sixteen hex digits that change whenever the wire does."""
    schemas = sorted((e.schema() for e in endpoints), key=lambda s: str(s["call"]))
    return hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()[:16]


def encode_error(error: ApiError) -> dict[str, object]:
    """What travels of a refusal: its code and its data."""
    params: dict[str, object] = asdict(error) if _has_data(error) else {}
    return {"code": error.code, "params": to_jsonable_python(params)}


def _has_data(error: ApiError) -> TypeGuard[Any]:
    return is_dataclass(error)


def _build(error: Any, params: object) -> ApiError:
    refusal: ApiError = TypeAdapter(error).validate_python(params) if is_dataclass(error) else error()
    return refusal


def _by_field(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(map(str, e["loc"])) or "body": e["msg"] for e in error.errors(include_input=False, include_url=False)
    }


def _text(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(v) for v in value]
    return json.dumps(value) if isinstance(value, bool) else str(value)
