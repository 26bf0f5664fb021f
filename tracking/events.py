"""What can happen to sessions, goals, action items and cadence."""

from mentorship.events import Event

AREAS = {"action": "Action items", "cadence": "Cadence", "goal": "Goals", "session": "Sessions"}
EVENTS = (
    Event("session.booked", "Session booked", ("session",)),
    Event("session.added", "Past session added", ("session",)),
    Event("session.moved", "Session moved", ("session",)),
    Event("session.cancelled", "Session cancelled", ("session",)),
    Event("session.missed", "Session missed", ("session",)),
    Event("session.logged", "Session logged", ("items", "session")),
    Event("session.corrected", "Session corrected", ("session",)),
    Event("session.taken_back", "Session taken back", ("session",)),
    Event("session.put_back", "Session put back", ("session",)),
    Event("goal.proposed", "Goal proposed", ("goal",)),
    Event("goal.agreed", "Goal agreed", ("goal",)),
    Event("goal.changed", "Goal changed", ("goal",)),
    Event("goal.progress", "Progress noted", ("goal", "percent")),
    Event("action.changed", "Action item changed", ("item",)),
    Event("action.done", "Action item done", ("item",)),
    Event("action.reopened", "Action item reopened", ("item",)),
    Event("cadence.proposed", "Cadence proposed", ("to",)),
    Event("cadence.accepted", "Cadence accepted", ("to",)),
    Event("cadence.postponed", "Cadence put off", ("to",)),
    Event("cadence.withdrawn", "Proposed cadence taken back", ("to",)),
)
