"""Mentorships, for whoever stands above matching."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Member, Organization, employed
from programs.enums import EnrolmentState
from programs.models import Program

# A part in the program that was approved and is so no more.
ENDED = (EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED, EnrolmentState.WAITLISTED)


def of_leavers(organization: Organization, *, on: date) -> dict[Mentorship, list[Member]]:
    """Active mentorships in which somebody has left the organisation by the day, or has no part in
    the program any more, with those people.
    """
    found: dict[Mentorship, list[Member]] = {}
    parts = Participant.objects.present().filter(
        ~employed(on, "member") | Q(enrolment__state__in=ENDED),
        organization=organization,
        mentorship__state=MentorshipState.ACTIVE,
    )
    for part in parts.select_related("member", "mentorship__program__organization").order_by(
        "mentorship", "id"
    ):
        found.setdefault(part.mentorship, []).append(part.member)
    return found


def organizations_with_leavers(*, on: date) -> list[UUID]:
    """Organisations with an active mentorship of somebody who has left or withdrawn; a definer's
    function answers ids alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM matching_leaver_organizations(%s)", [on])
        return [row[0] for row in cursor.fetchall()]


def mentorships_seen_by(member: Member) -> QuerySet[Mentorship]:
    """Admins see every mentorship, others those they take part in."""
    found = Mentorship.objects.of(member.organization)
    if member.is_admin:
        return found
    return found.filter(
        Exists(Participant.objects.present().filter(mentorship=OuterRef("pk"), member=member))
    )


def participants(mentorship: Mentorship) -> list[Participant]:
    """Mentors first, then mentees, each by name; nobody who has left the group."""
    order = {ParticipantRole.MENTOR: 0, ParticipantRole.MENTEE: 1, ParticipantRole.PEER: 1}
    found = Participant.objects.present().filter(mentorship=mentorship).select_related("member")
    return sorted(found, key=lambda p: (order[ParticipantRole(p.role)], p.member.name))


def words_of_running(program: Program) -> list[str]:
    """What archiving does to the mentorships that still run."""
    number = program.mentorships.active().count()
    if not number:
        return []
    return [
        ngettext(
            "%(number)d mentorship ends, and everybody in them is told.",
            "%(number)d mentorships end, and everybody in them is told.",
            number,
        )
        % {"number": number}
    ]
