"""The tenant transaction: one organisation's rows, for exactly as long as one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

_current: ContextVar[UUID | None] = ContextVar("organization_id", default=None)
_acting: ContextVar[tuple[UUID, UUID] | None] = ContextVar("acting", default=None)


class NoTenantError(RuntimeError):
    """Tenant data was asked for outside a tenant transaction."""


def current_organization_id() -> UUID:
    """The open tenant. Raises NoTenantError where none is open."""
    organization_id = _current.get()
    if organization_id is None:
        raise NoTenantError("Open a tenant first: with tenant(organization_id): ...")
    return organization_id


def act_as(*, organization_id: UUID, member_id: UUID) -> None:
    """Say whose request or job this is, until the tenant's transaction ends: whom to tell what
    became of a message.
    """
    _acting.set((organization_id, member_id))


def acting_member_id(organization_id: UUID) -> UUID | None:
    """The member in whose name this runs, where one does and belongs to that organisation."""
    acting = _acting.get()
    return acting[1] if acting and acting[0] == organization_id else None


def announce(*, organization_id: UUID | None, user_id: UUID | None = None) -> None:
    """Tell row-level security whose rows this transaction may touch, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organization_id', %s, true), set_config('app.user_id', %s,"
            " true)",
            [str(organization_id or ""), str(user_id or "")],
        )


@contextmanager
def tenant(
    organization_id: UUID, *, user_id: UUID | None = None, announced: bool = False
) -> Iterator[None]:
    """Open a transaction in which row-level security shows this organisation only.

    `announced` says that the caller's own first statement has told the database already.
    Tenants nest; the outer one is told again when the inner one ends well, and the rollback
    of the inner one's savepoint restores it otherwise.
    """
    outer, acting = _current.get(), _acting.get()
    # Where the caller has announced the tenant, it has opened the transaction for it too.
    with transaction.atomic(savepoint=not announced):
        if not announced:
            announce(organization_id=organization_id, user_id=user_id)
        token = _current.set(organization_id)
        try:
            yield
        finally:
            _current.reset(token)
            _acting.set(acting)
        # A transaction that ends here takes its settings with it.
        is_outermost = announced and outer is None
        if not is_outermost and outer != organization_id and not connection.needs_rollback:
            announce(organization_id=outer)


@contextmanager
def own_memberships(user_id: UUID) -> Iterator[None]:
    """Open a transaction in which one person's memberships, in all organisations, can be read."""
    with transaction.atomic():
        announce(organization_id=None, user_id=user_id)
        yield
        announce(organization_id=_current.get())
