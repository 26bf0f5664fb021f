"""What people say to a proposed cadence, and how an admin sets one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.ui.forms import CharField
from programs.enums import Stage
from tracking.actions.shifts import REASON_AT_MOST

ACCEPT, PUT_OFF, DECLINE, OBJECT, UNDO = "accept", "put_off", "decline", "object", "undo"
ANSWERS = (ACCEPT, PUT_OFF, DECLINE, OBJECT, UNDO)


class AnswerForm(forms.Form):
    """`weeks` with an answer that puts off, `reason` with one that declines."""

    answer = forms.ChoiceField(
        choices=[(answer, answer) for answer in ANSWERS],
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose an answer."),
        },
    )
    weeks = forms.IntegerField(required=False)
    reason = CharField(max_length=REASON_AT_MOST, required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("answer") == DECLINE and not values.get("reason"):
            self.add_error("reason", _("Say in a line why."))
        return values


class DeclineForm(forms.Form):
    reason = CharField(
        label=_("Why not"),
        max_length=REASON_AT_MOST,
        help_text=_("One line; the others read it."),
        error_messages={"required": _("Say in a line why.")},
    )


class SetCadenceForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("They meet from today"), choices=Stage.choices, widget=forms.RadioSelect
    )
    reason = CharField(
        label=_("Why"),
        max_length=REASON_AT_MOST,
        help_text=_("Everybody in the mentorship reads this."),
    )
