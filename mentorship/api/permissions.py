from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

READ, WRITE = "read", "write"


class HasScope(BasePermission):
    """A token reads with the scope `read` and writes with `write`."""

    message = _("This token does not have the scope for that.")

    def has_permission(self, request: Request, view: Any) -> bool:
        token: Any = request.auth
        if token is None:
            return False
        return (READ if request.method in SAFE_METHODS else WRITE) in token.scopes


class WritesAsAdmin(BasePermission):
    """What only program admins change; reading is narrowed by each endpoint itself."""

    message = _("Only program admins may do that.")

    def has_permission(self, request: Request, view: Any) -> bool:
        token: Any = request.auth
        return request.method in SAFE_METHODS or (token is not None and token.member.is_admin)


class IsInternal(BasePermission):
    """Not for people from outside, who see their own mentorships only."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token: Any = request.auth
        return token is not None and not token.member.is_external
