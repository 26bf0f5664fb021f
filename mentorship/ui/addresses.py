"""Addresses of pages of an organisation; resolving one costs more than rendering it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

ANY = UUID(int=0)


@lru_cache(maxsize=4096)
def address(view: str, slug: str, *args: Any) -> str:
    return reverse(view, args=[slug, *args])


def addresses(slug: str) -> Callable[[str], Callable[[Any], str]]:
    """From a view's name to the addresses of its objects, by id."""

    def of(view: str) -> Callable[[Any], str]:
        before, _, after = address(view, slug, ANY).partition(str(ANY))
        return lambda pk: f"{before}{pk}{after}"

    return of
