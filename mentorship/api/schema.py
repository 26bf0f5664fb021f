"""What the OpenAPI schema says of every endpoint, beside its own answer."""

from typing import Any

READS = {
    "400": "Something in the request cannot be read; `errors` names it",
    "401": "No token, or one that does not hold",
    "403": "The token’s person or scope may not",
    "404": "Nothing here that the token’s person may see",
    "405": "Not a method of this address",
    "406": "Asked for something else than JSON",
    "429": "This token asks too often; `Retry-After` says for how many seconds",
}
WRITES = {"415": "The body is no JSON", "409": "Not possible as things stand; `detail` says why"}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. One of `detail` and `errors` is there.",
    "required": ["type", "status", "title"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": True,
            "description": "By the name of the entry",
        },
    },
}


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation with the problems that it may answer; nothing holds more than it says."""
    for schema in result["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for code, words in (READS if method == "get" else READS | WRITES).items():
                operation["responses"].setdefault(code, {"description": words, "content": content})
    return result
