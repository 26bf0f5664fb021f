"""A person brings what their own LinkedIn export says, and chooses field by field."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.people.actions import PersonError, save_person
from mentorship.people.forms import LinkedInChoiceForm, LinkedInForm
from mentorship.tenancy.requests import TenantRequest


@require_http_methods(["GET", "POST"])
def linkedin(request: TenantRequest) -> HttpResponse:
    """Upload the archive; the answer shows what it says. Nothing of it is kept before
    it is chosen.
    """
    form = LinkedInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        choice = LinkedInChoiceForm(export=form.cleaned_data["file"], member=request.member)
        return render(request, "people/linkedin_choose.html", {"form": choice})
    return render(
        request, "people/linkedin.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
def linkedin_keep(request: TenantRequest) -> HttpResponse:
    form = LinkedInChoiceForm(request.POST, member=request.member)
    if form.is_valid():
        member, fields = form.apply()
        try:
            save_person(member=member, fields=fields, by=request.member, at=timezone.now())
            messages.success(
                request,
                _("Your profile is up to date.")
                if fields
                else _("Nothing was chosen, nothing changed."),
            )
        except PersonError as error:
            messages.error(request, str(error))
        return redirect("people:detail", request.organization.slug, request.member.pk)
    return render(request, "people/linkedin_choose.html", {"form": form}, status=422)
