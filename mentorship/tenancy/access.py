"""Who may open a page. Views of one object ask their app's rules.py as well."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page of an organisation that a visitor may open without being a member."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def require(allowed: Callable[[Member], bool]) -> Callable[[View], View]:
    """Answer 403 to members for whom `allowed(member)` is false."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: TenantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.member):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


require_owner = require(lambda member: member.is_owner)
require_admin = require(lambda member: member.is_admin)
require_hr = require(lambda member: member.is_hr)
require_internal = require(lambda member: not member.is_external)
