"""Errors as RFC 9457 problem details."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from mentorship.tenancy.errors import ActionError, NotAllowedError


class ConflictError(APIException):
    """The step is not possible as things stand; the detail says why."""

    status_code = status.HTTP_409_CONFLICT


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ActionError) and not isinstance(error, NotAllowedError):
        error = ConflictError(str(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = response.data
    plain = isinstance(detail, dict) and set(detail) == {"detail"}
    response.data = {
        "type": "about:blank",
        "status": response.status_code,
        "title": response.status_text,
        **({"detail": str(detail["detail"])} if plain else {"errors": detail}),
    }
    response.content_type = "application/problem+json"
    return response
