"""How often a program's mentorships meet: its rules, and whom a change of them would move."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError
from programs import actions, forms, queries
from programs.cadence import flat
from programs.previews import preview_of
from programs.views.programs import editable
from programs.words.cadence import policy_words


@require_http_methods(["GET", "POST"])
@require_admin
def program_cadence(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Saved, or with `preview` only tried on the mentorships that run."""
    program = editable(request, pk)
    rules, is_stored = queries.cadence_of(program)
    values = flat(rules)
    form = forms.CadenceForm(
        request.POST or None, initial=values, read_from=values if is_stored else {}
    )
    context: dict[str, Any] = {"form": form, "program": program, "step": 4}
    if request.method == "POST" and form.is_valid():
        rules = form.rules()
        if "preview" in request.POST:
            context["preview"] = preview_of(program, rules, at=timezone.now())
        elif _is_saved(request, program, form):
            return redirect("programs:questions", request.organization.slug, program.pk)
    context["sentences"] = policy_words(rules)
    return render(
        request, "programs/program_cadence.html", context, status=422 if form.errors else 200
    )


def _is_saved(request: TenantRequest, program: Any, form: forms.CadenceForm) -> bool:
    """Otherwise the form says why not."""
    try:
        actions.set_cadence_policy(
            program=program,
            rules=form.rules(),
            read=form.cleaned_data["read"],
            by=request.member,
            at=timezone.now(),
        )
    except OvertakenError as error:
        form.overtaken(error)
    except actions.CadenceError as error:
        form.add_error(error.field, str(error))
    else:
        return True
    return False
