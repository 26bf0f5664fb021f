from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection

from mentorship.accounts.models import User


def addresses_of(user: User) -> set[str]:
    """The addresses that the account has proven; one, but for accounts from before there was only
    one.
    """
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {user.email.lower(), *(address.lower() for address in proven)}


def user_with_address(email: str) -> User | None:
    """Who signs in with this address."""
    return User.objects.filter(email__iexact=email).first()


def inviting_organizations(email: str, *, at: datetime) -> list[UUID]:
    """Organisations with an open invitation to this address; a definer's function returns ids
    alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy_inviting_organizations(%s, %s)", [email, at])
        return [row[0] for row in cursor.fetchall()]
