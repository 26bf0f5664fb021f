"""The rows of a mentorship."""

from tracking.models.booking import AgendaItem, MeetingPreferences, Poll, PollOption, PollVote
from tracking.models.concerns import Concern
from tracking.models.core import (
    UNDO_FOR,
    Attendance,
    CadenceProposal,
    CadenceStage,
    Feedback,
    FigureSnapshot,
    Note,
    Pulse,
    Series,
    Session,
    SessionQuerySet,
)
from tracking.models.health import HealthChange, HealthPolicy
from tracking.models.plans import ActionItem, ActionItemQuerySet, Goal, GoalProgress
from tracking.models.writing import Observation, Revision

__all__ = [
    "UNDO_FOR",
    "ActionItem",
    "ActionItemQuerySet",
    "AgendaItem",
    "Attendance",
    "CadenceProposal",
    "CadenceStage",
    "Concern",
    "Feedback",
    "FigureSnapshot",
    "Goal",
    "GoalProgress",
    "HealthChange",
    "HealthPolicy",
    "MeetingPreferences",
    "Note",
    "Observation",
    "Poll",
    "PollOption",
    "PollVote",
    "Pulse",
    "Revision",
    "Series",
    "Session",
    "SessionQuerySet",
]
