from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from mentorship.ui.paging import number_in, page_by_key

SIZE_AT_MOST = 200


class ByKey(BasePagination):
    """Pages by key, as in the browser: `?after=` of the answer's `next`, `?limit=` up to 200."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        size = request.query_params.get("limit", "")
        limit = min(max(number_in(size, 50), 1), SIZE_AT_MOST)
        self.page = page_by_key(
            queryset, keys=view.page_keys, after=request.query_params.get("after", ""), size=limit
        )
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.page.after or None, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": "string",
                    "nullable": True,
                    "description": "Value of `after` for the next page",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "after", "in": "query", "required": False, "schema": {"type": "string"}},
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "maximum": SIZE_AT_MOST},
            },
        ]
