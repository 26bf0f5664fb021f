from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict

from mentorship.text import is_storable, one_line
from mentorship.ui.errors import bad_request


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What Django's own middleware does not say."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return respond


def clean_query(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What an address asks for is one line of text that could be stored: nothing else
    can be found.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        try:
            asked = request.GET
        except (ValueError, UnicodeError):
            return bad_request(request, SuspiciousOperation())
        if any(
            not is_storable(value) for values in asked.lists() for value in (values[0], *values[1])
        ):
            cleaned = QueryDict(mutable=True)
            for name, values in asked.lists():
                cleaned.setlist(one_line(name), [one_line(value) for value in values])
            request.GET = cleaned  # type: ignore[assignment]
        return get_response(request)

    return respond
