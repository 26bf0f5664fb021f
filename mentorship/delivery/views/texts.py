"""The organisation's own words in messages: list, change one, see how it would arrive."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.delivery.actions import TextError, change_text, check_text, reset_text
from mentorship.delivery.email import our_words
from mentorship.delivery.forms import TextForm
from mentorship.delivery.kinds import Kind, with_own_texts
from mentorship.delivery.queries import own_text, texts_by_kind
from mentorship.delivery.scopes import scopes_for
from mentorship.delivery.texts import LINK, NAME, filled
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in


def _kind(name: str) -> Kind:
    kind = next((kind for kind in with_own_texts() if kind.name == name), None)
    if kind is None:
        raise Http404
    return kind


def _scope(request: TenantRequest) -> tuple[UUID | None, str]:
    """The program that the page is about, and its name; none stands for all."""
    asked = request.GET.get("scope", "")
    if not asked:
        return None, ""
    names = dict(scopes_for(request.member))
    pk = id_in(asked)
    if pk not in names:
        raise Http404
    return pk, names[pk]


@require_GET
@require_admin
def text_list(request: TenantRequest) -> HttpResponse:
    scope, program = _scope(request)
    changed = texts_by_kind(request.organization, scope=scope)
    rows = [
        {"kind": kind, "title": our_words(kind)["subject"], "text": changed.get(kind.name)}
        for kind in with_own_texts()
    ]
    context = {"rows": rows, "scopes": scopes_for(request.member), "scope": scope}
    return render(request, "delivery/text_list.html", context | {"program": program})


@require_http_methods(["GET", "POST"])
@require_admin
def text_edit(request: TenantRequest, kind: str) -> HttpResponse:
    of_kind, (scope, program) = _kind(kind), _scope(request)
    text = own_text(request.organization, kind, scope=scope)
    initial = {"subject": text.subject, "body": text.body} if text else our_words(of_kind)
    form = TextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"kind": kind, "scope": scope, **form.cleaned_data}
        try:
            change_text(**given, by=request.member, at=timezone.now())
        except TextError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Saved. Messages say this from now on."))
            return redirect(request.get_full_path())
    shown = form.data if form.is_bound else initial
    context = {
        "form": form,
        "kind": of_kind,
        "program": program,
        "text": text,
        "preview": _preview(of_kind, shown, request.member),
        "placeholders": [NAME, *of_kind.placeholders, LINK],
    }
    return render(request, "delivery/text_edit.html", context, status=422 if form.errors else 200)


def _preview(kind: Kind, shown: Any, reader: Member) -> dict[str, str]:
    """Subject and body as they would arrive at this person, and what is wrong with them, if
    anything. What nobody knows yet stands in brackets.
    """
    subject, body = shown.get("subject", ""), shown.get("body", "")
    samples = {name: f"[{name}]" for name in kind.placeholders}
    samples |= {NAME: reader.given_name, LINK: settings.PUBLIC_URL, "other": _("Alex Example")}
    problem = ""
    try:
        check_text(kind.name, subject=subject, body=body)
    except TextError as error:
        problem = str(error)
    return {"subject": filled(subject, samples), "body": filled(body, samples), "problem": problem}


@require_POST
@require_admin
def text_preview(request: TenantRequest, kind: str) -> HttpResponse:
    """How what is being typed would arrive."""
    context = {"preview": _preview(_kind(kind), request.POST, request.member)}
    return render(request, "delivery/_text_preview.html", context)


@require_POST
@require_admin
def text_reset(request: TenantRequest, kind: str) -> HttpResponse:
    scope, _program = _scope(request)
    text = own_text(request.organization, _kind(kind).name, scope=scope)
    if text is not None:
        reset_text(text=text, by=request.member, at=timezone.now())
        messages.success(request, _("Messages say our words again."))
    return redirect("delivery:texts", request.organization.slug)
