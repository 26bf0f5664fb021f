"""What can happen to sessions, goals, action items and cadence."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {
    "action": _("Action items"),
    "cadence": _("Cadence"),
    "goal": _("Goals"),
    "poll": _("Polls"),
    "series": _("Repeating sessions"),
    "session": _("Sessions"),
}
EVENTS = (
    Event("session.booked", _("Session booked"), ("session",)),
    Event("session.added", _("Past session added"), ("session",)),
    Event("session.moved", _("Session moved"), ("session",)),
    Event("session.cancelled", _("Session cancelled"), ("session",)),
    Event("session.missed", _("Session missed"), ("session",)),
    Event("session.logged", _("Session logged"), ("items", "session")),
    Event("session.corrected", _("Session corrected"), ("session",)),
    Event("session.taken_back", _("Session taken back"), ("session",)),
    Event("poll.opened", _("Poll opened"), ("poll",)),
    Event("poll.voted", _("Poll answered"), ("poll",)),
    Event("poll.closed", _("Poll closed"), ("poll",)),
    Event("series.started", _("Sessions repeat"), ("to",)),
    Event("series.ended", _("Sessions repeat no more")),
    Event("session.put_back", _("Session put back"), ("session",)),
    Event("goal.proposed", _("Goal proposed"), ("goal",)),
    Event("goal.agreed", _("Goal agreed"), ("goal",)),
    Event("goal.changed", _("Goal changed"), ("goal",)),
    Event("goal.progress", _("Progress noted"), ("goal", "percent")),
    Event("action.changed", _("Action item changed"), ("item",)),
    Event("action.done", _("Action item done"), ("item",)),
    Event("action.reopened", _("Action item reopened"), ("item",)),
    Event("cadence.proposed", _("Cadence proposed"), ("to",)),
    Event("cadence.accepted", _("Cadence accepted"), ("to",)),
    Event("cadence.postponed", _("Cadence put off"), ("to",)),
    Event("cadence.preferences", _("Usual time changed"), ("fields",)),
    Event("cadence.withdrawn", _("Proposed cadence taken back"), ("to",)),
)
