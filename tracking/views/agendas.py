from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorship.tenancy.requests import TenantRequest
from tracking import forms, queries, rules
from tracking.actions import agendas
from tracking.actions.errors import TrackingError
from tracking.models import AgendaItem, Session


@require_GET
def session_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A session and its agenda."""
    session, room = queries.get_session(request.member, pk)
    return _page(request, session, room, forms.PointForm())


def _page(
    request: TenantRequest, session: Session, room: queries.Room, form: forms.PointForm
) -> HttpResponse:
    agenda = queries.agenda_of(session, room, on=timezone.localdate())
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "session": session,
        "agenda": agenda,
        "suggestions": [
            (_("Open action items"), agenda.items),
            (_("Goals"), agenda.goals),
            (_("Questions to open with"), agenda.questions),
        ],
        "has_agenda": rules.has_agenda(session),
        "can_move": rules.can_move(session),
        "is_over": session.starts_at <= timezone.now(),
        "form": form,
    }
    return render(
        request, "tracking/session_detail.html", context, status=422 if form.errors else 200
    )


@require_POST
def agenda_add(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Add a point of one's own (`text`), suggested ones (`texts`), or both."""
    session, room = queries.get_session(request.member, pk)
    texts = [text[:300] for text in request.POST.getlist("texts")]
    form = forms.PointForm(request.POST)
    if form.is_valid():
        texts.append(form.cleaned_data["text"])
    elif not texts or form.data.get("text"):
        return _page(request, session, room, form)
    try:
        agendas.add_points(session=session, texts=texts, by=request.member, at=timezone.now())
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:session", request.organization.slug, pk)


def _point(request: TenantRequest, pk: UUID) -> AgendaItem:
    item = AgendaItem.objects.filter(organization=request.organization, pk=pk).first()
    if item is None:
        raise Http404
    item.session = queries.get_session(request.member, item.session_id)[0]
    return item


@require_POST
def agenda_change(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Tick a point off (`act=tick`), take the tick back (`act=untick`), or take it off the agenda
    (`act=remove`).
    """
    item, at, act = _point(request, pk), timezone.now(), request.POST.get("act")
    try:
        if act == "remove":
            agendas.remove_point(item=item, by=request.member, at=at)
        else:
            agendas.tick_point(item=item, is_talked=act == "tick", by=request.member, at=at)
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:session", request.organization.slug, item.session_id)
