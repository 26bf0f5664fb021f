"""Pages that write to people offer to invite those of them who cannot sign in yet:
`people/_invite.html` asks.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.people.actions import invite_people
from mentorship.people.rules import can_be_invited
from mentorship.tenancy.models import Invitation, Member
from mentorship.tenancy.requests import TenantRequest

INVITE_AT_MOST = 200


def _strangers(people: Iterable[Member], *, at: datetime) -> list[Member]:
    """Who cannot sign in, and holds no invitation that still works."""
    found = [each for each in people if can_be_invited(each, on=timezone.localdate(at))]
    open_ones = Invitation.objects.filter(member__in=found, accepted_at=None, expires_at__gt=at)
    invited = set(open_ones.values_list("member", flat=True)) if found else set()
    return [each for each in found if each.pk not in invited]


def invite_box(people: Iterable[Member], *, at: datetime) -> dict[str, Any]:
    """What the box asks: how many `strangers` cannot sign in, and how many of them one press
    invites.
    """
    strangers = len(_strangers(people, at=at))
    return {"strangers": strangers, "invited": min(strangers, INVITE_AT_MOST)}


def invite_if_ticked(request: TenantRequest, people: Iterable[Member], *, at: datetime) -> str:
    """Invite them where the box was ticked; answers a sentence for the page that comes,
    or nothing.
    """
    if not request.POST.get("invite"):
        return ""
    on, strangers = timezone.localdate(at), _strangers(people, at=at)
    invited = invite_people(members=strangers[:INVITE_AT_MOST], by=request.member, on=on, at=at)
    words = " " + ngettext(
        "%(number)d invitation is on the way.", "%(number)d invitations are on the way.", invited
    ) % {"number": invited}
    rest = len(strangers) - invited
    return words + (
        " " + _("%(rest)s more can be invited under People, “Not invited”.") % {"rest": rest}
        if rest
        else ""
    )
