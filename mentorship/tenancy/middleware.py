import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from mentorship.tenancy.context import act_as, tenant
from mentorship.tenancy.errors import ActionError, NotAllowedError
from mentorship.tenancy.queries import membership, open_organization

PREFIX = "/o/"


class TenantMiddleware:
    """Opens the tenant's transaction around the whole response, rendering included.

    An unknown organisation and a missing membership both answer 404, so that nobody learns
    which organisations exist. A response of 500 or more leaves nothing written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        slug = request.path_info[len(PREFIX) :].split("/", 1)[0]
        with transaction.atomic():
            organization = open_organization(slug)
            if organization is None and not request.user.is_authenticated:
                # As for an organisation that exists: a visitor learns nothing about which do.
                return redirect_to_login(request.get_full_path())
            if organization is None:
                return render(request, "404.html", status=404)
            request.organization = organization  # type: ignore[attr-defined]
            with tenant(organization.id, announced=True):
                response = self.get_response(request)
                if hasattr(response, "render"):
                    response = response.render()
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        timezone.deactivate()
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What an action refused, and no form said beside its field, is said on a page."""
        if not isinstance(error, ActionError) or isinstance(error, NotAllowedError):
            return None
        return render(request, "409.html", {"words": str(error)}, status=409)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not hasattr(request, "organization"):
            return None
        kwargs.pop("slug")
        user, organization, is_public = (
            request.user,
            request.organization,
            getattr(view, "is_public", False),
        )
        if not user.is_authenticated and not is_public:
            return redirect_to_login(request.get_full_path())
        member = membership(organization=organization, user=user) if user.is_authenticated else None
        if member is None and not is_public:
            raise Http404
        request.member = member  # type: ignore[attr-defined]
        if member is not None:
            act_as(organization_id=organization.pk, member_id=member.pk)
        zone = (member and member.time_zone) or organization.settings.time_zone
        timezone.activate(zoneinfo.ZoneInfo(zone))
        if member is not None and member.locale:
            translation.activate(member.locale)
        return None
