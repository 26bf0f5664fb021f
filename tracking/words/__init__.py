"""What rows of tracking hold as codes, in words: reasons of health and of cadence, steps of
figures.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from mentorship.delivery.words import moment_in_words
from mentorship.ui.words import joined
from mentorship.wording import Sentence, Words
from programs.enums import Stage
from tracking import prompts
from tracking.enums import GoalState, Health
from tracking.fairness import Reading
from tracking.words import health

QUESTIONS_IN_MAIL = 2

SENTENCES: dict[str, Sentence] = {
    **health.REASONS,
    "cadence.first": _("The program’s first cadence."),
    "cadence.missed": ngettext_lazy(
        "The last %(number)d session did not take place.",
        "The last %(number)d sessions did not take place.",
        "number",
    ),
    "cadence.dependent": _("One of you rates independence at %(independence)d of 5."),
    "cadence.on_time": _("%(done)d of %(due)d action items were done on time."),
    "cadence.weeks": ngettext_lazy(
        "You have met like this for %(weeks)d week.",
        "You have met like this for %(weeks)d weeks.",
        "weeks",
    ),
    "cadence.mentee_independent": _("The mentee sees their independence at %(independence)d of 5."),
    "cadence.mentor_independent": _(
        "The mentor sees the mentee’s independence at %(independence)d of 5."
    ),
    "cadence.objected": _("One of you objected, so you meet as before."),
    "cadence.set": _("Set by a program admin: %(words)s"),
    "cadence.goals": _("Your goals stand at %(percent)d %%."),
    "cadence.independent": _(
        "The mentee sees their independence at %(mentee)d of 5, the mentor at %(mentor)d of 5."
    ),
    "cadence.held_weekly": ngettext_lazy(
        "%(number)d weekly session was held.", "%(number)d weekly sessions were held.", "number"
    ),
    "cadence.held_fortnightly": ngettext_lazy(
        "%(number)d fortnightly session was held.",
        "%(number)d fortnightly sessions were held.",
        "number",
    ),
    "cadence.held_monthly": ngettext_lazy(
        "%(number)d monthly session was held.", "%(number)d monthly sessions were held.", "number"
    ),
}


def _in_a_row(reasons: Sequence[str]) -> str:
    return " ".join(reasons)


def _bullets(reasons: Sequence[str]) -> str:
    return "\n".join(f"- {reason}" for reason in reasons)


def _with_moment(sentence: Words) -> Sentence:
    """The sentence with `when`, the moment that its `starts_at` holds, in the reader's zone."""

    def told(starts_at: str, **parameters: str) -> str:
        when = moment_in_words(datetime.fromisoformat(starts_at))
        return str(sentence) % {**parameters, "when": when}

    return told


def _concern_raised(day: str) -> str:
    words = gettext("Your program admins know, and answer by %(day)s. Nobody else sees this.")
    return words % {"day": date_format(date.fromisoformat(day), "j F")}


def _questions(
    role: str, focus: str, sessions_held: int, started_on: str, ends_on: str, on: str
) -> str:
    """Two questions for the reader's side, a line each."""
    progress = prompts.Progress(
        sessions_held, date.fromisoformat(started_on), date.fromisoformat(ends_on)
    )
    stage = prompts.stage_of(progress, on=date.fromisoformat(on))
    asked = prompts.prompts_for(
        stage=stage, role=role, focus=focus, number=sessions_held, shown=QUESTIONS_IN_MAIL
    )
    return "\n".join(f"- {question}" for question in asked)


SENTENCES |= {
    "agenda.questions": _questions,
    "act.session_accepted": _with_moment(
        _("You have accepted the session with %(other)s: %(when)s.")
    ),
    "act.session_declined": _with_moment(
        _("You have said that you cannot come: %(when)s. %(other)s hears of it.")
    ),
    "act.time_proposed": _with_moment(
        _("You have proposed %(when)s. %(other)s is asked; until then the session stays.")
    ),
    "act.session_moved": _with_moment(
        _("Your session with %(other)s is moved: %(when)s. All calendars are told.")
    ),
    "act.session_met": _with_moment(
        _("It is noted that you met %(other)s: %(when)s. Notes can follow when you like.")
    ),
    "act.session_missed": _with_moment(_("It is noted that you did not meet %(other)s: %(when)s.")),
    "act.session_rated": _with_moment(
        _("Your answer is kept. It is about the session with %(other)s: %(when)s.")
    ),
    "act.session_booked": _with_moment(
        _("Your session is booked: %(when)s. An invitation for your calendar is on its way.")
    ),
    "act.mentorship_kept": _("You go on. We remind you when the next session is due."),
    "act.concern_raised": _concern_raised,
    "act.cadence_accepted": _(
        "You meet %(stage)s from now on. The others are told, and may object for three days."
    ),
    "act.cadence_put_off": _("Put off for four weeks. You go on meeting %(stage)s."),
    "act.cadence_declined": _("You go on meeting %(stage)s. The others are told."),
    "act.goal_agreed": _("You agree to the goal “%(goal)s”. It counts from now on."),
    "act.goal_declined": _("%(other)s reads your reason, and can propose something else."),
    "act.item_done": _("“%(text)s” is checked off."),
}


def _moment(starts_at: str) -> str:
    return moment_in_words(datetime.fromisoformat(starts_at))


def _until(moment: str) -> str:
    """The day, as the reader's clocks show it."""
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "j F Y")


SENTENCES |= {
    "session.answer_by": _moment,
    "cadence.until": _until,
    "cadence.reasons": _in_a_row,
    "cadence.bullets": _bullets,
    "figures.title": _("Counting the figures"),
    "figures.published": ngettext_lazy(
        "The figures of %(programs)d program are published.",
        "The figures of %(programs)d programs are published.",
        "programs",
    ),
    "figures.as_before": _("Today’s figures are published already."),
    "stage.weekly": _("weekly"),
    "stage.fortnightly": _("fortnightly"),
    "stage.monthly": _("monthly"),
}

STEPS = {
    "applied": _("Applied"),
    "approved": _("Approved"),
    "matched": _("Matched"),
    "met": _("Met"),
}
# By figure what its cells are called; the cells of `sessions` are months.
CELLS: dict[str, dict[str, Any]] = {
    "funnel": STEPS,
    "goals": dict(GoalState.choices),
    "stage": dict(Stage.choices),
    "health": dict(Health.choices),
}


def cell_words(figure: str, key: str) -> str:
    """What a cell of a figure is called; a month, `2026-09`, stands for itself."""
    return str(CELLS.get(figure, {}).get(key, key))


def month_of(key: str) -> datetime | None:
    try:
        return datetime.strptime(key, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        return None


HINTS = {
    "specific": _("Say what exactly you will do, and with whom or what."),
    "measurable": _("How will both of you see that it is done? A number or a thing to show helps."),
    "achievable": _("What makes it doable by then: time set aside, help, a first step?"),
    "relevant": _("Which of your goals does it serve?"),
    "no_day": _("By which day?"),
    "past": _("That day has passed. Choose one that is still to come."),
    "far": _("That is more than a year away. What can be done sooner?"),
}


def fairness_words(readings: Sequence[Reading]) -> str:
    """What an admin should take from the groups of a run, in a sentence or two."""
    shown = [reading for reading in readings if reading.verdict not in ("withheld", "alone")]
    if len(shown) < 2:
        return gettext("There are too few people in these groups to say anything.")
    less = [reading.group for reading in shown if reading.verdict == "less"]
    if not less:
        return gettext("No group fares worse than the whole by more than chance explains.")
    words = ngettext(
        "%(names)s fares worse than the whole by more than chance explains. Look at who mentors for"
        " them: a missing topic, place or language is the usual cause.",
        "%(names)s fare worse than the whole by more than chance explains. Look at who mentors for"
        " them: a missing topic, place or language is the usual cause.",
        len(less),
    )
    return words % {"names": joined(less)}
