"""What can happen to surveys. That somebody has answered stands nowhere: a line of the log beside
the rows of a table would say whose they are.
"""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"survey": _("Surveys")}
EVENTS = (
    Event("survey.added", _("Survey added")),
    Event("survey.changed", _("Survey changed")),
    Event("survey.switched_on", _("Survey switched on")),
    Event("survey.switched_off", _("Survey switched off")),
    Event("survey.drafted", _("New version of a survey begun"), ("number",)),
    Event("survey.dropped", _("Draft of a survey dropped"), ("number",)),
    Event("survey.published", _("Version of a survey published"), ("number",)),
    Event("survey.question_added", _("Question added to a survey"), ("question",)),
    Event("survey.question_changed", _("Question of a survey changed"), ("question",)),
    Event("survey.question_moved", _("Question of a survey moved"), ("question",)),
    Event("survey.question_removed", _("Question removed from a survey"), ("question",)),
    Event("survey.colleagues", _("Colleagues named for a survey"), ("people",)),
)
