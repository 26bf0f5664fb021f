"""How the people of a mentorship end it, leave it, or go on."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from matching.actions.endings import end_quietly, resume, wrap_up
from matching.actions.errors import MatchingError
from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.queries import participants
from mentorship.acts.models import Use
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import encrypt
from mentorship.tenancy.zones import today_in
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, url_of
from tracking.endings import queries, rules
from tracking.endings.models import Ending, Exit, Reflection

LONGEST = timedelta(days=2 * 366)
# The day is drawn, so that nothing done at the time of asking tells who asked.
SOONEST_DAYS, SPREAD_DAYS = 2, 4
LEAVE = "mentorship.end"


@transaction.atomic
def plan_end(*, mentorship: Mentorship, ends_on: date, by: Member, at: datetime) -> Ending:
    """Set the day on which it ends; the others are told. Raises TrackingError for a day past or
    after the present end: that has to be agreed.
    """
    locked, people = lock_for(mentorship, by)
    _check(is_allowed=rules.can_plan(by, locked, participants(locked)))
    if ends_on < today_in(locked.organization, at=at):
        raise TrackingError(_("That day has passed."))
    if ends_on > queries.last_day(locked):
        raise TrackingError(_("That is later than now: ask to go on longer instead."))
    ending, _is_new = Ending.objects.update_or_create(
        organization_id=locked.organization_id, mentorship=locked, defaults={"ends_on": ends_on}
    )
    record(by=by, action="ending.planned", subject=locked, at=at, ends_on=ends_on.isoformat())
    _tell(ending, locked, people, kind="ending_planned", by=by, on=ends_on, at=at)
    return ending


@transaction.atomic
def ask_extension(*, mentorship: Mentorship, until: date, by: Member, at: datetime) -> Ending:
    """Ask the others to go on until a later day; one that has ended begins again when they agree.
    Raises TrackingError.
    """
    locked, people = _lock_open(mentorship, by, at)
    if until <= max(queries.last_day(locked), today_in(locked.organization, at=at)):
        raise TrackingError(_("Choose a day after the present end."))
    if until > today_in(locked.organization, at=at) + LONGEST:
        raise TrackingError(_("That is more than two years away. Ask again later."))
    ending, _is_new = Ending.objects.update_or_create(
        organization_id=locked.organization_id,
        mentorship=locked,
        defaults={"asked_on": until, "asked_by": by},
    )
    record(by=by, action="ending.extension_asked", subject=locked, at=at, until=until.isoformat())
    _tell(ending, locked, people, kind="extension_asked", by=by, on=until, at=at)
    return ending


@transaction.atomic
def agree_extension(*, mentorship: Mentorship, by: Member, at: datetime) -> Ending:
    """Go on until the day that another asked for. Raises TrackingError where nobody asks."""
    locked, people = _lock_open(mentorship, by, at)
    ending = _asked_by_another(locked, by)
    until = ending.asked_on
    ending.ends_on, ending.asked_on, ending.asked_by = until, None, None
    ending.save(update_fields=["ends_on", "asked_on", "asked_by"])
    if locked.state != MentorshipState.ACTIVE:
        _resume(locked, by, at)
    record(by=by, action="ending.extended", subject=locked, at=at, until=str(until))
    _tell(ending, locked, people, kind="extension_agreed", by=by, on=until, at=at)
    return ending


@transaction.atomic
def decline_extension(*, mentorship: Mentorship, by: Member, at: datetime) -> Ending:
    """End as planned; who asked takes it back by it. Raises TrackingError where nobody asks."""
    locked, people = _lock_open(mentorship, by, at)
    ending = Ending.objects.filter(mentorship=locked).exclude(asked_on=None).first()
    if ending is None:
        raise TrackingError(_("Nobody asks to go on longer any more."))
    is_own = ending.asked_by_id == by.pk
    ending.asked_on, ending.asked_by = None, None
    ending.save(update_fields=["asked_on", "asked_by"])
    take_back(kind="extension_asked", subjects=[ending.pk])
    record(by=by, action="ending.extension_declined", subject=locked, at=at)
    if not is_own:
        _tell(ending, locked, people, kind="extension_declined", by=by, on=None, at=at)
    return ending


@transaction.atomic
def write_reflection(
    *,
    mentorship: Mentorship,
    takes_along: str,
    thanks: str,
    next_step: str,
    by: Member,
    at: datetime,
) -> Reflection:
    """Write, or write anew, what one takes along. Where all have written and the day has come, the
    mentorship is complete. Raises TrackingError.
    """
    locked, people = _lock_open(mentorship, by, at)
    if not takes_along.strip():
        raise TrackingError(_("Write a line about what you take with you."))
    reflection, is_new = Reflection.objects.update_or_create(
        organization_id=locked.organization_id,
        mentorship=locked,
        author=by,
        defaults={
            "takes_along": takes_along,
            "thanks": thanks,
            "next_step": next_step,
            "written_at": at,
        },
    )
    if is_new:
        record(by=by, action="ending.reflected", subject=locked, at=at)
        others = [person for person in people if person != by]
        owe(
            kind="reflection_written",
            subject=reflection,
            recipients=others,
            at=at,
            other=by.name,
            url=url_of(locked),
        )
    return reflection


@transaction.atomic
def finish(*, mentorship: Mentorship, by: Member, at: datetime) -> Mentorship:
    """Complete it now: all of its people have written what they take along. Raises TrackingError
    where somebody has not.
    """
    locked, people = lock_for(mentorship, by)
    _check(is_allowed=rules.can_plan(by, locked, participants(locked)))
    written = set(queries.reflections(locked).values_list("author", flat=True))
    missing = [person.name for person in people if person.pk not in written]
    if missing:
        words = _("%(names)s: the reflection is still to be written. It ends on its day anyway.")
        raise TrackingError(words % {"names": ", ".join(missing)})
    return _ended(wrap_up(mentorship=locked, at=at), at)


@transaction.atomic
def leave(*, mentorship: Mentorship, words: str, by: Member, at: datetime) -> Exit:
    """Leave it without blame, on a day within the next few: until then it can be taken back.
    Nothing that anybody reads says who left. Raises TrackingError where it is not theirs to end.
    """
    locked, _people = lock_for(mentorship, by)
    _check(is_allowed=rules.can_plan(by, locked, participants(locked)))
    there = queries.my_exit(locked, by)
    if there is not None:
        return there
    days = SOONEST_DAYS + secrets.randbelow(SPREAD_DAYS)
    return Exit.objects.create(
        organization_id=locked.organization_id,
        mentorship=locked,
        sealed=encrypt(str(by.pk), organization_id=locked.organization_id),
        words=words,
        leaves_on=today_in(locked.organization, at=at) + timedelta(days=days),
    )


@transaction.atomic
def take_back_exit(*, mentorship: Mentorship, by: Member, at: datetime) -> None:
    """Stay after all. Raises TrackingError where there is nothing to take back."""
    locked, _people = lock_for(mentorship, by)
    there = queries.my_exit(locked, by)
    if there is None:
        raise TrackingError(_("There is nothing to take back."))
    there.delete()


@transaction.atomic
def resume_mentorship(*, mentorship: Mentorship, by: Member, at: datetime) -> Mentorship:
    """As a program admin, let one go on that has ended within the last 30 days. Raises
    NotAllowedError and TrackingError.
    """
    locked = Mentorship.objects.select_related("program", "organization").get(pk=mentorship.pk)
    _check(is_allowed=rules.can_resume(by, locked, at=at))
    return _resume(locked, by, at)


@transaction.atomic
def carry_out_exits(*, organization: Organization, at: datetime) -> int:
    """End what somebody has left, and forget who it was; returns how many."""
    due = queries.exits_due(organization, on=today_in(organization, at=at))
    # FOR UPDATE SKIP LOCKED: two rounds at once end each of them once.
    rows = list(due.select_for_update(skip_locked=True).select_related("mentorship"))
    ended = 0
    for row in rows:
        row.delete()
        # The link of a message by which it was asked for names who used it.
        used = Use.objects.filter(organization=organization, act=LEAVE)
        used.filter(subject_id=row.mentorship_id).delete()
        try:
            _ended(end_quietly(mentorship=row.mentorship, words=row.words, at=at), at)
        except MatchingError:
            # It has ended otherwise meanwhile.
            continue
        ended += 1
    return ended


@transaction.atomic
def complete_planned(*, organization: Organization, at: datetime) -> int:
    """Complete the mentorships whose planned day has passed; returns how many."""
    due = queries.planned_due(organization, on=today_in(organization, at=at))
    rows = list(due.select_for_update(no_key=True, of=("self",), skip_locked=True))
    for mentorship in rows:
        _ended(wrap_up(mentorship=mentorship, at=at), at)
    return len(rows)


def _ended(mentorship: Mentorship, at: datetime) -> Mentorship:
    Exit.objects.filter(mentorship=mentorship).delete()
    refresh_pulse(mentorship=mentorship, at=at)
    return mentorship


def _resume(mentorship: Mentorship, by: Member | None, at: datetime) -> Mentorship:
    try:
        resumed = resume(mentorship=mentorship, by=by, at=at)
    except MatchingError as error:
        raise TrackingError(str(error)) from error
    refresh_pulse(mentorship=resumed, at=at)
    return resumed


def _lock_open(mentorship: Mentorship, by: Member, at: datetime) -> tuple[Mentorship, list[Member]]:
    """The mentorship, locked, and its people, also for some time after its end."""
    locked = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization", "program")
        .get(pk=mentorship.pk)
    )
    parts = participants(locked)
    _check(is_allowed=rules.can_go_on(by, locked, parts, at=at))
    return locked, [part.member for part in parts]


def _asked_by_another(mentorship: Mentorship, by: Member) -> Ending:
    asked = Ending.objects.filter(mentorship=mentorship).exclude(asked_on=None)
    ending = asked.exclude(asked_by=by).first()
    if ending is None:
        raise TrackingError(_("Nobody asks to go on longer any more."))
    return ending


def _check(*, is_allowed: bool) -> None:
    if not is_allowed:
        raise TrackingError(
            _("That is for the people of this mentorship, while it can be changed.")
        )


def _tell(
    ending: Ending,
    mentorship: Mentorship,
    people: list[Member],
    *,
    kind: str,
    by: Member,
    on: date | None,
    at: datetime,
) -> None:
    owe(
        kind=kind,
        subject=ending,
        recipients=[person for person in people if person != by],
        at=at,
        occurrence=at.isoformat(),
        other=by.name,
        on=on.isoformat() if on else "",
        url=url_of(mentorship),
    )
