"""What can happen to badges."""

from mentorship.events import Event

AREAS = {"award": "Badges"}
EVENTS = (
    Event("award.made", "Badge earned"),
    Event("award.shown", "Badge shown on the wall"),
    Event("award.hidden", "Badge taken off the wall"),
)
