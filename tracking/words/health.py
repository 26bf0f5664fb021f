"""What the signs of a mentorship's health say, and what its people and program admins do next."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mentorship.wording import Sentence, Words
from tracking.models import Pulse

REASONS: dict[str, Sentence] = {
    "health.early": _("It has just begun."),
    "health.on_track": _("Meeting as planned."),
    "health.missed": ngettext_lazy(
        "The last %(number)d session did not take place.",
        "The last %(number)d sessions did not take place.",
        "number",
    ),
    "health.missed_one": _("The last session did not take place."),
    "health.silent": ngettext_lazy(
        "No session for %(days)d day, and none is booked soon.",
        "No session for %(days)d days, and none is booked soon.",
        "days",
    ),
    "health.not_begun": ngettext_lazy(
        "No session since the match %(days)d day ago.",
        "No session since the match %(days)d days ago.",
        "days",
    ),
    "health.quiet": ngettext_lazy(
        "The last session was %(days)d day ago, and none is booked soon.",
        "The last session was %(days)d days ago, and none is booked soon.",
        "days",
    ),
    "health.too_few": _(
        "%(held)d of %(expected)d sessions took place in the last %(weeks)d weeks."
    ),
    "health.fewer": _("%(held)d of %(expected)d sessions took place in the last %(weeks)d weeks."),
    "health.cancelled": ngettext_lazy(
        "The last %(number)d session was cancelled.",
        "The last %(number)d sessions were cancelled.",
        "number",
    ),
    "health.rated_low": ngettext_lazy(
        "The last session was hardly worth the time.",
        "The last %(number)d ratings say that the sessions were hardly worth the time.",
        "number",
    ),
    "health.unrated": ngettext_lazy(
        "Nobody has said how the last session was.",
        "Nobody has said how any of the last %(number)d sessions was.",
        "number",
    ),
    "health.overdue": ngettext_lazy(
        "%(number)d action item is overdue.", "%(number)d action items are overdue.", "number"
    ),
    "health.far": _("The next session is farther away than the cadence says."),
    "health.unsigned": _("Somebody has not signed the mentoring agreement."),
}
# What its people do next.
OWN_STEPS: dict[str, Words] = {
    "health.missed": _("Tell each other what was in the way, and book a time that holds."),
    "health.missed_one": _("Book the next one."),
    "health.silent": _("Book a session, or tell us if this is not working."),
    "health.not_begun": _("Book your first session: half an hour is enough."),
    "health.quiet": _("Book the next one."),
    "health.too_few": _("Book the next one, or agree on a cadence that you can keep."),
    "health.fewer": _("Would another cadence suit you better?"),
    "health.cancelled": _("Choose a day and hour that suit you better."),
    "health.rated_low": _("Say what would make the next session worth your time."),
    "health.unrated": _("Two taps after a session are enough."),
    "health.overdue": _("Go through them together: done, a new date, or dropped?"),
    "health.far": _("Can you find a time before that?"),
    "health.unsigned": _("Read the agreement, and sign it if you have not."),
}
# What a program admin does next.
ADMIN_STEPS: dict[str, Words] = {
    "health.missed": _("Ask both what is in the way."),
    "health.missed_one": _("Nothing yet, if they book the next one."),
    "health.silent": _("Ask both what is in the way, and offer to match them anew."),
    "health.not_begun": _("Help them book the first one."),
    "health.quiet": _("A nudge may be enough."),
    "health.too_few": _("Ask both what is in the way."),
    "health.fewer": _("Would another cadence suit them better?"),
    "health.cancelled": _("Ask whether another day or hour would help."),
    "health.rated_low": _("Talk to each of them alone."),
    "health.unrated": _("Remind them what the two questions are for."),
    "health.overdue": _("Remind them that items can be put off or dropped."),
    "health.far": _("Nothing yet, if they meet before that."),
    "health.unsigned": _("Remind them to sign."),
}
SIGNALS: dict[str, tuple[Words, Words]] = {
    "silence": (
        _("Silence"),
        _("How long ago the last session was, counted in steps of the pair’s own cadence."),
    ),
    "sessions": (
        _("Sessions held"),
        _("Sessions that took place, against those that the cadence expects."),
    ),
    "missed": (_("Missed sessions"), _("The latest ones that were booked and did not take place.")),
    "cancelled": (_("Cancelled sessions"), _("Three or more cancelled in a row.")),
    "booking": (
        _("The next booking"),
        _("One farther ahead than a step of the cadence counts as none."),
    ),
    "items": (_("Overdue action items"), _("Three or more.")),
    "pulse": (
        _("What people say after sessions"),
        _("The mean of the latest five ratings, or none at all after four sessions."),
    ),
    "agreement": (
        _("The mentoring agreement"),
        _("Somebody has not signed the version that has been out for three weeks."),
    ),
}
WEIGHTS: dict[int, Words] = {0: _("Does not count"), 1: _("Counts"), 2: _("Counts twice")}


def next_step(pulse: Pulse | None, *, is_own: bool) -> Words:
    """What comes next, said to its people or to those who look on; empty where all is well."""
    steps = OWN_STEPS if is_own else ADMIN_STEPS
    return steps.get(pulse.health_reason.get("code", ""), "") if pulse else ""
