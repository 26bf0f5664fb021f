from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentorship.tenancy.access import require_owner
from mentorship.tenancy.actions import change_settings
from mentorship.tenancy.forms import SettingsForm
from mentorship.tenancy.models import OrganizationSettings
from mentorship.tenancy.requests import TenantRequest


@require_http_methods(["GET", "POST"])
@require_owner
def settings_edit(request: TenantRequest) -> HttpResponse:
    settings = OrganizationSettings.objects.get(organization=request.organization)
    form = SettingsForm(request.POST or None, instance=settings)
    if request.method == "POST" and form.is_valid():
        settings.refresh_from_db()
        change_settings(settings=settings, by=request.member, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The settings are saved.")
        return redirect("tenancy:settings", request.organization.slug)
    return render(request, "tenancy/settings_edit.html", {"form": form})
