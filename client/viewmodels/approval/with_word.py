"""The same command again, with the word of a second person."""

from typing import Any

from shared.contract import Call
from shared.ids import ApprovalId


def with_word(call: Call[Any], approval_id: ApprovalId) -> Call[Any]:
    return call.endpoint.bind(call.request.model_copy(update={"approval_id": approval_id}))
