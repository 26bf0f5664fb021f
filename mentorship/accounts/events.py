"""What can happen to accounts."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"account": _("Accounts"), "token": _("API tokens")}
EVENTS = (
    Event("account.address_changed", _("Sign-in address changed"), ("sign_in",)),
    Event("account.address_entered", _("New sign-in address entered"), ("sign_in",)),
    Event("account.signed_in", _("Signed in"), ("client",)),
    Event("account.sign_in_failed", _("Sign-in failed"), ("client",)),
    Event("account.password_changed", _("Password changed")),
    Event("account.password_reset", _("Password reset")),
    Event("account.factor_added", _("Second factor added"), ("factor",)),
    Event("account.factor_removed", _("Second factor removed"), ("factor",)),
    Event("account.factor_failed", _("Second factor failed"), ("client",)),
    Event("token.created", _("API token made"), ("scopes",)),
    Event("token.revoked", _("API token revoked")),
)
