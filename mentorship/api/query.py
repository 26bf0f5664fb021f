"""What an address may ask after its question mark: read by a serializer, the rest refused."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.request import Request

from mentorship.api.fields import Strict, WholeNumberField

SIZE, SIZE_AT_MOST = 50, 200


class Query(Strict, serializers.Serializer[Any]):
    """Nothing may be asked; endpoints that take something add fields."""


class PageQuery(Query):
    after = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="`next` of a page"
    )
    limit = WholeNumberField(
        default=SIZE, min_value=1, max_value=SIZE_AT_MOST, help_text="rows of a page"
    )


class Queried:
    """For views: `self.query` holds what was asked; what cannot be is refused by name."""

    query_class: type[Query] = Query

    def get_query_class(self) -> type[Query]:
        return self.query_class

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if not hasattr(self, str(request.method).lower()):
            return  # It is refused as a method next.
        asked = self.get_query_class()(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        self.query: dict[str, Any] = asked.validated_data


class QueriedSchema(AutoSchema):
    """Every endpoint's schema says what its query may hold."""

    def get_override_parameters(self) -> list[Any]:
        query_class = self.view.get_query_class()  # type: ignore[attr-defined]
        return [query_class] if query_class().fields else []
