"""What can be said to a proposed goal from the message about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.queries import participants
from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.wording import Said, said
from tracking import queries, rules
from tracking.actions import goals
from tracking.actions.errors import TrackingError
from tracking.acts.times import others_in
from tracking.forms import goals as goal_forms
from tracking.models import Goal
from tracking.words import goals as goal_words


def _goal(pk: UUID, member: Member) -> Goal | None:
    return queries.goal_of(member, pk)


def _ask(goal: Goal, member: Member) -> str:
    others_in(goal.mentorship, member)
    if not rules.can_agree(member, goal, participants(goal.mentorship)):
        raise TrackingError(_("This goal does not wait for your answer any more."))
    words = _("%(other)s proposes the goal “%(goal)s”.")
    return words % {"other": goal.proposed_by.name, "goal": goal.statement}


def _text(goal: Goal, _member: Member) -> str:
    """What was changed, else why it matters and where it leads."""
    changes = queries.changes_of([goal]).get(goal.pk, [])
    if changes:
        return "\n".join(f"- {each.label}: {each.old} → {each.new}" for each in changes)
    return "\n".join(line for line in (goal.why, goal_words.standing(goal)) if line)


def _agree(goal: Goal, *, by: Member, at: datetime) -> Said:
    goals.agree_goal(goal=goal, by=by, at=at)
    return said("act.goal_agreed", goal=goal.statement)


def _decline(goal: Goal, *, by: Member, at: datetime, reason: str) -> Said:
    goals.decline_goal(goal=goal, reason=reason, by=by, at=at)
    return said("act.goal_declined", other=goal.proposed_by.name)


def _reason_form(_goal: Goal, _member: Member, data: Any) -> Form:
    return goal_forms.DeclineForm(data)


def _url(goal: Goal) -> str:
    return goals.url_of_goal(goal, goal.mentorship)


ACTS = (
    Act(
        "goal.agree",
        gettext_lazy("Agree"),
        gettext_lazy("Agree to this goal"),
        _goal,
        _ask,
        _agree,
        _url,
        text=_text,
    ),
    Act(
        "goal.decline",
        gettext_lazy("Decline"),
        gettext_lazy("Decline this goal"),
        _goal,
        _ask,
        _decline,
        _url,
        form=_reason_form,
        text=_text,
    ),
)
