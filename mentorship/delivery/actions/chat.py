"""The chat channels that an organisation's news goes to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.delivery.actions.owing import tell_hooks
from mentorship.delivery.models import ChatHook
from mentorship.net import RefusedAddressError, check_address
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.secrets import encrypt

HOOKS_AT_MOST = 50


class HookError(ActionError):
    """The channel cannot be kept like this; `field` is what is wrong."""

    def __init__(self, field: str | None, words: str) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def add_hook(
    *,
    name: str,
    service: str,
    address: str,
    categories: list[str],
    scope: UUID | None,
    by: Member,
    at: datetime,
) -> ChatHook:
    """The address is a secret: whoever has it can write there. Raises HookError and
    NotAllowedError.
    """
    check_admin(by, by.organization_id)
    if ChatHook.objects.filter(organization=by.organization_id).count() >= HOOKS_AT_MOST:
        raise HookError(
            None,
            _("At most %(hooks_at_most)s channels can be kept.") % {"hooks_at_most": HOOKS_AT_MOST},
        )
    hook = ChatHook.objects.create(
        organization_id=by.organization_id,
        name=name,
        service=service,
        sealed=_sealed(address, by),
        categories=categories,
        scope_id=scope,
        created_at=at,
    )
    record(by=by, action="chat.added", subject=hook, at=at, name=name, service=service)
    return hook


@transaction.atomic
def change_hook(
    *,
    hook: ChatHook,
    name: str,
    address: str,
    categories: list[str],
    scope: UUID | None,
    by: Member,
    at: datetime,
) -> ChatHook:
    """An empty address stays as it is. Raises HookError and NotAllowedError."""
    check_admin(by, hook.organization_id)
    hook = ChatHook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    hook.name, hook.categories, hook.scope_id = name, categories, scope
    if address:
        hook.sealed = _sealed(address, by)
    hook.save(update_fields=["name", "categories", "scope_id", "sealed"])
    record(by=by, action="chat.changed", subject=hook, at=at, name=name)
    return hook


def _sealed(address: str, by: Member) -> bytes:
    try:
        check_address(address)
    except RefusedAddressError as error:
        raise HookError("address", str(error)) from error
    return encrypt(address, organization_id=by.organization_id)


@transaction.atomic
def remove_hook(*, hook: ChatHook, by: Member, at: datetime) -> None:
    """What is owed to it goes with it. Raises NotAllowedError."""
    check_admin(by, hook.organization_id)
    record(by=by, action="chat.removed", subject=hook, at=at, name=hook.name)
    hook.delete()


@transaction.atomic
def test_hook(*, hook: ChatHook, by: Member, at: datetime) -> None:
    """Owe a message that says no more than that it arrived. Raises NotAllowedError."""
    check_admin(by, hook.organization_id)
    tell_hooks(
        [hook],
        kind="chat_test",
        subject=hook,
        at=at,
        occurrence=at.isoformat(),
        context={
            "by": by.name,
            "organization": by.organization.name,
            "url": reverse("home", args=[by.organization.slug]),
        },
    )
    record(by=by, action="chat.tested", subject=hook, at=at, name=hook.name)
