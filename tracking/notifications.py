"""What is told about sessions, goals and cadence."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.queries.messages import (
    goals_that_wait,
    items_that_are_open,
    mentorships_unbooked,
    proposals_that_wait,
    sessions_to_come,
    sessions_to_confirm,
    sessions_to_rate,
    shifts_that_hold,
    times_that_are_proposed,
)
from tracking.queries.polls import polls_that_wait


def item_title(words: dict[str, Any]) -> str:
    day = date_format(date.fromisoformat(words["due_on"]), "j F")
    return gettext("By %(day)s: %(text)s") % {"day": day, "text": words["text"]}


ANSWERS = ("session.accept", "session.propose", "session.decline")
KINDS = (
    Kind(
        "session_booked",
        Category.SESSIONS,
        _("Session with {other}: {when}"),
        icon="calendar-plus",
        acts=ANSWERS,
    ),
    Kind(
        "session_moved",
        Category.SESSIONS,
        _("Session with {other} changed: {when}"),
        icon="calendar-event",
        acts=ANSWERS,
    ),
    Kind(
        "session_accepted",
        Category.SESSIONS,
        _("{other} has accepted: {when}"),
        icon="circle-check",
        channels=("in_app",),
    ),
    Kind(
        "session_declined",
        Category.SESSIONS,
        _("{other} cannot come: {when}"),
        icon="calendar-event",
    ),
    Kind(
        "session_absent", Category.SESSIONS, _("{other} cannot come: {when}"), icon="calendar-event"
    ),
    Kind(
        "session_other_time",
        Category.SESSIONS,
        _("{other} proposes another time: {when}"),
        icon="calendar-event",
        still_true=times_that_are_proposed,
        acts=("session.take_time", "session.propose", "session.decline"),
    ),
    Kind(
        "session_reopened",
        Category.SESSIONS,
        _("Session with {other} is on again: {when}"),
        icon="calendar-plus",
        acts=ANSWERS,
    ),
    Kind(
        "session_check",
        Category.REMINDERS,
        _("Did you meet {other}? {when}"),
        icon="clock",
        still_true=sessions_to_confirm,
        acts=("session.met", "session.missed"),
        is_nudge=True,
        placeholders=("other", "when"),
    ),
    Kind(
        "session_confirmed",
        Category.PROGRESS,
        _("{other} says that you met: {when}"),
        icon="notes",
        still_true=sessions_to_rate,
        acts=("session.pulse", "session.next", "session.take_back"),
        is_nudge=True,
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
        acts=("session.propose",),
        placeholders=("title_of", "when", "place", "agenda", "points", "questions"),
    ),
    Kind(
        "session_soon",
        Category.REMINDERS,
        _("In an hour: {when}"),
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
        "session_unbooked",
        Category.REMINDERS,
        _("Time to book your next session with {other}"),
        icon="calendar-plus",
        still_true=mentorships_unbooked,
        acts=("mentorship.book", "mentorship.concern"),
        is_nudge=True,
        placeholders=("other", "program"),
    ),
    Kind(
        "session_unbooked_other",
        Category.REMINDERS,
        _("{other} has not booked your next session"),
        icon="calendar-plus",
        still_true=mentorships_unbooked,
        acts=("mentorship.book", "mentorship.concern"),
        is_nudge=True,
        placeholders=("other", "program"),
    ),
    Kind(
        "mentorship_silent",
        Category.REMINDERS,
        _("Do you and {other} go on?"),
        icon="heart-handshake",
        still_true=mentorships_unbooked,
        acts=("mentorship.keep", "mentorship.end", "mentorship.concern"),
        is_nudge=True,
        placeholders=("other", "program"),
    ),
    Kind(
        "admin_nudge",
        Category.REMINDERS,
        _("{admin} asks how it goes: {title_of}"),
        icon="heart-handshake",
        acts=("mentorship.book", "mentorship.keep", "mentorship.end"),
        placeholders=("admin", "title_of"),
    ),
    Kind(
        "letter",
        # Somebody's own words are no program message: nobody unsubscribes from them.
        Category.ACCOUNT,
        _("{other} wrote to you"),
        icon="message-circle",
        channels=("email",),
    ),
    Kind(
        "item_due",
        Category.REMINDERS,
        item_title,
        icon="list-check",
        still_true=items_that_are_open,
        acts=("item.done",),
        is_nudge=True,
    ),
    Kind(
        "items_added",
        Category.PROGRESS,
        _("{other} has written down what you do next"),
        icon="list-check",
        channels=("in_app",),
    ),
    Kind("concerns_wait", Category.OPERATIONS, _("Mentorships need you"), icon="alert-triangle"),
    Kind(
        "concern_answered",
        Category.MATCHES,
        _("{admin} has looked into what you told us"),
        icon="heart-handshake",
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
        acts=("goal.agree", "goal.decline"),
    ),
    Kind(
        "goal_changed",
        Category.PROGRESS,
        _("{other} has changed a goal: {goal}"),
        icon="target",
        still_true=goals_that_wait,
        acts=("goal.agree", "goal.decline"),
    ),
    Kind(
        "goal_agreed",
        Category.PROGRESS,
        _("{other} agrees to the goal: {goal}"),
        icon="target-arrow",
        channels=("in_app",),
    ),
    Kind(
        "goal_declined",
        Category.PROGRESS,
        _("{other} does not agree to the goal: {goal}"),
        icon="target",
    ),
    Kind(
        "goal_dropped",
        Category.PROGRESS,
        _("{other} has dropped a goal: {goal}"),
        icon="target",
        channels=("in_app",),
    ),
    Kind(
        "goal_achieved",
        Category.PROGRESS,
        _("Achieved: {goal}"),
        icon="trophy",
        channels=("in_app",),
    ),
    Kind(
        "cadence_proposed",
        Category.PROGRESS,
        _("Time to meet {stage}?"),
        icon="route",
        still_true=proposals_that_wait,
        acts=("cadence.accept", "cadence.put_off", "cadence.decline"),
        placeholders=("stage", "reasons", "answer_by"),
    ),
    Kind(
        "cadence_shifted",
        Category.PROGRESS,
        _("{other} has agreed: you meet {stage} now"),
        icon="route",
        still_true=shifts_that_hold,
        acts=("cadence.object",),
    ),
    Kind(
        "cadence_declined",
        Category.PROGRESS,
        _("{other} would rather go on meeting {stage}"),
        icon="route",
        channels=("in_app",),
    ),
    Kind(
        "cadence_objected",
        Category.PROGRESS,
        _("{other} objected: you meet {stage} as before"),
        icon="route",
    ),
    Kind(
        "cadence_undone",
        Category.PROGRESS,
        _("{other} has taken it back: you meet {stage} as before"),
        icon="route",
    ),
    Kind("cadence_set", Category.PROGRESS, _("From now on you meet {stage}"), icon="route"),
)
