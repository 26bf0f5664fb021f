from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mentorship.acts import links
from mentorship.acts.actions import UsedError, perform
from mentorship.acts.links import Link
from mentorship.acts.models import Use
from mentorship.acts.registry import act_named
from mentorship.tenancy.access import public
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.languages import spoken_to
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest

GONE, CONFLICT, UNPROCESSABLE = 410, 409, 422


@dataclass
class Page:
    """What the page of a link shows: what is asked, what came of it, or why it cannot be."""

    link: Link
    member: Member
    subject: Any
    sentence: str = ""
    form: Form | None = None
    use: Use | None = None
    is_new: bool = False
    problem: str = ""

    @property
    def url(self) -> str:
        return self.link.act.url(self.subject)

    @property
    def text(self) -> str:
        make = self.link.act.text
        return make(self.subject, self.member) if make is not None else ""

    @property
    def next_steps(self) -> list[dict[str, Any]]:
        """What can be done after this, each by a link of its own."""
        return [
            {
                "label": act_named(name).label,
                "url": links.path_of(name, subject_id=self.link.subject_id, member=self.member),
            }
            for name in self.link.act.then
        ]

    @property
    def status(self) -> int:
        if self.form is not None and self.form.errors:
            return UNPROCESSABLE
        return CONFLICT if self.problem else 200


# The link is the permission: nothing here rests on a cookie that another site could make use of.
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: TenantRequest, token: str) -> HttpResponse:
    """A page with one button. Whoever only looks, a link scanner too, changes nothing."""
    try:
        link = links.read(token, organization=request.organization)
    except links.BrokenLinkError as error:
        raise Http404 from error
    except links.ExpiredLinkError:
        return render(request, "acts/expired.html", status=GONE)
    member = _member(request, link)
    with spoken_to(member):
        page = _open(request, link, member)
        response = render(request, "acts/act.html", {"page": page}, status=page.status)
    # The address is a secret: it is told to nobody that the page leads to.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _member(request: TenantRequest, link: Link) -> Member:
    """The person whom the message went to, while they are there."""
    today = timezone.localdate()
    people = Member.objects.of(request.organization).employed(on=today)
    member = get_object_or_404(people, pk=link.member_id)
    member.organization = request.organization
    return member


def _open(request: TenantRequest, link: Link, member: Member) -> Page:
    subject = link.act.find(link.subject_id, member)
    if subject is None:
        raise Http404
    page = Page(link, member, subject)
    used = Use.objects.filter(organization=request.organization, token_hash=link.token_hash)
    page.use = used.first()
    if page.use is not None:
        return page
    try:
        page.sentence = link.act.ask(subject, member)
        _fill(page, request)
    except UsedError as error:
        page.use = error.use
    except ActionError as error:
        page.problem = str(error)
    return page


def _fill(page: Page, request: TenantRequest) -> None:
    act, is_sent = page.link.act, request.method == "POST"
    if act.form is not None:
        page.form = act.form(page.subject, page.member, request.POST if is_sent else None)
    if not is_sent or (page.form is not None and not page.form.is_valid()):
        return
    values = page.form.cleaned_data if page.form is not None else {}
    page.use = perform(
        link=page.link, subject=page.subject, by=page.member, at=timezone.now(), **values
    )
    page.is_new = True
