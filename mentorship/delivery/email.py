"""Deliveries as e-mails."""

import re
from email.utils import parseaddr, quote
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.words import told
from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import decrypt
from mentorship.text import one_line
from mentorship.ui.addresses import address, addresses
from mentorship.ui.words import counted

STOP = "delivery.stop"
# In escaped text, where a quotation mark is no part of an address but an ampersand may be; a full
# stop at the end belongs to the sentence.
LINK = re.compile(r"https?://(?:[^\s<&]|&amp;)*(?:[^\s<&.,;:!?)\]]|&amp;)")


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """The message, with a Message-ID that is the same each time it is made from this row."""
    kind, member = kind_named(delivery.kind), _recipient(delivery)
    secret = _unsealed(delivery)
    with timezone.override(ZoneInfo(member.zone)):
        words = told(delivery.context)
        title = one_line(kind.title_of(words))
    context = {
        **words,
        "secret": secret,
        "title": title,
        "url": absolute(delivery.context.get("url") or (secret if secret.startswith("/") else "")),
        "kind": kind.name,
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
    with timezone.override(ZoneInfo(_recipient(first).zone)):
        lines = [
            {
                "title": one_line(kind_named(each.kind).render_title(each.context)),
                "url": absolute(each.context.get("url", "")),
            }
            for each in deliveries
        ]
    number = counted(len(lines), "thing", "things")
    page = address("delivery:notifications", first.organization.slug)
    context = {"title": f"Your day in mentoring: {number}", "lines": lines, "url": absolute(page)}
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
        "preferences_url": absolute(address("delivery:preferences", organization.slug)),
    }
    with timezone.override(ZoneInfo(member.zone)):
        # Plain text knows no escapes; joined, it is a plain string again, which the HTML escapes.
        plain = get_template(f"messages/{template}.txt").template  # type: ignore[attr-defined]
        text = "".join(plain.render(Context(context, autoescape=False)))
        html = render_to_string("messages/frame.html", {**context, "body": linked(text)})
    domain = _domain_of(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": f"<{delivery.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if stop:
        # RFC 8058: a mail program shows a button for it.
        headers["List-Unsubscribe"] = f"<{absolute(stop)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=context["title"], body=text, to=[_mailbox(delivery, member)], headers=headers
    )
    message.attach_alternative(html, "text/html")
    return message


def linked(text: str) -> str:
    """Plain text as HTML, its full addresses as links; what else may be one, mail programs see.

    Django's `urlize` looks at every word, which is a third of what a message costs.
    """
    escaped = linebreaks(text, autoescape=True)
    return SafeString(LINK.sub(r'<a href="\g<0>">\g<0></a>', escaped))


def stop_path(member: Member, category: str) -> str:
    """The page that ends e-mails of a category for this person, and nothing else."""
    token = signing.dumps([str(member.pk), category], salt=STOP)
    return addresses(member.organization.slug)("delivery:stop")(token)


def read_stop(token: str) -> tuple[str, Category]:
    """The member's id and the category. Raises signing.BadSignature."""
    member, category = signing.loads(token, salt=STOP)
    return member, Category(category)


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


@lru_cache(maxsize=8)
def _domain_of(mailbox: str) -> str:
    return parseaddr(mailbox)[1].partition("@")[2] or "localhost"


def _mailbox(delivery: Delivery, member: Member) -> str:
    """Name and address as one header value: whatever stands in a stored name, it stays one line."""
    return f'"{quote(one_line(member.name))}" <{delivery.address or member.email}>'


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if path.startswith("/") else path
