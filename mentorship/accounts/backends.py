from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from mentorship.accounts.models import User
from mentorship.accounts.queries import user_with_address


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's sign-in, by the account's own address alone: one that is only entered proves
    nothing.

    Whom a session means is a written statement, since every request asks it.
    """

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        found: AbstractBaseUser | None = self._check_password(user_with_address(email), password)
        return found

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        for user in User.objects.raw("SELECT * FROM accounts_user WHERE id = %s", [user_id]):
            return user if self.user_can_authenticate(user) else None
        return None
