"""Groups: begin them, let people join, let people go."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from matching.actions.titles import name_mentorships
from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant, Run
from mentorship.delivery.actions import Message, owe_all
from mentorship.ui.words import joined
from programs.models import Enrolment, Program

BATCH = 1000


def lock_groups(mentors: Iterable[Any]) -> dict[Any, Mentorship]:
    """The running groups of these enrolments, held till the end of the transaction.

    They are held before people's parts are, in the order in which a mentorship ends.
    """
    found = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .filter(
            pk__in=Participant.objects.present()
            .filter(enrolment__in=list(mentors), role=ParticipantRole.MENTOR)
            .values("mentorship")
        )
        .active()
        .select_related("program__organization")
        .order_by("pk")
    )
    groups = {each.pk: each for each in found}
    leading = Participant.objects.present().filter(
        mentorship__in=groups, role=ParticipantRole.MENTOR
    )
    return {part.enrolment_id: groups[part.mentorship_id] for part in leading}


class Grouped(NamedTuple):
    """The groups that begin, all whom somebody joins, and the parts that are new in those that ran
    before.
    """

    begun: list[Mentorship]
    groups: list[Mentorship]
    joined: list[Participant]


def begin_groups(
    *,
    program: Program,
    pairs: Sequence[tuple[Enrolment, Enrolment]],
    at: datetime,
    run: Run | None = None,
) -> Grouped:
    """Let the mentees of (mentor, mentee) join the mentor's group, which begins where there is
    none.
    """
    mentees: dict[Enrolment, list[Enrolment]] = {}
    for mentor, mentee in pairs:
        mentees.setdefault(mentor, []).append(mentee)
    running = lock_groups(each.pk for each in mentees)
    begun = {
        mentor.pk: Mentorship(
            organization_id=program.organization_id, program=program, run=run, started_at=at
        )
        for mentor in mentees
        if mentor.pk not in running
    }
    Mentorship.objects.bulk_create(begun.values(), batch_size=BATCH)
    groups = running | begun
    # Who left and comes back has a new part.
    Participant.objects.filter(
        mentorship__in=running.values(), enrolment__in=[mentee.pk for _, mentee in pairs]
    ).exclude(left_at=None).delete()
    new: list[Participant] = []
    for mentor, others in mentees.items():
        new += _parts(groups[mentor.pk], mentor, others, since=at if mentor.pk in running else None)
    Participant.objects.bulk_create(new, batch_size=BATCH)
    name_mentorships(begun.values())
    _tell(program, mentees, groups, new, at=at)
    before = {group.pk for group in running.values()}
    return Grouped(
        list(begun.values()),
        list(groups.values()),
        [part for part in new if part.mentorship_id in before],
    )


def _parts(
    group: Mentorship, mentor: Enrolment, mentees: Sequence[Enrolment], *, since: datetime | None
) -> list[Participant]:
    """Those who join a group that runs `since`; of one that begins, the mentor too."""
    joining = [_part(group, mentee, ParticipantRole.MENTEE, since=since) for mentee in mentees]
    return joining if since else [*joining, _part(group, mentor, ParticipantRole.MENTOR)]


def _tell(
    program: Program,
    mentees: dict[Enrolment, list[Enrolment]],
    groups: dict[Any, Mentorship],
    new: list[Participant],
    *,
    at: datetime,
) -> None:
    there: dict[Any, list[Participant]] = {}
    present = Participant.objects.present().filter(
        mentorship__in=[group.pk for group in groups.values()]
    )
    for part in present.select_related("member").order_by("pk"):
        there.setdefault(part.mentorship_id, []).append(part)
    coming = {part.enrolment_id: part for part in new}
    messages: list[Message] = []
    for mentor, others in mentees.items():
        group = groups[mentor.pk]
        joining = [coming[mentee.pk] for mentee in others]
        messages += _messages(group, program, mentor, joining, there[group.pk])
    owe_all(messages, at=at)


def _part(
    group: Mentorship, enrolment: Enrolment, role: str, *, since: datetime | None = None
) -> Participant:
    return Participant(
        organization_id=group.organization_id,
        mentorship=group,
        member=enrolment.member,
        enrolment=enrolment,
        role=role,
        joined_at=since,
    )


def _messages(
    group: Mentorship,
    program: Program,
    mentor: Enrolment,
    new: list[Participant],
    parts: list[Participant],
) -> list[Message]:
    """Each new mentee hears whose group it is and who is in it; the mentor and those who are there,
    who comes.
    """
    shared = {
        "program": program.name,
        "url": reverse("tracking:mentorship", args=[program.organization.slug, group.pk]),
    }
    mentees = [part.member for part in parts if part.role == ParticipantRole.MENTEE]
    welcomes = [
        Message(
            "grouped",
            part,
            [part.member],
            {
                **shared,
                "other": mentor.member.name,
                "others": joined([each.name for each in mentees if each != part.member]),
                "about": f"{mentor.member.title}, {mentor.member.department}".strip(", "),
            },
        )
        for part in new
    ]
    coming = {part.member_id for part in new}
    there = [part.member for part in parts if part.member_id not in coming]
    names = joined([each.member.name for each in new])
    return [*welcomes, Message("group_grows", new[0], there, {**shared, "other": names})]
