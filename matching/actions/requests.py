"""Ask a mentor, answer, let it run out, and go on to the next choice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import queries
from matching.actions.beginnings import begin_mentorships, lock_groups
from matching.actions.errors import MatchingError
from matching.enums import RequestState
from matching.models import Mentorship, Request
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.rules import check_self
from mentorship.ui.words import inside
from programs.actions import lock_enrolments, lock_open, pause, set_availability
from programs.enums import EnrolmentRole, ProgramKind
from programs.models import Enrolment

CHOICES_AT_MOST = 5
# So many requests in a row without an answer, and the mentor is taken out of sight.
SILENT_AT_MOST = 2
OPEN = (RequestState.WAITING, RequestState.ASKED)


def no_choice_left() -> str:
    return ngettext(
        "You can have %(number)d choice at a time. Take one back first.",
        "You can have %(number)d choices at a time. Take one back first.",
        CHOICES_AT_MOST,
    ) % {"number": CHOICES_AT_MOST}


def _lock(mentee: Enrolment) -> Enrolment:
    """One writer at a time for what a mentee asks."""
    return (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member", "program__organization")
        .get(pk=mentee.pk)
    )


def _lock_both(request: Request) -> Enrolment:
    """Answers the mentee."""
    lock_enrolments([request.mentor_id, request.mentee_id])
    return _lock(request.mentee)


@transaction.atomic
def ask(
    *, mentee: Enrolment, mentor: Enrolment, message: str, by: Member, at: datetime, on: date
) -> Request:
    """Ask at once, or after the choices that come before. Raises MatchingError where it
    cannot be.
    """
    check_self(by, mentee.member_id)
    lock_open(mentee.program_id)
    mentee = _lock(mentee)
    if mentor.role != EnrolmentRole.MENTOR or mentor.program_id != mentee.program_id:
        raise MatchingError(
            _("%(mentor)s is no mentor of this program.") % {"mentor": mentor.member}
        )
    waiting = Request.objects.filter(mentee=mentee, state__in=OPEN)
    if waiting.filter(mentor=mentor).exists():
        raise MatchingError(
            _("%(mentor)s is among your choices already.") % {"mentor": mentor.member}
        )
    if waiting.count() >= CHOICES_AT_MOST:
        raise MatchingError(no_choice_left())
    refused = queries.why_not_ask(mentee, mentor, on=on)
    if refused:
        raise MatchingError(refused)
    last = Request.objects.filter(mentee=mentee).aggregate(last=Max("rank"))["last"] or 0
    request = Request.objects.create(
        organization_id=mentee.organization_id,
        program=mentee.program,
        mentee=mentee,
        mentor=mentor,
        message=message,
        rank=last + 1,
        created_at=at,
    )
    record(by=by, action="request.made", subject=request, at=at)
    _ask_next(mentee, at=at, on=on)
    request.refresh_from_db()
    return request


def _ask_next(mentee: Enrolment, *, at: datetime, on: date) -> None:
    """Where nobody is asked, ask the first choice who can still be asked; the others stay for
    later.
    """
    mine = Request.objects.filter(mentee=mentee)
    if mine.filter(state=RequestState.ASKED).exists() or not queries.is_free(mentee, on=on):
        return
    waiting = mine.filter(state=RequestState.WAITING).select_related(
        "mentor__member", "mentee__member", "program"
    )
    for request in waiting.order_by("rank"):
        if queries.why_not_ask(mentee, request.mentor, on=on):
            continue
        days = queries.policy_of(request.program).answer_days
        request.state, request.asked_at, request.expires_at = (
            RequestState.ASKED,
            at,
            at + timedelta(days=days),
        )
        request.save(update_fields=["state", "asked_at", "expires_at"])
        _tell(
            request,
            to=request.mentor.member,
            other=mentee.member,
            kind="mentor_asked",
            at=at,
            days=str(days),
        )
        return


def _tell(
    request: Request, *, to: Member, other: Member, kind: str, at: datetime, **words: str
) -> None:
    slug = to.organization.slug
    owe(
        kind=kind,
        subject=request,
        recipients=[to],
        at=at,
        other=other.name,
        program=request.program.name,
        url=reverse("matching:request", args=[slug, request.pk]),
        **words,
    )


def _close(request: Request, state: RequestState, *, by: Member | None, at: datetime) -> Request:
    """Locked and still asked. Raises MatchingError where somebody was quicker."""
    locked = (
        Request.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mentor__member", "mentee__member", "program__organization")
        .get(pk=request.pk)
    )
    if locked.state != RequestState.ASKED:
        raise MatchingError(
            _("This request is closed: %(state)s.") % {"state": inside(locked.get_state_display())}
        )
    locked.state, locked.answered_at = state, at
    locked.save(update_fields=["state", "answered_at"])
    record(by=by, action=f"request.{state}", subject=locked, at=at)
    return locked


@transaction.atomic
def accept(*, request: Request, by: Member, at: datetime, on: date) -> Mentorship:
    """The mentorship begins at once, both are told. Raises MatchingError where one is not free."""
    check_self(by, request.mentor.member_id)
    lock_open(request.program_id)
    is_group = request.program.kind == ProgramKind.GROUP
    running = lock_groups([request.mentor_id]) if is_group else {}
    mentee = _lock_both(request)
    if is_group and not running:
        raise MatchingError(_("Your group does not meet any more."))
    request = _close(request, RequestState.ACCEPTED, by=by, at=at)
    if not queries.is_free(request.mentor, on=on):
        raise MatchingError(_("You have no place free any more."))
    if not queries.is_free(mentee, on=on):
        raise MatchingError(_("%(mentee)s has no place free any more.") % {"mentee": mentee.member})
    [made] = begin_mentorships(
        program=request.program, pairs=[(request.mentor, request.mentee)], by=by, at=at
    )
    Request.objects.filter(mentee=mentee, state__in=OPEN).update(
        state=RequestState.WITHDRAWN, answered_at=at
    )
    _send_on(request.mentor, at=at, on=on)
    return made


def _send_on(mentor: Enrolment, *, at: datetime, on: date) -> None:
    """A mentor without a free seat left frees those who wait for an answer to ask somebody else."""
    if queries.is_free(mentor, on=on):
        return
    for other in Request.objects.filter(mentor=mentor, state=RequestState.ASKED).select_related(
        "mentee"
    ):
        _lock(other.mentee)
        closed = _close(other, RequestState.FULL, by=None, at=at)
        _tell(closed, to=closed.mentee.member, other=mentor.member, kind="request_full", at=at)
        _ask_next(closed.mentee, at=at, on=on)


@transaction.atomic
def decline(
    *,
    request: Request,
    reason: str,
    words: str,
    by: Member,
    at: datetime,
    on: date,
    until: date | None = None,
) -> Request:
    """Say no, kindly; with `until` the mentor is out of sight till then. The next
    choice is asked.
    """
    check_self(by, request.mentor.member_id)
    lock_open(request.program_id)
    mentee = _lock_both(request)
    request = _close(request, RequestState.DECLINED, by=by, at=at)
    request.reason, request.words = reason, words
    request.save(update_fields=["reason", "words"])
    _tell(
        request,
        to=mentee.member,
        other=request.mentor.member,
        kind="request_declined",
        at=at,
        words=words,
    )
    if until:
        set_availability(enrolment=request.mentor, until=until, by=by, at=at)
    _ask_next(mentee, at=at, on=on)
    return request


@transaction.atomic
def withdraw(*, request: Request, by: Member, at: datetime, on: date) -> None:
    """Take a choice back. Raises MatchingError where it is answered already."""
    check_self(by, request.mentee.member_id)
    lock_open(request.program_id)
    mentee = _lock(request.mentee)
    open_one = Request.objects.filter(pk=request.pk, state__in=OPEN)
    if not open_one.update(state=RequestState.WITHDRAWN, answered_at=at):
        raise MatchingError(_("This request is answered already."))
    record(by=by, action="request.withdrawn", subject=request, at=at)
    _ask_next(mentee, at=at, on=on)


@transaction.atomic
def expire_requests(*, organization: Organization, at: datetime, on: date) -> int:
    """Close what has waited too long, tell the mentee, ask the next choice; answers how many."""
    due = list(
        Request.objects.select_related("mentee", "mentor__member")
        .filter(organization=organization, state=RequestState.ASKED, expires_at__lte=at)
        .order_by("mentor", "expires_at")
    )
    lock_enrolments({pk for each in due for pk in (each.mentor_id, each.mentee_id)})
    for request in due:
        mentee = _lock_both(request)
        try:
            closed = _close(request, RequestState.EXPIRED, by=None, at=at)
        except MatchingError:
            # Answered while this waited for its turn.
            continue
        _tell(closed, to=mentee.member, other=closed.mentor.member, kind="request_expired", at=at)
        _pause_if_silent(closed, at=at)
        _ask_next(mentee, at=at, on=on)
    return len(due)


def _pause_if_silent(request: Request, *, at: datetime) -> None:
    answered = (
        Request.objects.filter(mentor=request.mentor)
        .exclude(answered_at=None)
        .exclude(state=RequestState.WITHDRAWN)
    )
    latest = list(
        answered.order_by("-answered_at").values_list("state", flat=True)[:SILENT_AT_MOST]
    )
    if latest == [RequestState.EXPIRED] * SILENT_AT_MOST and request.mentor.paused_at is None:
        pause(enrolment=request.mentor, at=at)
        _tell(
            request,
            to=request.mentor.member,
            other=request.mentee.member,
            kind="mentor_paused",
            at=at,
        )
