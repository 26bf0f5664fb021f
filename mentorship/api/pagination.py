from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from mentorship.ui.paging import page_by_key


class ByKey(BasePagination):
    """Pages by key, as in the browser: by `after` and `limit` of the view's PageQuery."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.page = page_by_key(
            queryset,
            keys=view.page_keys,
            after=view.query.get("after", ""),
            size=view.query["limit"],
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
