from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from mentorship.api.query import PageQuery, Queried, Query


class TenantViewSet(Queried, ReadOnlyModelViewSet):  # type: ignore[type-arg]
    """Read endpoints over a page's own query; `rows(member)` answers what that member may see."""

    page_keys: tuple[str, ...] = ("-id",)
    list_query_class: type[Query] = PageQuery
    lookup_value_regex = "[^/]+"

    def rows(self, member: Any) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class.Meta.model.objects.none()  # type: ignore[union-attr]
        return self.rows(self.token.member)

    def get_query_class(self) -> type[Query]:
        return self.list_query_class if self.action == "list" else self.query_class

    @property
    def token(self) -> Any:
        return self.request.auth


class NowhereView(APIView):
    """An address that is none, for those who asked in JSON and expect it."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the schema says of the token."""

    target_class = "mentorship.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
