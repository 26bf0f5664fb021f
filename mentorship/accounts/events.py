"""What can happen to accounts."""

from mentorship.events import Event

AREAS = {"account": "Accounts", "token": "API tokens"}
EVENTS = (
    Event("account.address_changed", "Sign-in address changed", ("sign_in",)),
    Event("account.address_entered", "New sign-in address entered", ("sign_in",)),
    Event("account.signed_in", "Signed in", ("client",)),
    Event("account.sign_in_failed", "Sign-in failed", ("client",)),
    Event("account.password_changed", "Password changed"),
    Event("account.password_reset", "Password reset"),
    Event("account.factor_added", "Second factor added", ("factor",)),
    Event("account.factor_removed", "Second factor removed", ("factor",)),
    Event("account.factor_failed", "Second factor failed", ("client",)),
    Event("token.created", "API token made", ("scopes",)),
    Event("token.revoked", "API token revoked"),
)
