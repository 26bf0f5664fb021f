from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mentorship.audit.queries import entries
from mentorship.events import by_area, label_of
from mentorship.tenancy.access import require_owner
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv

EXPORT_AT_MOST = 50_000


@require_GET
@require_owner
def entry_list(request: TenantRequest) -> HttpResponse:
    found = entries(
        organization=request.organization,
        action=request.GET.get("action", ""),
        words=request.GET.get("q", ""),
    )
    if request.GET.get("format") == "csv":
        rows = (
            (
                timezone.localtime(e.at).isoformat(),
                str(e.actor or _("the application")),
                label_of(e.action),
                e.action,
                e.subject_name,
            )
            for e in found[:EXPORT_AT_MOST]
        )
        return as_csv(
            [_("When"), _("Who"), _("What"), _("Event"), _("To what")], rows, name="audit-log"
        )
    page = page_by_key(found, keys=["-id"], after=request.GET.get("after", ""))
    return render(request, "audit/entry_list.html", {"page": page, "areas": by_area()})
