from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mentorship.tenancy.access import public, require_owner
from mentorship.tenancy.actions import change_settings
from mentorship.tenancy.forms import SettingsForm
from mentorship.tenancy.models import OrganizationSettings
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.brand import style_sheet
from mentorship.versions import OvertakenError

ACCENT = "#0f605d"


@require_http_methods(["GET", "POST"])
@require_owner
def settings_edit(request: TenantRequest) -> HttpResponse:
    settings = OrganizationSettings.objects.get(organization=request.organization)
    form = SettingsForm(
        request.POST or None, instance=settings, initial={"name": request.organization.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(
                settings=settings, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("tenancy:settings", request.organization.slug)
    return render(
        request, "tenancy/settings_edit.html", {"form": form}, status=422 if form.errors else 200
    )


@public
@require_GET
def brand_css(request: TenantRequest) -> HttpResponse:
    """The organisation's accent; its address changes with the colour, so that it can be kept."""
    response = HttpResponse(
        style_sheet(request.organization.settings.accent or ACCENT),
        content_type="text/css; charset=utf-8",
    )
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
