"""Surveys to begin with, written for mentoring; an admin copies one and changes it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AGREE = [_("not at all"), _("fully")]
ANON, PAIR, ADMINS, AVERAGE = "anonymous", "pair", "admins", "average"


def _scale(name: Promise, text: Promise, seen_by: str = ANON, **values: Any) -> dict[str, Any]:
    return {
        "name": name,
        "text": text,
        "kind": "scale",
        "options": AGREE,
        "seen_by": seen_by,
        **values,
    }


def _text(name: Promise, text: Promise, seen_by: str, **values: Any) -> dict[str, Any]:
    return {"name": name, "text": text, "kind": "text", "seen_by": seen_by, **values}


CHECK: list[dict[str, Any]] = [
    _scale(_("Trust"), _("In our sessions I can say what is really on my mind.")),
    _scale(_("Worth the time"), _("Our last session was worth the time it took.")),
    _scale(_("What matters"), _("We talk about what matters to me right now.")),
    _scale(_("Progress"), _("Between sessions something moves because of what we said.")),
    {
        "name": _("How often"),
        "text": _("How often do you meet?"),
        "kind": "choice",
        "options": [_("Too seldom for me"), _("As often as I need"), _("Too often for me")],
        "seen_by": ANON,
    },
    {
        "name": _("Hard to reach"),
        "text": _("Was the other one hard to reach this month, or not there when you had agreed?"),
        "kind": "yes_no",
        "seen_by": ANON,
    },
    _scale(_("Fit"), _("If I had to choose again, I would choose the two of us again.")),
    _text(_("For the team"), _("What should those who run the program know?"), ANON),
]
MIDPOINT: list[dict[str, Any]] = [
    _text(
        _("What has changed"),
        _("What do you do differently today from when you began?"),
        PAIR,
        role="mentee",
    ),
    _text(
        _("What I have seen"),
        _("What have you seen your mentee do that they would not have done at the start?"),
        PAIR,
        role="mentor",
    ),
    _scale(
        _("How far"),
        _("How far have you come with what brought you here?"),
        PAIR,
        options=[_("just begun"), _("nearly there")],
    ),
    _text(_("More of"), _("What should the two of you do more of in the second half?"), PAIR),
    _text(_("Differently"), _("What would you rather leave, or do differently?"), PAIR),
    _scale(_("Support"), _("The program gives us what we need to work well together.")),
    _scale(_("Own gain"), _("I learn something for my own work from mentoring."), role="mentor"),
    _scale(_("Manager"), _("My manager makes room for this."), role="mentee"),
    {
        "name": _("Call me"),
        "text": _("Would you like somebody from the program to get in touch?"),
        "kind": "yes_no",
        "seen_by": ADMINS,
    },
]
CLOSING: list[dict[str, Any]] = [
    _text(
        _("What I can do now"),
        _("What can you do now that you could not do, or did not dare, at the start?"),
        PAIR,
        role="mentee",
    ),
    _text(
        _("What I will remember"),
        _("What did your mentee do that you will remember?"),
        PAIR,
        role="mentor",
    ),
    _scale(_("Reached"), _("I have reached what I came for.")),
    _scale(_("Preparation"), _("The matching, the guidelines and the reminders were of use.")),
    {
        "name": _("Recommend"),
        "text": _("How likely are you to recommend this program to a colleague?"),
        "kind": "recommend",
        "options": [_("not at all likely"), _("extremely likely")],
        "seen_by": ANON,
    },
    _text(_("Before next time"), _("What should we change before the next round?"), ANON),
    {
        "name": _("What next"),
        "text": _("What comes next for you?"),
        "kind": "choice",
        "options": [
            _("Another round, as a mentee"),
            _("Mentor somebody myself"),
            _("Stay in touch without a program"),
            _("A pause"),
        ],
        "seen_by": ADMINS,
    },
]
OFTEN = [_("hardly ever"), _("nearly always")]
COLLEAGUES: list[dict[str, Any]] = [
    _scale(name, text, AVERAGE, options=OFTEN)
    for name, text in (
        (_("Speaks up"), _("They say what they think, also where others disagree.")),
        (_("Asks for feedback"), _("They ask how they are doing, and do something with it.")),
        (_("Decides"), _("They decide what is theirs to decide without waiting for others.")),
        (_("Explains"), _("After they have explained something, others can act on it.")),
        (_("Asks early"), _("They ask for help while there is still time.")),
    )
]
READY: dict[str, dict[str, Any]] = {
    "check": {
        "kind": "check",
        "name": _("Monthly check"),
        "intro": _(
            "Eight taps, twenty seconds. It shows early where a mentorship is drifting, without"
            " pointing at anybody."
        ),
        "audience": "both",
        "minutes": 0,
        "questions": CHECK,
    },
    "midpoint": {
        "kind": "midpoint",
        "name": _("Halfway"),
        "intro": _(
            "Half of the time is over. Look back for five minutes, each of you alone; then read"
            " what the other one wrote, and talk about it in your next session."
        ),
        "audience": "both",
        "minutes": 5,
        "questions": MIDPOINT,
    },
    "closing": {
        "kind": "closing",
        "name": _("Looking back"),
        "intro": _("What stays, what you would do differently, and what comes next."),
        "audience": "both",
        "minutes": 6,
        "questions": CLOSING,
    },
    "colleagues": {
        "kind": "colleagues",
        "name": _("What colleagues see"),
        "intro": _(
            "The mentee has asked for your view, now and once more at the end. Think of the last"
            " four weeks, not of the whole year."
        ),
        "audience": "colleagues",
        "minutes": 2,
        "questions": COLLEAGUES,
    },
}


def ready_surveys() -> dict[str, dict[str, Any]]:
    """In the reader's language."""
    return {key: _said(survey) for key, survey in READY.items()}


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_said(part) for part in value]
    return str(value) if isinstance(value, Promise) else value
