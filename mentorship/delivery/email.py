"""One delivery as an e-mail."""

from email.utils import parseaddr, quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.tenancy.secrets import decrypt
from mentorship.text import one_line


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """The message, with a Message-ID that is the same each time it is made from this row."""
    kind, member = kind_named(delivery.kind), delivery.recipient
    organization = delivery.organization
    secret = _unsealed(delivery)
    context = {
        **delivery.context,
        "secret": secret,
        "title": one_line(kind.render_title(delivery.context)),
        "url": absolute(delivery.context.get("url") or (secret if secret.startswith("/") else "")),
        "recipient": member,
        "kind": kind.name,
        "organization": organization,
        "product": settings.PRODUCT_NAME,
    }
    with timezone.override(ZoneInfo(member.time_zone or organization.settings.time_zone)):
        # Plain text knows no escapes; joined, it is a plain string again, which the HTML escapes.
        plain = get_template(f"messages/{kind.name}.txt").template  # type: ignore[attr-defined]
        text = "".join(plain.render(Context(context, autoescape=False)))
        html = render_to_string("messages/frame.html", {**context, "text": text})
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        subject=context["title"],
        body=text,
        to=[_mailbox(delivery)],
        headers={"Message-ID": f"<{delivery.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    if calendar := delivery.context.get("calendar"):
        method = delivery.context.get("calendar_method", "REQUEST")
        # Gmail and Outlook read the alternative, Apple's Mail and older programs the file; both say
        # the same.
        message.attach_alternative(calendar, f'text/calendar; method={method}; charset="utf-8"')
        message.attach("invite.ics", calendar, f"text/calendar; method={method}; charset=utf-8")
    return message


def _unsealed(delivery: Delivery) -> str:
    if delivery.sealed is None:
        return ""
    return decrypt(bytes(delivery.sealed), organization_id=delivery.organization_id)


def _mailbox(delivery: Delivery) -> str:
    """Name and address as one header value: whatever stands in a stored name, it stays one line."""
    member = delivery.recipient
    return f'"{quote(one_line(member.name))}" <{delivery.address or member.email}>'


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") else path
