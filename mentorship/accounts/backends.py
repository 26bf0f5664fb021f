from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from mentorship.accounts.models import User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's sign-in by e-mail; whom a session means is a written statement, since every request asks it."""

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        for user in User.objects.raw("SELECT * FROM accounts_user WHERE id = %s", [user_id]):
            return user if self.user_can_authenticate(user) else None
        return None
