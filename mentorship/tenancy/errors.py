"""What an action refuses; whoever calls it says so beside a field, on a page or over the API."""

from django.core.exceptions import PermissionDenied


class ActionError(Exception):
    """Not possible as things stand; the text says why, for the person who tried."""


class NotAllowedError(ActionError, PermissionDenied):
    """Not for this person."""
