"""What begins mentorships: pairs, groups that others may join later, pods of peers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from matching.actions.titles import name_mentorships
from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant, Place, Pod, Run
from mentorship.audit.actions import record_many
from mentorship.delivery.actions import Message, owe_all
from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address_of
from mentorship.ui.words import joined
from programs.actions import leave_queue
from programs.enums import ProgramKind
from programs.models import Enrolment, Program

if TYPE_CHECKING:
    from uuid import UUID

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
        "url": address_of("mentorship", program.organization.slug, group.pk),
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


def begin_mentorships(
    *,
    program: Program,
    pairs: Sequence[tuple[Enrolment, Enrolment]],
    by: Member,
    at: datetime,
    run: Run | None = None,
) -> list[Mentorship]:
    """A mentorship of each (mentor, mentee), or their groups, all told; the caller has checked
    that they are free."""
    if program.kind == ProgramKind.GROUP:
        begun, made, new = begin_groups(program=program, pairs=pairs, at=at, run=run)
    else:
        begun = made = _begin_pairs(program, pairs, at=at, run=run)
        new = []
    queued = leave_queue(enrolments=[mentee.pk for _, mentee in pairs])
    if run is not None:
        run.undo = {"queued": queued, "joined": [str(part.pk) for part in new]}
        run.save(update_fields=["undo"])
    record_many(by=by, action="mentorship.started", subjects=begun, at=at)
    record_many(by=by, action="group.joined", subjects=[part.mentorship for part in new], at=at)
    return made


def _begin_pairs(
    program: Program, pairs: Sequence[tuple[Enrolment, Enrolment]], *, at: datetime, run: Run | None
) -> list[Mentorship]:
    made = [
        Mentorship(organization_id=program.organization_id, program=program, run=run, started_at=at)
        for _ in pairs
    ]
    Mentorship.objects.bulk_create(made, batch_size=BATCH)
    Participant.objects.bulk_create(
        (
            Participant(
                organization_id=program.organization_id,
                mentorship=mentorship,
                member=enrolment.member,
                enrolment=enrolment,
                role=role,
            )
            for mentorship, (mentor, mentee) in zip(made, pairs, strict=True)
            for enrolment, role in (
                (mentor, ParticipantRole.MENTOR),
                (mentee, ParticipantRole.MENTEE),
            )
        ),
        batch_size=BATCH,
    )
    name_mentorships(made)
    introductions = (
        _introductions(mentorship, program, mentor.member, mentee.member)
        for mentorship, (mentor, mentee) in zip(made, pairs, strict=True)
    )
    owe_all([message for both in introductions for message in both], at=at)
    return made


def _introductions(
    mentorship: Mentorship, program: Program, mentor: Member, mentee: Member
) -> list[Message]:
    """To each of the two, who the other is."""
    url = address_of("mentorship", program.organization.slug, mentorship.pk)
    return [
        Message(
            "matched",
            mentorship,
            [person],
            {
                "program": program.name,
                "url": url,
                "other": other.name,
                "role": role,
                "about": f"{other.title}, {other.department}".strip(", "),
            },
        )
        for person, other, role in ((mentee, mentor, "mentor"), (mentor, mentee, "mentee"))
    ]


def begin_pods(
    *, program: Program, pods: Iterable[Pod], at: datetime, run: Run
) -> list[Mentorship]:
    """A mentorship of each pod, whose people are all told of each other. The caller has checked
    that they are free.
    """
    found: dict[UUID, list[Enrolment]] = {pod.pk: [] for pod in pods}
    places = (
        Place.objects.filter(pod__in=list(found)).select_related("enrolment__member").order_by("id")
    )
    for place in places:
        found[place.pod_id].append(place.enrolment)
    made = [
        Mentorship(organization_id=program.organization_id, program=program, run=run, started_at=at)
        for _ in found
    ]
    Mentorship.objects.bulk_create(made, batch_size=BATCH)
    Participant.objects.bulk_create(
        (
            Participant(
                organization_id=program.organization_id,
                mentorship=mentorship,
                member=each.member,
                enrolment=each,
                role=ParticipantRole.PEER,
            )
            for mentorship, people in zip(made, found.values(), strict=True)
            for each in people
        ),
        batch_size=BATCH,
    )
    name_mentorships(made)
    owe_all(
        [
            message
            for mentorship, people in zip(made, found.values(), strict=True)
            for message in _peer_introductions(
                mentorship, program, [each.member for each in people]
            )
        ],
        at=at,
    )
    return made


def _peer_introductions(
    mentorship: Mentorship, program: Program, people: Sequence[Member]
) -> list[Message]:
    url = address_of("mentorship", program.organization.slug, mentorship.pk)
    return [
        Message(
            "peered",
            mentorship,
            [each],
            {
                "program": program.name,
                "url": url,
                "other": joined([other.name for other in people if other != each]),
                "about": "; ".join(
                    f"{other.name}: {about}"
                    for other in people
                    if other != each and (about := f"{other.title}, {other.department}".strip(", "))
                ),
            },
        )
        for each in people
    ]
