from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.tenancy.access import public
from mentorship.tenancy.languages import spoken_to
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from tracking.calendars import queries
from tracking.calendars.actions.feeds import close_feed, mark_read, open_feed
from tracking.calendars.addresses import Address, address_of_feed
from tracking.calendars.feed import fingerprint, written_feed


@never_cache
@require_http_methods(["GET", "POST"])
def feed(request: TenantRequest) -> HttpResponse:
    """POST makes the address, or another in its place; its answer alone shows it."""
    address: Address | None = None
    member = request.member
    if request.method == "POST":
        _feed, secret = open_feed(member=member, by=member, at=timezone.now())
        address = address_of_feed(request.organization.slug, secret)
    context = {"feed": queries.feed_of(member), "address": address}
    return render(request, "calendars/feed.html", context)


@require_POST
def feed_remove(request: TenantRequest) -> HttpResponse:
    if close_feed(member=request.member, by=request.member, at=timezone.now()):
        messages.success(
            request, _("The address no longer works. Your calendar keeps a while what it read.")
        )
    return redirect("calendars:feed", request.organization.slug)


@public
@require_safe
def feed_read(request: TenantRequest, secret: str) -> HttpResponse:
    """What a subscribed calendar reads: whoever has the address may. It is written only where it
    differs from what the calendar has.
    """
    at = timezone.now()
    found = queries.feed_by_secret(request.organization, secret, at=at)
    if found is None:
        raise Http404
    mark_read(feed=found, at=at)
    name = _name(request, found.member)
    sessions = queries.sessions_of(found.member, at=at)
    etag = quote_etag(fingerprint(sessions, name=name))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        text = written_feed(sessions, name=name)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="mentoring.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=300"
    return response


def _name(request: TenantRequest, member: Member) -> str:
    member.organization = request.organization
    with spoken_to(member):
        return _("Mentoring at %(organization)s") % {"organization": request.organization.name}
