"""What mentees look for and too few mentors offer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from matching import queries
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.tables import as_csv
from programs.queries import get_mentor_program

TOPICS_SHOWN = 30
COLUMNS = [
    _("About"),
    _("What"),
    _("Mentees without a mentor"),
    _("Mentors"),
    _("Free seats"),
    _("Seats missing"),
]
TITLES = {"topic": _("Topic"), "department": _("Department"), "zone": _("Time zone")}


@require_GET
@require_admin
def gaps(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = get_mentor_program(request.member, pk)
    found = queries.gaps_of(program, on=timezone.localdate())
    if request.GET.get("format") == "csv":
        rows = (
            (TITLES[by], gap.name, gap.wanted, gap.mentors, gap.seats, gap.missing)
            for by, gaps_found in found.items()
            for gap in gaps_found
        )
        return as_csv(COLUMNS, rows, name="gaps")
    topics = found["topic"]
    context = {
        "program": program,
        "topics": topics[:TOPICS_SHOWN],
        "more": max(0, len(topics) - TOPICS_SHOWN),
        "parts": [(TITLES[by], found[by]) for by in ("department", "zone")],
    }
    return render(request, "matching/gaps.html", context)
