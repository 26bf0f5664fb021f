"""Take what people's calendars answer as their own answers."""

import logging
from datetime import datetime

from django.db import transaction

from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.wakeups import wake_on_commit
from mentorship.tenancy.context import act_as, tenant
from mentorship.tenancy.secrets import decrypt, encrypt
from mentorship.wording import said
from tracking import rules
from tracking.actions import answers
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import invite, url_of
from tracking.calendar import uid_of
from tracking.calendars.enums import Outcome
from tracking.calendars.models import Inbound
from tracking.calendars.queries import is_older, is_repeated, organization_of, part_of_message
from tracking.calendars.replies import SIZE_AT_MOST, NotAReplyError, Reason, Reply, identity, read
from tracking.models import Attendance, Session
from tracking.reply_address import read_token

ANSWER_MAIL = "tracking.calendars.tasks.answer_mail"
logger = logging.getLogger(__name__)


def receive_reply(*, token: str, raw: bytes, at: datetime) -> Inbound | None:
    """Write a message to a reply address down, in whichever organisation it belongs to, for a
    worker to answer; None where it is dropped, since nobody here has that address. A message that
    is handed over twice is one row.
    """
    attendance_id = read_token(token)
    organization_id = organization_of(attendance_id) if attendance_id else None
    if attendance_id is None or organization_id is None or len(raw) > SIZE_AT_MOST:
        logger.warning("A message to an unknown reply address was dropped.")
        return None
    # Bytes as they are: the seal is over text.
    sealed = encrypt(raw.decode("latin-1"), organization_id=organization_id)
    row = Inbound(
        organization_id=organization_id,
        attendance_id=attendance_id,
        message_hash=identity(raw),
        sealed=sealed,
        received_at=at,
    )
    with tenant(organization_id):
        Inbound.objects.bulk_create([row], ignore_conflicts=True)
        wake_on_commit(ANSWER_MAIL, organization_id)
        return Inbound.objects.get(
            organization=organization_id, attendance_id=attendance_id, message_hash=row.message_hash
        )


@transaction.atomic
def answer_message(*, inbound: Inbound, at: datetime) -> Inbound:
    """Do what the message says, once: the person's answer to the session changes, or they are told
    why it cannot.
    """
    # FOR NO KEY UPDATE: a second worker waits, and finds it handled.
    inbound = Inbound.objects.select_for_update(no_key=True).get(pk=inbound.pk)
    if inbound.handled_at is not None:
        return inbound
    return _handled(inbound, _outcome(inbound, at), at)


@transaction.atomic
def give_up(*, inbound: Inbound, at: datetime) -> Inbound:
    """Leave a message aside that cannot be handled."""
    return _handled(inbound, Outcome.FAILED, at)


def _handled(inbound: Inbound, outcome: Outcome, at: datetime) -> Inbound:
    inbound.outcome, inbound.handled_at, inbound.sealed = outcome, at, None
    inbound.save(update_fields=["outcome", "handled_at", "sealed", "said", "stamp"])
    return inbound


def _outcome(inbound: Inbound, at: datetime) -> Outcome:
    part = part_of_message(inbound)
    if part is None:
        return Outcome.GONE
    act_as(organization_id=inbound.organization_id, member_id=part.member_id)
    text = decrypt(bytes(inbound.sealed or b""), organization_id=inbound.organization_id)
    try:
        reply = read(text.encode("latin-1"), person=part.member.email)
    except NotAReplyError as error:
        if error.reason == Reason.AUTOMATIC:
            return Outcome.AUTOMATIC
        _tell(part, "calendars.unreadable", at)
        return Outcome.UNREADABLE
    inbound.said, inbound.stamp = reply.said, reply.stamp
    if reply.uid != uid_of(part.session_id):
        return Outcome.SETTLED
    return _answer(inbound, part, reply, at)


def _answer(inbound: Inbound, part: Attendance, reply: Reply, at: datetime) -> Outcome:
    # The lock that every change of a session takes first.
    Mentorship.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=part.session.mentorship_id
    )
    part.refresh_from_db(fields=["answer", "other_starts_at"])
    session = part.session
    session.refresh_from_db(fields=["state", "sequence", "starts_at", "minutes"])
    if is_repeated(inbound) or _says_nothing_new(part, reply):
        return Outcome.REPEATED
    if why := _why_not(part, at):
        if reply.partstat == "DECLINED" and reply.method == "REPLY":
            # Nobody expects them any more.
            return Outcome.SETTLED
        _tell(part, why, at)
        return Outcome.NOT_TAKEN
    if _is_of_earlier_time(session, reply) or is_older(inbound):
        record(
            by=part.member,
            action="session.overtaken",
            subject=session.mentorship,
            at=at,
            session=str(session.pk),
        )
        return Outcome.OVERTAKEN
    return _do(part, reply, at)


def _says_nothing_new(part: Attendance, reply: Reply) -> bool:
    """Proposed again what is proposed still."""
    return (
        reply.method == "COUNTER"
        and part.other_starts_at is not None
        and part.other_starts_at == reply.starts_at
    )


def _why_not(part: Attendance, at: datetime) -> str:
    """The code of why nothing can be answered now; empty where it can."""
    mentorship, session = part.session.mentorship, part.session
    mentorship.refresh_from_db(fields=["state"])
    is_theirs = rules.can_take_part(part.member, mentorship, participants(mentorship))
    if mentorship.state != MentorshipState.ACTIVE or not is_theirs:
        return "calendars.ended"
    if not rules.can_move(session):
        return "calendars.closed"
    return "" if rules.can_answer(session, at=at) else "calendars.over"


def _is_of_earlier_time(session: Session, reply: Reply) -> bool:
    if reply.method == "REFRESH":
        return False
    if reply.sequence is not None:
        return reply.sequence < session.sequence
    # A calendar that does not say which version it answers may say which time.
    is_other = reply.starts_at is not None and reply.starts_at != session.starts_at
    return is_other and reply.method == "REPLY"


def _do(part: Attendance, reply: Reply, at: datetime) -> Outcome:
    session, member = part.session, part.member
    match reply.method, reply.partstat:
        case "REFRESH", _:
            people = [each.member for each in participants(session.mentorship)]
            invite(session, people, kind="session_sent_again", at=at, to=[member])
            return Outcome.RESENT
        case "COUNTER", _:
            return _propose(part, reply, at)
        case _, "ACCEPTED":
            answers.accept_session(session=session, by=member, at=at)
        case _, "TENTATIVE":
            answers.tentative_session(session=session, by=member, at=at)
        case _, "DECLINED":
            answers.decline_session(session=session, by=member, at=at, reason=reply.comment)
        case _, "DELEGATED":
            _tell(part, "calendars.delegated", at)
            return Outcome.NOT_TAKEN
        case _:
            return Outcome.SETTLED
    return Outcome.TAKEN


def _propose(part: Attendance, reply: Reply, at: datetime) -> Outcome:
    if reply.starts_at is None:
        _tell(part, "calendars.no_time", at)
        return Outcome.NOT_TAKEN
    try:
        answers.propose_time(session=part.session, starts_at=reply.starts_at, by=part.member, at=at)
    except TrackingError:
        _tell(part, "calendars.time", at)
        return Outcome.NOT_TAKEN
    return Outcome.TAKEN


def _tell(part: Attendance, reason: str, at: datetime) -> None:
    """Once for each version of the session: two machines that write to each other end there."""
    session = part.session
    owe(
        kind="reply_not_taken",
        subject=session,
        recipients=[part.member],
        at=at,
        occurrence=str(session.sequence),
        starts_at=session.starts_at.isoformat(),
        reason=said(reason),
        url=url_of(session.mentorship),
    )
