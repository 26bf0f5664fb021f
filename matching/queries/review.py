"""Runs and their pairs, for the pages of the review."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import RunState
from matching.models import Block, Pair, Run, Unmatched
from matching.queries.problems import free_seats
from matching.queries.relations import kept_apart
from matching.words import why_not_words
from mentorship.tenancy.models import Member, Organization
from mentorship.text import search_words
from programs.models import Enrolment, Program

COMPARED_AT_MOST = 20


def runs(program: Program) -> QuerySet[Run]:
    return Run.objects.filter(program=program).select_related("by").order_by("-id")


def get_run(organization: Organization, pk: UUID) -> Run:
    """The run with its program. Raises Http404."""
    return get_object_or_404(
        Run.objects.select_related("program"), organization=organization, pk=pk
    )


# How the review can be ordered, and which pairs it can show alone.
SORTS = {
    "weakest": (gettext_lazy("Weakest first"), ["score", "id"]),
    "strongest": (gettext_lazy("Strongest first"), ["-score", "id"]),
    "mentor": (
        gettext_lazy("By mentor"),
        ["mentor__member__family_name", "mentor__member__given_name", "id"],
    ),
    "mentee": (
        gettext_lazy("By mentee"),
        ["mentee__member__family_name", "mentee__member__given_name", "id"],
    ),
}
SHOWN_STATES = {
    "open": (gettext_lazy("Not reviewed"), Q(is_approved=False, is_removed=False)),
    "approved": (gettext_lazy("Approved"), Q(is_approved=True)),
    "pinned": (gettext_lazy("Pinned"), Q(is_pinned=True)),
    "removed": (gettext_lazy("Taken out"), Q(is_removed=True)),
}


def pairs(run: Run, *, words: str = "", state: str = "", sort: str = "weakest") -> QuerySet[Pair]:
    """A run's pairs with their people, ordered by a key of SORTS, of a state in SHOWN_STATES or
    all.
    """
    found = Pair.objects.filter(organization=run.organization_id, run=run)
    found = found.select_related("mentor__member", "mentee__member")
    for word in search_words(words):
        found = found.filter(
            Q(mentor__member__search__contains=word) | Q(mentee__member__search__contains=word)
        )
    if state in SHOWN_STATES:
        found = found.filter(SHOWN_STATES[state][1])
    return found.order_by(*SORTS[sort][1])


def to_publish(run: Run, *, only_approved: bool = False) -> QuerySet[Pair]:
    """The pairs that a publication makes mentorships of."""
    found = pairs(run).filter(is_removed=False)
    return found.filter(is_approved=True) if only_approved else found


def as_shown(found: QuerySet[Pair], *keys: str) -> QuerySet[Any, dict[str, Any]]:
    """Pairs as the review's rows show them, the `keys` for paging beside.

    The points are the text they are stored as, and so are the ids `mentor_key` and `mentee_key` of
    `faces`: most of a hundred ids need not become objects to find a name.
    """
    rows: QuerySet[Any, dict[str, Any]] = found.select_related(None).values(
        *PAIR_FIELDS, *keys, **PAIR_TEXTS
    )
    return rows


def get_pair(organization: Organization, pk: UUID) -> Pair:
    """With its run and its people. Raises Http404."""
    found = Pair.objects.select_related("run__program", "mentor__member", "mentee__member")
    return get_object_or_404(found, organization=organization, pk=pk)


# What the review shows of each pair and of who has none; rows that are only shown need no objects,
# and their people come together: a join for each side costs more to plan than to run.
PAIR_FIELDS = ("id", "score", "is_removed", "is_approved", "is_pinned")
PAIR_TEXTS = {
    "points_text": Cast("points", TextField()),
    "mentor_key": Cast("mentor_id", TextField()),
    "mentee_key": Cast("mentee_id", TextField()),
}
UNMATCHED_FIELDS = ("id", "enrolment_id", "reason", "alternatives")


FACES = """
SELECT e.id::text, m.given_name, m.family_name, m.title
FROM programs_enrolment e
    JOIN tenancy_member m ON m.organization_id = e.organization_id AND m.id = e.member_id
WHERE e.id = ANY(%s::uuid[])
"""


class Face(NamedTuple):
    """Who somebody is, as a row shows it."""

    name: str
    title: str


def faces(enrolments: Iterable[str]) -> dict[str, Face]:
    """By the enrolment's id as text."""
    with connection.cursor() as cursor:
        # One literal: a cast for each of a hundred ids takes the database longer than finding them.
        cursor.execute(FACES, ["{" + ",".join(set(enrolments)) + "}"])
        return {
            pk: Face(f"{given} {family}".strip(), title)
            for pk, given, family, title in cursor.fetchall()
        }


def unmatched(run: Run, *, words: str = "") -> QuerySet[Unmatched]:
    """Who found nobody, with the reason and the best mentors there were."""
    found = Unmatched.objects.filter(organization=run.organization_id, run=run)
    for word in search_words(words):
        found = found.filter(enrolment__member__search__contains=word)
    return found.order_by("id")


def counts(run: Run) -> dict[str, int]:
    """How many pairs are kept, approved, pinned and removed, and how many mentees are left alone.

    As the run's figures say, which each change brings up to date.
    """
    return run.figures.get("marks") or count_marks(run)


def count_marks(run: Run) -> dict[str, int]:
    # Of columns that the index of marks holds.
    found = Pair.objects.filter(organization=run.organization_id, run=run).aggregate(
        kept=Count("run", filter=Q(is_removed=False)),
        approved=Count("run", filter=Q(is_approved=True)),
        pinned=Count("run", filter=Q(is_pinned=True)),
        removed=Count("run", filter=Q(is_removed=True)),
    )
    return found | {"alone": unmatched(run).count()}


def pair_figures(run: Run) -> dict[str, int | None]:
    """What the pairs that are kept come to: matched, total, worst and median, in points
    of 10,000.
    """
    kept = Pair.objects.filter(run=run, is_removed=False).order_by("score")
    scores = list(kept.values_list("score", flat=True))
    return {
        "matched": len(scores),
        "total": sum(scores),
        "worst": scores[0] if scores else None,
        "median": scores[len(scores) // 2] if scores else None,
    }


def comparable(run: Run) -> QuerySet[Run]:
    """The other runs of the program that found pairs, latest first."""
    done = [RunState.REVIEW, RunState.PUBLISHED, RunState.DISCARDED]
    return runs(run.program).filter(state__in=done).exclude(pk=run.pk)[:COMPARED_AT_MOST]


def alternatives(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a run kept of the other mentors: each `mentor`, its `score`, and why it was not given in
    words.
    """
    return alternatives_of([kept])[0]


def alternatives_of(lists: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The same for many pairs or people, with one query."""
    named = {
        each[name]
        for kept in lists
        for each in kept
        for name in ("mentor_id", "group")
        if each.get(name)
    }
    mentors = people_of(named)
    return [
        [
            {
                "mentor": mentors[each["mentor_id"]],
                "score": each["score"],
                "why_not": _why_not(each, mentors),
            }
            for each in kept
            if each["mentor_id"] in mentors
        ]
        for kept in lists
    ]


def _why_not(kept: dict[str, Any], mentors: dict[str, Enrolment]) -> str:
    group = mentors.get(kept.get("group", ""))
    return why_not_words(kept, group=group.member.name if group else "")


def blocks(organization: Organization, *, words: str = "") -> QuerySet[Block]:
    """Who is never matched with whom, latest first."""
    # What follows from an ending or a report, of which nothing says who wanted it, is not listed.
    found = Block.objects.filter(organization=organization).exclude(by=None)
    found = found.select_related("mentor", "mentee", "by")
    for word in search_words(words):
        found = found.filter(Q(mentor__search__contains=word) | Q(mentee__search__contains=word))
    return found.order_by("-id")


def runs_seen_by(member: Member) -> QuerySet[Run]:
    """Every run of the organisation for program admins, none for others; latest first."""
    found = Run.objects.filter(organization=member.organization_id)
    return (found if member.is_admin else found.none()).order_by("-id")


def pairs_seen_by(member: Member, *, run: UUID | None = None) -> QuerySet[Pair]:
    """The pairs of those runs, or of one."""
    found = Pair.objects.filter(organization=member.organization_id).select_related(
        "mentor", "mentee"
    )
    if run:
        found = found.filter(run=run)
    return (found if member.is_admin else found.none()).order_by("-id")


def neighbours(pair: Pair) -> dict[str, Any]:
    """The ids of the pairs before and after this one, weakest first; None at the ends."""
    run = Pair.objects.filter(run=pair.run_id)
    above = run.filter(Q(score__gt=pair.score) | Q(score=pair.score, pk__gt=pair.pk)).order_by(
        "score", "id"
    )
    below = run.filter(Q(score__lt=pair.score) | Q(score=pair.score, pk__lt=pair.pk)).order_by(
        "-score", "-id"
    )
    return {
        "previous": below.values_list("pk", flat=True).first(),
        "next": above.values_list("pk", flat=True).first(),
    }


def people_of(ids: Iterable[Any]) -> dict[str, Enrolment]:
    """Enrolments with their people, by id as text."""
    return {
        str(each.pk): each for each in Enrolment.objects.filter(pk__in=ids).select_related("member")
    }


def compare(run: Run, other: Run) -> list[dict[str, Any]]:
    """The mentees for whom the runs differ: `mentee`, and the pair `now` and `before` (None without
    one).
    """
    now = {each.mentee_id: each for each in pairs(run).filter(is_removed=False)}
    before = {each.mentee_id: each for each in pairs(other).filter(is_removed=False)}
    changed = [
        {
            "mentee": (now.get(key) or before[key]).mentee.member,
            "now": now.get(key),
            "before": before.get(key),
        }
        for key in {*now, *before}
        if getattr(now.get(key), "mentor_id", None) != getattr(before.get(key), "mentor_id", None)
    ]
    return sorted(
        changed,
        key=lambda each: (each["mentee"].family_name, each["mentee"].given_name, each["mentee"].pk),
    )


def stale(run: Run, kept: Iterable[Pair], *, on: date) -> list[tuple[Pair, str]]:
    """The pairs that cannot be published any more, each with why: since the run somebody was
    matched, left or was kept apart. Of a mentor with too few seats the pairs that come later.
    """
    seats, apart = free_seats(run.program, on=on), kept_apart(run)
    found = []
    for pair in kept:
        taken = next(
            (side for side in (pair.mentee, pair.mentor) if seats.get(side.pk, 0) < 1), None
        )
        if (pair.mentor.member_id, pair.mentee.member_id) in apart:
            found.append((pair, _("you keep them apart")))
            continue
        if taken is not None:
            found.append((pair, _("%(taken)s is not free any more") % {"taken": taken.member}))
            continue
        seats[pair.mentor_id] -= 1
        seats[pair.mentee_id] -= 1
    return found


def people_in(kept: Iterable[Pair]) -> list[Member]:
    """The people of the pairs, each once."""
    found = {each.member_id: each.member for pair in kept for each in (pair.mentor, pair.mentee)}
    return list(found.values())
