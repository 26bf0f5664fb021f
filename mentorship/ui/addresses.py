"""Addresses of pages of an organisation; resolving one costs more than rendering it. A page that
stands above is asked for by what it is of: the part that has it registers its view.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

ANY = UUID(int=0)


@lru_cache(maxsize=4096)
def address(view: str, slug: str, *args: Any) -> str:
    return reverse(view, args=[slug, *args])


_views: dict[str, str] = {}


def register(**views: str) -> None:
    """By what a page is of, its view's name: `register(mentorship="tracking:mentorship")`."""
    _views.update(views)


def addresses(slug: str) -> Callable[[str], Callable[[Any], str]]:
    """From a view's name to the addresses of its objects, by id."""

    def of(view: str) -> Callable[[Any], str]:
        before, _, after = address(view, slug, ANY).partition(str(ANY))
        return lambda pk: f"{before}{pk}{after}"

    return of


def address_of(what: str, slug: str, pk: UUID) -> str:
    """The page of a mentorship, of a program's criteria: of what a part above has registered."""
    return addresses(slug)(_views[what])(pk)
