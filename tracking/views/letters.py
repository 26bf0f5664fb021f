from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.sent import form_sent
from tracking import queries, rules
from tracking.actions.errors import TrackingError
from tracking.actions.letters import write_letter
from tracking.forms.health import LetterForm


@require_http_methods(["GET", "POST"])
def letter_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write to people of a mentorship; they answer by e-mail."""
    room = queries.get_room(request.member, pk)
    if not rules.can_write_letter(request.member, room.mentorship, room.participants):
        raise Http404
    form = LetterForm(request.POST or None, people=room.others())
    if request.method == "POST" and form.is_valid():
        try:
            write_letter(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            form_sent(request, "letter_new", pk)
            messages.success(request, _("Your letter is on its way. Answers come to your e-mail."))
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(request, "tracking/letter_new.html", context, status=422 if form.errors else 200)
