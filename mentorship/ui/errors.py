"""Error pages: what happened, what was kept, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Whoever is no member must not learn from the page's title that the organisation exists.
    if getattr(request, "member", None) is None and hasattr(request, "organization"):
        del request.organization
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Plain: the database may be what is missing.
    return HttpResponse(
        "<!doctype html><html lang=en><title>Something went wrong</title><h1>Something went wrong"
        " on our side</h1><p>Nothing was half saved. What you typed is kept in this browser: go"
        " back and try again.</p>",
        status=500,
    )
