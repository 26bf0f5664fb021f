"""What can be done about a mentorship from a message, without signing in."""

from tracking.acts import cadence, goals, mentorships, sessions

ACTS = (*sessions.ACTS, *mentorships.ACTS, *cadence.ACTS, *goals.ACTS)

__all__ = ["ACTS"]
