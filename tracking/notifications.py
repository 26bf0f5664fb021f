"""What is told about sessions, goals and cadence."""

from mentorship.delivery.kinds import Kind

KINDS = (
    Kind("session_booked", "Meeting with {other}: {when}", icon="calendar-plus"),
    Kind("session_moved", "Meeting with {other} changed: {when}", icon="calendar-event"),
    Kind("session_cancelled", "Meeting with {other} is cancelled: {when}", icon="calendar-event"),
    Kind("session_left", "You are not expected any more: {when}", icon="calendar-event"),
    Kind("session_reminder", "Your meeting: {when}", icon="clock"),
    Kind(
        "session_logged",
        "{other} has written down your meeting",
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_corrected",
        "{other} has corrected when you met: {when}",
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_taken_back",
        "{other} says that you did not meet: {when}",
        icon="notes",
        channels=("in_app",),
    ),
    Kind(
        "session_put_back",
        "{other} has put a meeting back: {when}",
        icon="notes",
        channels=("in_app",),
    ),
    Kind("goal_proposed", "{other} proposes a goal: {goal}", icon="target"),
    Kind("cadence_proposed", "Time to meet {stage}?", icon="route"),
    Kind("cadence_shifted", "{other} has agreed: you meet {stage} now", icon="route"),
)
