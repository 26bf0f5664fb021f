"""An organisation's own words in messages of a kind."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import MessageText
from mentorship.delivery.texts import has_link, unknown_in
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin


class TextError(ActionError):
    """The text cannot be kept like this; `field` is the one that is wrong."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def check_text(kind: str, *, subject: str, body: str) -> None:
    """Raises TextError for a text without its link, or with a placeholder that means nothing."""
    allowed = kind_named(kind).placeholders
    for field, text in (("subject", subject), ("body", body)):
        if unknown := unknown_in(text, allowed):
            words = _("{%(name)s} means nothing here. Choose one of those below.")
            raise TextError(field, words % {"name": unknown[0]})
    if not has_link(body):
        raise TextError(
            "body", _("Put {link} where people are to act. Without it the message leads nowhere.")
        )


@transaction.atomic
def change_text(
    *, kind: str, scope: UUID | None, subject: str, body: str, by: Member, at: datetime
) -> MessageText:
    """From now on messages of this kind say this. Raises TextError and NotAllowedError."""
    check_admin(by, by.organization_id)
    check_text(kind, subject=subject, body=body)
    text, _is_new = MessageText.objects.update_or_create(
        organization_id=by.organization_id,
        kind=kind,
        scope_id=scope,
        defaults={"subject": subject, "body": body, "changed_at": at, "changed_by": by},
    )
    record(by=by, action="text.changed", subject=text, at=at, kind=kind)
    return text


@transaction.atomic
def reset_text(*, text: MessageText, by: Member, at: datetime) -> None:
    """Back to our own words. Raises NotAllowedError."""
    check_admin(by, text.organization_id)
    record(by=by, action="text.reset", subject=text, at=at, kind=text.kind)
    text.delete()
