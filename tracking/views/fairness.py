"""Whether a matching treats groups alike, for HR and program admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mentorship.tenancy.access import require_hr
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in
from tracking import queries
from tracking.fairness import read_groups
from tracking.words import fairness_words


@require_GET
@require_hr
def fairness(request: TenantRequest) -> HttpResponse:
    runs = list(queries.runs_to_check(request.member))
    wanted = id_in(request.GET.get("run", ""))
    run = next((each for each in runs if each.pk == wanted), runs[0] if runs else None)
    settings = request.organization.settings
    k = settings.min_group_size
    groups = queries.fairness_of(run, collects_gender=settings.collects_gender) if run else {}
    read = {name: read_groups(mentees, k=k) for name, mentees in groups.items()}
    parts = [(queries.FAIRNESS[name], found, fairness_words(found)) for name, found in read.items()]
    return render(
        request, "tracking/fairness.html", {"run": run, "runs": runs, "parts": parts, "k": k}
    )
