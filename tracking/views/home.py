from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from matching.queries import waiting_for_mentor
from mentorship.tenancy.requests import TenantRequest
from programs.queries import approved_parts, programs_seen_by, to_decide, unsigned
from tracking import queries
from tracking.notices import notices_for


@require_GET
def home(request: TenantRequest) -> HttpResponse:
    at, member = timezone.now(), request.member
    mentorships = queries.mine(member)
    coming, to_log = queries.booked_sessions(request.member, mentorships, at=at)
    parts = approved_parts(member)
    context = {
        "mentorships": mentorships,
        "ended": queries.ended_lately(member, at=at),
        "coming": coming,
        "to_log": to_log,
        "items": queries.my_open_items(member, mentorships),
        "waiting": queries.waiting_for(member, mentorships),
        "unsigned": unsigned(member, parts),
        "notices": notices_for(member, at=at),
        "asked": waiting_for_mentor(parts),
        "concerns": member.is_admin and queries.open_concerns(member).exists(),
        "programs": to_decide(request.organization) if member.is_admin else [],
        "today": timezone.localdate(),
        "recruiting": programs_seen_by(member).filter(state="recruiting").order_by("-id")[:3]
        if not mentorships
        else [],
    }
    return render(request, "tracking/home.html", context)
