"""What is told about sessions, goals and cadence."""

from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.queries.messages import goals_that_wait, proposals_that_wait, sessions_to_come
from tracking.queries.polls import polls_that_wait

KINDS = (
    Kind(
        "session_booked", Category.SESSIONS, _("Session with {other}: {when}"), icon="calendar-plus"
    ),
    Kind(
        "session_moved",
        Category.SESSIONS,
        _("Session with {other} changed: {when}"),
        icon="calendar-event",
    ),
    Kind(
        "session_cancelled",
        Category.SESSIONS,
        _("Session with {other} is cancelled: {when}"),
        icon="calendar-event",
    ),
    Kind(
        "session_left",
        Category.SESSIONS,
        _("You are not expected any more: {when}"),
        icon="calendar-event",
    ),
    Kind(
        "session_reminder",
        Category.REMINDERS,
        _("Your session: {when}"),
        icon="clock",
        still_true=sessions_to_come,
    ),
    Kind(
        "session_logged",
        Category.PROGRESS,
        _("{other} has written down your session"),
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_corrected",
        Category.PROGRESS,
        _("{other} has corrected when you met: {when}"),
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_taken_back",
        Category.PROGRESS,
        _("{other} says that you did not meet: {when}"),
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_put_back",
        Category.PROGRESS,
        _("{other} has put a session back: {when}"),
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "poll_opened",
        Category.SESSIONS,
        _("{other} asks when you can meet"),
        icon="calendar",
        still_true=polls_that_wait,
    ),
    Kind(
        "goal_proposed",
        Category.PROGRESS,
        _("{other} proposes a goal: {goal}"),
        icon="target",
        still_true=goals_that_wait,
    ),
    Kind(
        "cadence_proposed",
        Category.PROGRESS,
        _("Time to meet {stage}?"),
        icon="route",
        still_true=proposals_that_wait,
    ),
    Kind(
        "cadence_shifted",
        Category.PROGRESS,
        _("{other} has agreed: you meet {stage} now"),
        icon="route",
    ),
)
