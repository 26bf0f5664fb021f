from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentorship.api.authentication import find_token, read_header
from mentorship.tenancy.context import act_as, tenant

PREFIX = "/api/"


class ApiTenantMiddleware:
    """Opens the tenant that the request's token names, around the whole response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = read_header(request) if request.path_info.startswith(PREFIX) else None
        if named is None:
            return self.get_response(request)
        organization_id, secret = named
        with tenant(organization_id):
            token = find_token(request, secret=secret, at=timezone.now())
            if token is not None:
                request.api_token = token  # type: ignore[attr-defined]
                act_as(organization_id=organization_id, member_id=token.member_id)
            return self.get_response(request)
