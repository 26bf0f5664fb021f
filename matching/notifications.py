"""What is told about runs, requests and mentorships."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.queries.directory import requests_that_wait
from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from mentorship.wording import Words


def _matched(context: dict[str, Any]) -> Words:
    if context.get("role") == "mentor":
        return _("Meet {other}, your mentor")
    return _("Meet {other}, your mentee")


KINDS = (
    Kind("matched", Category.MATCHES, _matched, icon="heart-handshake"),
    Kind("peered", Category.MATCHES, _("Meet {other}"), icon="users-group"),
    Kind("grouped", Category.MATCHES, _("You are in {other}’s group"), icon="users-group"),
    Kind("group_grows", Category.MATCHES, _("Your group: meet {other}"), icon="users-group"),
    Kind("group_left", Category.MATCHES, _("{other} has left your group"), icon="users-group"),
    Kind(
        "mentor_nominated",
        Category.MATCHES,
        _("{other} would like you to be a mentor in “{program}”"),
        icon="user-plus",
    ),
    Kind(
        "nomination_declined",
        Category.MATCHES,
        _("{other} cannot be a mentor in “{program}” this time"),
        icon="message-circle",
        channels=("in_app",),
    ),
    Kind(
        "mentor_asked",
        Category.MATCHES,
        _("{other} asks you to be their mentor"),
        icon="heart-handshake",
        still_true=requests_that_wait,
        acts=("request.accept", "request.decline", "request.unavailable"),
    ),
    Kind(
        "request_declined",
        Category.MATCHES,
        _("{other} cannot be your mentor now"),
        icon="message-circle",
    ),
    Kind("request_expired", Category.MATCHES, _("{other} has not answered in time"), icon="clock"),
    Kind("request_full", Category.MATCHES, _("{other} has no place left"), icon="clock"),
    Kind(
        "mentor_paused",
        Category.MATCHES,
        _("You are out of sight for mentees now"),
        icon="player-pause",
    ),
    Kind(
        "leavers_closed",
        Category.OPERATIONS,
        _("{names} left: mentorships of “{program}” have ended"),
        icon="user-x",
        channels=("in_app",),
    ),
    Kind(
        "match_withdrawn",
        Category.MATCHES,
        _("Your match in “{program}” was announced too early"),
        icon="refresh",
    ),
    Kind(
        "mentorship_completed",
        Category.MATCHES,
        _("“{program}” has ended, and your mentorship with it"),
        icon="flag",
    ),
    Kind("mentorship_ended", Category.MATCHES, _("{other} has ended your mentorship"), icon="flag"),
    Kind(
        "mentorship_closed",
        Category.MATCHES,
        _("Your mentorship with {other} has ended"),
        icon="flag",
    ),
    Kind(
        "mentorship_wrapped_up",
        Category.MATCHES,
        _("Your mentorship with {other} is complete"),
        icon="flag",
    ),
    Kind(
        "mentorship_resumed",
        Category.MATCHES,
        _("Your mentorship with {other} goes on"),
        icon="heart-handshake",
    ),
    Kind("partner_left", Category.MATCHES, _("{other} has left; what happens now"), icon="heart"),
)
