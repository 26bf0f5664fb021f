"""Every form of programs, by what it is about."""

from programs.forms.applications import (
    TOPICS,
    ApplicationForm,
    CapacityForm,
    EnrolForm,
    PeopleFilterForm,
    initial_answers,
)
from programs.forms.cadence import CadenceForm
from programs.forms.programs import (
    AGREEMENT,
    MENTEE_DUTIES,
    MENTOR_DUTIES,
    MOST,
    PEER_DUTIES,
    GoalForm,
    GoalFormSet,
    GuidelinesForm,
    ProgramForm,
)
from programs.forms.questions import QuestionForm

__all__ = [
    "AGREEMENT",
    "MENTEE_DUTIES",
    "MENTOR_DUTIES",
    "MOST",
    "PEER_DUTIES",
    "TOPICS",
    "ApplicationForm",
    "CadenceForm",
    "CapacityForm",
    "EnrolForm",
    "GoalForm",
    "GoalFormSet",
    "GuidelinesForm",
    "PeopleFilterForm",
    "ProgramForm",
    "QuestionForm",
    "initial_answers",
]
