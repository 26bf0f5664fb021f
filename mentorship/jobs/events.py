"""What can happen to long work."""

from mentorship.events import Event

AREAS = {"job": "Long work"}
EVENTS = (Event("job.started", "Long work started"), Event("job.cancelled", "Long work stopped"))
