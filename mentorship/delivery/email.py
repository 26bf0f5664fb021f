"""Deliveries as e-mails."""

import re
from collections.abc import Iterable, Mapping
from email.utils import parseaddr, quote
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from mentorship.acts.links import path_of
from mentorship.acts.registry import act_named
from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind, kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.texts import LINK, NAME, filled
from mentorship.delivery.words import told
from mentorship.tenancy.languages import spoken_to
from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import decrypt
from mentorship.text import one_line

STOP = "delivery.stop"


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """The message, with a Message-ID that is the same each time it is made from this row."""
    kind, member = kind_named(delivery.kind), _recipient(delivery)
    secret = _unsealed(delivery)
    with spoken_to(member):
        words = told(delivery.context)
        own = own_words(delivery, words, member)
        title = one_line(own["subject"] if own else kind.title_of(words))
    context = {
        **words,
        "secret": secret,
        "title": title,
        "url": absolute(delivery.context.get("url") or (secret if secret.startswith("/") else "")),
        "kind": kind.name,
        "acts": _acts(delivery, member, delivery.context.get("acts", kind.acts)),
        "own": own["body"] if own else "",
    }
    stop = "" if kind.must_come else stop_path(member, kind.category)
    message = _message(delivery, context, template=kind.name, stop=stop)
    if calendar := delivery.context.get("calendar"):
        method = delivery.context.get("calendar_method", "REQUEST")
        # Gmail and Outlook read the alternative, Apple's Mail and older programs the file; both say
        # the same.
        message.attach_alternative(calendar, f'text/calendar; method={method}; charset="utf-8"')
        message.attach("invite.ics", calendar, f"text/calendar; method={method}; charset=utf-8")
    return message


def compose_summary(deliveries: list[Delivery]) -> EmailMultiAlternatives:
    """What waited for one person's daily summary, as one message."""
    first = deliveries[0]
    with spoken_to(_recipient(first)):
        lines = [
            {
                "title": one_line(kind_named(each.kind).render_title(each.context)),
                "url": absolute(each.context.get("url", "")),
            }
            for each in deliveries
        ]
        title = ngettext(
            "Your day in mentoring: %(number)d thing",
            "Your day in mentoring: %(number)d things",
            len(lines),
        )
    page = reverse("delivery:notifications", args=[first.organization.slug])
    context = {"title": title % {"number": len(lines)}, "lines": lines, "url": absolute(page)}
    return _message(first, context | {"kind": "summary"}, template="summary", stop="")


def _message(
    delivery: Delivery, context: dict[str, Any], *, template: str, stop: str
) -> EmailMultiAlternatives:
    """`stop` is the path of the page that ends messages of this category; empty where there is
    none.
    """
    member, organization = _recipient(delivery), delivery.organization
    context = {
        **context,
        "recipient": member,
        "organization": organization,
        "product": settings.PRODUCT_NAME,
        "stop_url": absolute(stop),
        "preferences_url": absolute(reverse("delivery:preferences", args=[organization.slug])),
    }
    with spoken_to(member):
        # Plain text knows no escapes; joined, it is a plain string again, which the HTML escapes.
        text = context.get("own") or _plain(template, context)
        offered = [f"{offer['label']}: {offer['url']}" for offer in context.get("acts", ())]
        html = render_to_string("messages/frame.html", {**context, "text": text})
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{delivery.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if stop:
        # RFC 8058: a mail program shows a button for it.
        headers["List-Unsubscribe"] = f"<{absolute(stop)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=context["title"],
        body="\n\n".join([text, *offered]),
        to=[_mailbox(delivery)],
        reply_to=[context["reply_to"]] if context.get("reply_to") else None,
        headers=headers,
    )
    message.attach_alternative(html, "text/html")
    return message


def stop_path(member: Member, category: str) -> str:
    """The page that ends e-mails of a category for this person, and nothing else."""
    token = signing.dumps([str(member.pk), category], salt=STOP)
    return reverse("delivery:stop", args=[member.organization.slug, token])


def read_stop(token: str) -> tuple[str, Category]:
    """The member's id and the category. Raises signing.BadSignature."""
    member, category = signing.loads(token, salt=STOP)
    return member, Category(category)


def _plain(template: str, context: dict[str, Any]) -> str:
    plain = get_template(f"messages/{template}.txt").template  # type: ignore[attr-defined]
    return "".join(plain.render(Context(context, autoescape=False)))


def own_words(delivery: Delivery, words: Mapping[str, Any], member: Member) -> dict[str, str]:
    """Subject and body in the organisation's own words, where it has some for this message."""
    if delivery.text is None:
        return {}
    link = absolute(delivery.context.get("url", ""))
    values = {**words, NAME: member.given_name, LINK: link}
    text = delivery.text
    return {"subject": filled(text.subject, values), "body": filled(text.body, values)}


def our_words(kind: Kind) -> dict[str, str]:
    """Our own words of a kind with its placeholders in them, to begin a change from."""
    values = {name: f"{{{name}}}" for name in kind.placeholders}
    context = {
        **values,
        "url": f"{{{LINK}}}",
        "recipient": SimpleNamespace(given_name=f"{{{NAME}}}"),
    }
    body = _plain(kind.name, context)
    return {"subject": kind.title_of(values), "body": re.sub(r"\n{3,}", "\n\n", body).strip()}


def _acts(delivery: Delivery, member: Member, names: Iterable[str]) -> list[dict[str, str]]:
    """What the message can be answered with, each with an address of this person's own."""
    with spoken_to(member):
        return [
            {
                "label": str(act_named(name).label),
                "url": absolute(path_of(name, subject_id=delivery.subject_id, member=member)),
            }
            for name in names
        ]


def _recipient(delivery: Delivery) -> Member:
    member: Member | None = delivery.recipient
    if member is None:
        raise ValueError(f"Delivery {delivery.pk} goes to no person.")
    member.organization = delivery.organization
    return member


def _unsealed(delivery: Delivery) -> str:
    if delivery.sealed is None:
        return ""
    return decrypt(bytes(delivery.sealed), organization_id=delivery.organization_id)


def _mailbox(delivery: Delivery) -> str:
    """Name and address as one header value: whatever stands in a stored name, it stays one line."""
    member = _recipient(delivery)
    return f'"{quote(one_line(member.name))}" <{delivery.address or member.email}>'


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") else path
