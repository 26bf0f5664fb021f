from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from mentorship.delivery.enums import Channel, State
from mentorship.delivery.kinds import Owed, is_kind, kind_named, nudges, with_own_texts
from mentorship.delivery.models import ChatHook, Delivery, MessageText, Preferences
from mentorship.delivery.timing import A_WEEK, Wishes
from mentorship.tenancy.enums import Role
from mentorship.tenancy.models import Member, Organization


def organizations_with_due(at: datetime) -> list[UUID]:
    """Organisations that owe a message now; a definer's function answers with ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM delivery_due_organizations(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Recent:
    """What became of the e-mails of the last hour, over all organisations."""

    sent: int
    failed: int

    @property
    def is_alarming(self) -> bool:
        """Single addresses that do not exist are nobody's outage; one in ten is."""
        return self.failed >= 5 and self.failed * 10 > self.sent


def recent_outcomes(at: datetime) -> Recent:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sent, failed FROM delivery_outcomes(%s)", [at - timedelta(hours=1)])
        return Recent(*cursor.fetchone())


def failures(organization: Organization) -> QuerySet[Delivery]:
    """Messages given up, for the page that sends them again."""
    return Delivery.objects.filter(organization=organization, state=State.FAILED).select_related(
        "recipient", "hook"
    )


def admins_of(organization_id: UUID, *, on: date) -> QuerySet[Member]:
    """Who runs the organisation: its owners and program admins."""
    working = Member.objects.filter(organization=organization_id).employed(on=on)
    return working.filter(roles__overlap=[Role.OWNER, Role.ADMIN])


def oldest_owed_seconds(at: datetime) -> float:
    """How long the most overdue message of any organisation has waited, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT delivery_oldest_due()")
        oldest = cursor.fetchone()[0]
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def notifications(member: Member) -> QuerySet[Delivery]:
    """A person's notifications, latest first."""
    return Delivery.objects.filter(
        organization=member.organization_id, recipient=member, channel=Channel.IN_APP
    ).order_by("-created_at", "-id")


def with_titles(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """What the notifications page shows of each."""
    return [
        {
            "id": each.pk,
            "title": kind_named(each.kind).render_title(each.context),
            "icon": kind_named(each.kind).icon,
            "url": each.context.get("url", ""),
            "at": each.created_at,
            "is_new": each.read_at is None,
            "delivery": each,
        }
        for each in deliveries
    ]


def to_leave(organization_id: UUID, ids: Collection[UUID]) -> list[Delivery]:
    """These deliveries with all that their messages are made of, the oldest first; the organisation
    and its settings are read once for all.
    """
    organization = Organization.objects.select_related("settings").get(pk=organization_id)
    rows = list(
        Delivery.objects.filter(organization=organization_id, pk__in=ids)
        .select_related("recipient", "hook")
        .order_by("created_at", "id")
    )
    texts = texts_of(organization_id, {row.kind for row in rows})
    for row in rows:
        row.organization = organization
        row.text = _text_of(row, texts)
        if row.recipient:
            row.recipient.organization = organization
    return rows


Texts = dict[tuple[str, UUID | None], MessageText]


def texts_of(organization_id: UUID, kinds: Collection[str]) -> Texts:
    """The organisation's own texts of these kinds, by kind and program."""
    wanted = {kind.name for kind in with_own_texts()} & set(kinds)
    if not wanted:
        return {}
    found = MessageText.objects.filter(organization=organization_id, kind__in=wanted)
    return {(text.kind, text.scope_id): text for text in found}


def texts_by_kind(organization: Organization, *, scope: UUID | None) -> dict[str, MessageText]:
    """The organisation's own texts for a program, or for all."""
    found = MessageText.objects.filter(organization=organization, scope_id=scope)
    return {text.kind: text for text in found.select_related("changed_by")}


def own_text(organization: Organization, kind: str, *, scope: UUID | None) -> MessageText | None:
    return texts_by_kind(organization, scope=scope).get(kind)


def _text_of(row: Delivery, texts: Texts) -> MessageText | None:
    """That of the message's program, or of the whole organisation."""
    scope = row.context.get("scope")
    of_program = texts.get((row.kind, UUID(scope))) if scope else None
    return of_program or texts.get((row.kind, None))


def wishes_of(members: Iterable[Member]) -> dict[UUID | None, Wishes]:
    """What each of them wishes, by their id; their organisation's settings are to be at hand."""
    people = {member.pk: member for member in members}
    stored = {row.member_id: row for row in Preferences.objects.filter(member__in=people.keys())}
    nothing = Preferences()
    return {pk: _wishes(stored.get(pk, nothing), member) for pk, member in people.items()}


def _wishes(row: Preferences, member: Member) -> Wishes:
    return Wishes(ZoneInfo(member.zone), row.email, row.quiet_from, row.quiet_until, row.summary_at)


def nudged_since(members: Collection[UUID], moment: datetime) -> dict[UUID | None, list[datetime]]:
    """When nudges left for these people by e-mail since the moment; what a worker holds right now
    counts as leaving.
    """
    rows = Delivery.objects.filter(
        Q(sent_at__gt=moment) | Q(state=State.OWED, leased_until__gt=moment + A_WEEK),
        recipient__in=members,
        kind__in=nudges(),
        channel=Channel.EMAIL,
    )
    left: dict[UUID | None, list[datetime]] = defaultdict(list)
    for recipient, sent_at in rows.values_list("recipient", "sent_at"):
        left[recipient].append(sent_at or moment + A_WEEK)
    return left


def overtaken(deliveries: Collection[Delivery], *, at: datetime) -> set[UUID]:
    """The ids of those that hold no more, by what their kinds say."""
    by_kind: dict[str, list[Delivery]] = defaultdict(list)
    for each in deliveries:
        by_kind[each.kind].append(each)
    gone: set[UUID] = set()
    for name, rows in by_kind.items():
        if is_kind(name) and (still_true := kind_named(name).still_true) is not None:
            gone |= {row.pk for row in rows} - still_true(rows, at)
    return gone


def about(subjects: QuerySet[Any], owed: Collection[Owed]) -> set[UUID]:
    """The keys of those whose subject is one of these rows."""
    wanted = {each.subject_id for each in owed}
    there = set(subjects.filter(pk__in=wanted).values_list("pk", flat=True))
    return {each.pk for each in owed if each.subject_id in there}


def muted_in_app(members: Collection[UUID]) -> dict[UUID, list[str]]:
    """The categories of which these people want nothing in the app, by their ids."""
    rows = Preferences.objects.filter(member__in=members).exclude(in_app_off=[])
    return dict(rows.values_list("member", "in_app_off"))


def preferences_of(member: Member) -> Preferences:
    """What a person wishes; what nobody wished for, where they never said."""
    stored = Preferences.objects.filter(organization=member.organization_id, member=member).first()
    return stored or Preferences(organization=member.organization, member=member)


def hooks_with_state(organization: Organization) -> list[Any]:
    """The chat channels, each with the latest message that was owed to it as `last`."""
    hooks = list(ChatHook.objects.filter(organization=organization).order_by("name", "id"))
    latest = (
        Delivery.objects.filter(organization=organization, hook__in=hooks)
        .order_by("hook", "-created_at", "-id")
        .distinct("hook")
    )
    by_hook = {each.hook_id: each for each in latest}
    for hook in hooks:
        hook.last = by_hook.get(hook.pk)  # type: ignore[attr-defined]
    return hooks


def hooks_for(organization_id: UUID, *, category: str, scope: UUID | None) -> QuerySet[ChatHook]:
    """The chat channels that take news of this category, of all the organisation or of the
    scope.
    """
    listening = ChatHook.objects.filter(
        organization=organization_id, categories__contains=[category]
    )
    return listening.filter(Q(scope_id=None) | Q(scope_id=scope))
