"""The directory of mentors, and what mentees ask there."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db import connection
from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from matching.enums import MentorshipState, RequestState
from matching.models import Block, Participant, Policy, Request
from matching.queries.groups import LEADING
from matching.queries.problems import PLACED, asked_of, pair_problem
from matching.queries.relations import reporting_lines
from matching.rules import CAN_MATCH
from matching.words import your_rule_words
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.models import Member, employed
from mentorship.text import fold
from programs.enums import EnrolmentRole, ProgramKind
from programs.models import Enrolment

ALIKE = 0.45


def seekers(member: Member) -> list[Enrolment]:
    """The member's parts as a mentee without a mentor, in programs whose directory is open."""
    has_directory = Policy.objects.filter(program=OuterRef("program"), has_directory=True)
    busy = Participant.objects.present().filter(
        enrolment=OuterRef("pk"), mentorship__state=MentorshipState.ACTIVE
    )
    found = Enrolment.objects.filter(
        Exists(has_directory),
        ~Exists(busy),
        organization=member.organization_id,
        member=member,
        role=EnrolmentRole.MENTEE,
        program__state__in=CAN_MATCH,
    ).approved()
    return list(found.select_related("member", "program__organization").order_by("program__name"))


def mentors(
    seeker: Enrolment,
    *,
    on: date,
    words: str = "",
    department: str = "",
    language: str = "",
    everybody: bool = False,
) -> QuerySet[Any]:
    """The mentors whom this mentee may look at, with `taken`, how many requests they `got` and
    `answered`.

    By fit with the words (full text, and by trigrams where a word is nearly right), else by name.
    Without `everybody` only those with a free seat. Nobody from one's own reporting line, nobody
    who is kept apart.
    """
    answered = Q(requests_got__state__in=[RequestState.ACCEPTED, RequestState.DECLINED])
    silent = Q(requests_got__state=RequestState.EXPIRED)
    found: Any = (
        Enrolment.objects.filter(program=seeker.program_id, role=EnrolmentRole.MENTOR)
        .approved()
        .available(on=on)
        .filter(employed(on, "member"))
        .exclude(member__in=_kept_away(seeker))
        .select_related("member__user")
        .annotate(
            taken=PLACED,
            answered=Count("requests_got", filter=answered, distinct=True),
            got=Count("requests_got", filter=answered | silent, distinct=True),
        )
    )
    if department:
        found = found.filter(member__department=department)
    if language:
        found = found.filter(member__languages__contains=[language])
    if seeker.program.kind == ProgramKind.GROUP:
        # A group begins by a matching, with enough people; then others may ask to join.
        found = found.filter(taken__gt=0)
    if not everybody:
        found = found.filter(taken__lt=F("capacity"))
    rows: QuerySet[Any] = found.order_by("member__family_name", "member__given_name", "id")
    return _searched(found, words).order_by("-fit", "member__family_name", "id") if words else rows


def _searched(found: QuerySet[Any], words: str) -> QuerySet[Any]:
    topics = Func(F("topics"), Value(" "), function="array_to_string", output_field=TextField())
    text = Fold(
        Concat(
            "member__search", Value(" "), topics, Value(" "), "motivation", output_field=TextField()
        )
    )
    words = fold(words)
    query = SearchQuery(words, search_type="websearch", config="simple")
    rank = SearchRank(SearchVector(text, config="simple"), query)
    alike = TrigramWordSimilarity(words, text)
    both = Func(
        rank, alike, template="(%(expressions)s)", arg_joiner=" + ", output_field=FloatField()
    )
    alike_enough = Q(rank__gt=0.001) | Q(alike__gte=ALIKE)
    rows: QuerySet[Any] = found.annotate(rank=rank, alike=alike, fit=both).filter(alike_enough)
    return rows


def _kept_away(seeker: Enrolment) -> set[UUID]:
    """The seeker, those above and below them, and whom an admin keeps apart from them."""
    lines = reporting_lines(seeker.program.organization_id)
    mine = str(seeker.member_id)
    above = {UUID(each) for each in lines.get(seeker.member_id, ())}
    below = {person for person, line in lines.items() if mine in line}
    blocked = Block.objects.filter(mentee=seeker.member_id).values_list("mentor", flat=True)
    return {seeker.member_id, *above, *below, *blocked}


def languages_of(seeker: Enrolment) -> list[str]:
    """What the program's mentors speak, each once."""
    spoken = Enrolment.objects.filter(
        program=seeker.program_id, role=EnrolmentRole.MENTOR
    ).approved()
    found = spoken.annotate(language=Func("member__languages", function="unnest")).order_by()
    return sorted(set(found.values_list("language", flat=True)))


def requests_of(seekers: list[Enrolment]) -> list[Request]:
    """What they asked, the choice that counts most first; closed ones last."""
    order = [RequestState.ASKED, RequestState.WAITING]
    found = (
        Request.objects.filter(mentee__in=seekers)
        .select_related("mentor__member", "program")
        .order_by("rank")
    )
    return sorted(
        found,
        key=lambda each: (
            order.index(RequestState(each.state)) if each.state in order else len(order)
        ),
    )


def mentoring_parts(member: Member) -> list[Enrolment]:
    """Where the member is a mentor, for saying whether they take on somebody new."""
    found = Enrolment.objects.filter(
        organization=member.organization_id,
        member=member,
        role=EnrolmentRole.MENTOR,
        program__state__in=CAN_MATCH,
    )
    return list(found.approved().select_related("program").order_by("program__name"))


def waiting_for_mentor(parts: Iterable[Enrolment]) -> list[Request]:
    """Requests that wait for the answer of the person who takes part so, the most urgent first."""
    mentors = [each for each in parts if each.role == EnrolmentRole.MENTOR]
    found = Request.objects.filter(mentor__in=mentors, state=RequestState.ASKED)
    return list(found.select_related("mentee__member", "program").order_by("expires_at"))


def requests_between(member: Member) -> QuerySet[Request]:
    """What the member has asked, and was asked; latest first."""
    mine = Q(mentor__member=member) | Q(mentee__member=member)
    return Request.objects.filter(mine, organization=member.organization_id).order_by("-id")


def get_request(member: Member, pk: UUID) -> Request:
    """For the two people it is between. Raises Http404."""
    found = requests_between(member).select_related(
        "mentor__member", "mentee__member", "program__organization"
    )
    asked: Request = get_object_or_404(found, pk=pk)
    return asked


def is_free(enrolment: Enrolment, *, on: date) -> bool:
    """A mentor with a seat, or a mentee without a mentor, who takes part and works here."""
    found = Enrolment.objects.filter(pk=enrolment.pk).approved().available(on=on)
    found = found.filter(employed(on, "member"))
    return found.annotate(taken=PLACED).filter(taken__lt=F("capacity")).exists()


def why_not_ask(mentee: Enrolment, mentor: Enrolment, *, on: date) -> str:
    """Why the mentee cannot ask, in a sentence; empty where they can."""
    program = mentee.program
    if (
        program.state not in CAN_MATCH
        or not Policy.objects.filter(program=program, has_directory=True).exists()
    ):
        return _("The directory of this program is closed.")
    if not is_free(mentor, on=on):
        return _("%(mentor)s has no place free at present.") % {"mentor": mentor.member}
    if (
        program.kind == ProgramKind.GROUP
        and not LEADING.present().filter(enrolment=mentor).exists()
    ):
        return _("%(mentor)s has no group that meets.") % {"mentor": mentor.member}
    from matching.engine.scores import Scoring  # noqa: PLC0415 - loads the numeric libraries

    broken = Scoring(pair_problem(program, asked_of(program), mentee, mentor)).broken_rules(0, 0)
    return your_rule_words(broken[0], mentor=mentor.member) if broken else ""


def organizations_with_due_requests() -> list[UUID]:
    """Organisations with a request that has waited too long; a definer's function answers with ids
    alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM matching_due_organizations()")
        return [row[0] for row in cursor.fetchall()]


def requests_that_wait(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about requests that wait for their mentor's answer."""
    return about(Request.objects.filter(state=RequestState.ASKED), owed)
