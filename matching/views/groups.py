"""The groups of a run: who meets with whom, how large they are and how mixed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from matching import queries, rules
from matching.enums import RunState
from matching.models import Run
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv

COLUMNS = [
    gettext_lazy("Mentor"),
    gettext_lazy("Mentees"),
    gettext_lazy("Seats"),
    gettext_lazy("Weakest of 100"),
    gettext_lazy("Mean of 100"),
    gettext_lazy("Departments"),
    gettext_lazy("Lowest level"),
    gettext_lazy("Highest level"),
    gettext_lazy("Approved"),
    gettext_lazy("Who"),
]


@require_GET
@require_admin
def groups(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    if not run.is_of_groups:
        raise Http404
    get = request.GET
    sort = get.get("sort", "") if get.get("sort", "") in queries.GROUP_SORTS else "weakest"
    found = queries.groups(run, words=get.get("q", ""), sort=sort)
    if get.get("format") == "csv":
        rows = _rows(run, list(found))
        return as_csv(COLUMNS, map(_csv_row, rows), name="groups")
    page = page_by_key(found, keys=queries.GROUP_SORTS[sort][1], after=get.get("after", ""))
    context = {
        "run": run,
        "program": run.program,
        "page": page,
        "found": _rows(run, page.rows),
        "sizes": queries.group_sizes(run),
        "is_open": run.state == RunState.REVIEW,
        "can_publish": rules.can_publish(run, run.program),
        "sorts": [(key, words) for key, (words, _) in queries.GROUP_SORTS.items()],
    }
    return render(request, "matching/groups.html", context)


def _rows(run: Run, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups with the names of their people."""
    mentors = [row["mentor"] for row in found]
    pairs = queries.mentees_of(run, mentors)
    faces = queries.faces(
        [str(each) for each in mentors]
        + [str(pair["mentee"]) for each in pairs.values() for pair in each]
    )
    return [
        row
        | {
            "name": faces[str(row["mentor"])].name,
            "title": faces[str(row["mentor"])].title,
            "pairs": [
                pair | {"name": faces[str(pair["mentee"])].name} for pair in pairs[row["mentor"]]
            ],
            "is_small": run.state == RunState.REVIEW and row["whole"] < run.group_least,
        }
        for row in found
    ]


def _csv_row(row: dict[str, Any]) -> list[object]:
    return [
        row["name"],
        row["whole"],
        row["seats"],
        row["worst"] / 100,
        round(row["mean"] / 100, 2),
        row["departments"],
        row["low"],
        row["high"],
        row["approved"],
        "; ".join(pair["name"] for pair in row["pairs"]),
    ]
