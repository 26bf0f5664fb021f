"""What is told about surveys and feedback; never what somebody answered."""

from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.surveys.queries.due import mentees_without_names, requests_that_wait

KINDS = (
    Kind(
        "survey_asked",
        Category.PROGRESS,
        _("{survey}: tell us how it goes"),
        icon="message-circle",
        still_true=requests_that_wait,
        is_nudge=True,
    ),
    Kind(
        "survey_reminder",
        Category.REMINDERS,
        _("Still open: {survey}"),
        icon="message-circle",
        still_true=requests_that_wait,
        is_nudge=True,
    ),
    Kind(
        "colleague_asked",
        Category.PROGRESS,
        _("{other} asks what you see"),
        icon="users",
        still_true=requests_that_wait,
        is_nudge=True,
    ),
    Kind(
        "colleague_reminder",
        Category.REMINDERS,
        _("{other} still hopes for your view"),
        icon="users",
        still_true=requests_that_wait,
        is_nudge=True,
    ),
    Kind(
        "colleagues_wanted",
        Category.PROGRESS,
        _("Whom may we ask what they see?"),
        icon="users",
        still_true=mentees_without_names,
        is_nudge=True,
    ),
    Kind("feedback_given", Category.PROGRESS, _("{other} has feedback for you"), icon="message"),
    Kind(
        "feedback_replied",
        Category.PROGRESS,
        _("{other} has read your feedback"),
        icon="message",
        channels=("in_app",),
    ),
)
