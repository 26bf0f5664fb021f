"""What can happen to sessions, goals, action items and cadence."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {
    "action": _("Action items"),
    "cadence": _("Cadence"),
    "concern": _("Concerns"),
    "goal": _("Goals"),
    "observation": _("Progress"),
    "session": _("Sessions"),
}
EVENTS = (
    Event("session.booked", _("Session booked"), ("session",)),
    Event("session.added", _("Past session added"), ("session",)),
    Event("session.accepted", _("Session accepted"), ("session",)),
    Event("session.declined", _("Session declined"), ("session",)),
    Event("session.other_time", _("Another time proposed"), ("session",)),
    Event("session.confirmed", _("Session confirmed as held"), ("session",)),
    Event("session.reopened", _("Session put back"), ("session",)),
    Event("session.moved", _("Session moved"), ("session",)),
    Event("session.cancelled", _("Session cancelled"), ("session",)),
    Event("session.missed", _("Session missed"), ("session",)),
    Event("session.logged", _("Session logged"), ("items", "session")),
    Event("session.corrected", _("Session corrected"), ("session",)),
    Event("session.taken_back", _("Session taken back"), ("session",)),
    Event("session.put_back", _("Logged session put back"), ("session",)),
    Event("concern.resolved", _("Concern taken off the list")),
    Event("mentorship.kept", _("Mentorship goes on")),
    Event("goal.proposed", _("Goal proposed"), ("goal",)),
    Event("goal.agreed", _("Goal agreed"), ("goal",)),
    Event("goal.changed", _("Goal changed"), ("goal",)),
    Event("goal.progress", _("Progress noted"), ("goal", "percent")),
    Event("action.changed", _("Action item changed"), ("item",)),
    Event("action.deleted", _("Action item deleted"), ("item",)),
    Event("observation.written", _("Progress written down"), ("observation",)),
    Event("observation.changed", _("Progress changed"), ("observation",)),
    Event("observation.deleted", _("Progress taken back"), ("observation",)),
    Event("action.done", _("Action item done"), ("item",)),
    Event("action.reopened", _("Action item reopened"), ("item",)),
    Event("cadence.proposed", _("Cadence proposed"), ("to",)),
    Event("cadence.accepted", _("Cadence accepted"), ("to",)),
    Event("cadence.postponed", _("Cadence put off"), ("to",)),
    Event("cadence.declined", _("Cadence declined"), ("to",)),
    Event("cadence.objected", _("Objected to a cadence"), ("to",)),
    Event("cadence.undone", _("Acceptance of a cadence taken back"), ("to",)),
    Event("cadence.expired", _("Proposed cadence not answered"), ("to",)),
    Event("cadence.set", _("Cadence set by an admin"), ("to",)),
    Event("cadence.withdrawn", _("Proposed cadence taken back"), ("to",)),
)
