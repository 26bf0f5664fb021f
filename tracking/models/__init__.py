"""The rows of a mentorship."""

from tracking.models.core import (
    UNDO_FOR,
    ActionItem,
    Attendance,
    CadenceProposal,
    CadenceStage,
    Concern,
    Feedback,
    FigureSnapshot,
    Goal,
    Note,
    Pulse,
    Series,
    Session,
    SessionQuerySet,
)
from tracking.models.writing import Observation, Revision

__all__ = [
    "UNDO_FOR",
    "ActionItem",
    "Attendance",
    "CadenceProposal",
    "CadenceStage",
    "Concern",
    "Feedback",
    "FigureSnapshot",
    "Goal",
    "Note",
    "Observation",
    "Pulse",
    "Revision",
    "Series",
    "Session",
    "SessionQuerySet",
]
