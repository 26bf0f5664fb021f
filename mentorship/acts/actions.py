from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.acts.links import Link
from mentorship.acts.models import Use
from mentorship.tenancy.context import act_as
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member, TenantModel


class UsedError(ActionError):
    """The link was used before; `use` says what came of it."""

    def __init__(self, use: Use) -> None:
        super().__init__(_("This link was used before."))
        self.use = use


@transaction.atomic
def perform(*, link: Link, subject: TenantModel, by: Member, at: datetime, **values: Any) -> Use:
    """Do what the link is for, once. Raises UsedError, and ActionError where it is not possible
    any more: then the link stays unused.
    """
    use = Use(
        organization_id=by.organization_id,
        token_hash=link.token_hash,
        act=link.act.name,
        subject_id=link.subject_id,
        member=by,
        used_at=at,
    )
    # Written first: who comes second waits for the first one here, and does nothing.
    Use.objects.bulk_create([use], ignore_conflicts=True)
    written = Use.objects.get(organization=by.organization_id, token_hash=link.token_hash)
    if written.pk != use.pk:
        raise UsedError(written)
    act_as(organization_id=by.organization_id, member_id=by.pk)
    use.outcome = link.act.do(subject, by=by, at=at, **values)
    Use.objects.filter(pk=use.pk).update(outcome=use.outcome)
    return use
