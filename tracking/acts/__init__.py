"""What can be done about a mentorship from a message, without signing in."""

from tracking.acts import mentorships, sessions

ACTS = (*sessions.ACTS, *mentorships.ACTS)

__all__ = ["ACTS"]
