"""How often a token may ask."""

from typing import Any

from django.core.cache import caches
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class PerToken(SimpleRateThrottle):
    """`DEFAULT_THROTTLE_RATES["token"]`, counted in the cache that all processes share; without it
    nobody is counted.
    """

    scope = "token"
    cache = caches["shared"]

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError:
            return True

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        token: Any = request.auth
        return f"api:{token.pk}" if token is not None else None
