from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from mentorship.jobs.enums import State
from mentorship.jobs.models import Job
from mentorship.people import fields, hours
from mentorship.people.importing import lines, planning
from mentorship.people.importing.dates import Order
from mentorship.people.importing.mapping import without
from mentorship.people.models import Absence, ImportFile, WorkingHours
from mentorship.people.rules import hidden_fields
from mentorship.tenancy.enums import Role
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.fields import uuid7
from mentorship.tenancy.models import Invitation, Member, Organization, OrganizationSettings
from mentorship.tenancy.queries import members
from mentorship.tenancy.rules import can_manage
from mentorship.tenancy.zones import today_in
from mentorship.text import fold, search_words

People = QuerySet[Any]
NAMESAKES_AT_MOST = 200
IMPORTS_SHOWN = 50
# What is exported: all but what is shown nowhere.
EXPORTED = [field for field in fields.STORED if field.seen is not fields.Seen.NOWHERE]
COLUMNS = (
    *(
        _(field.label) if field.kind is not fields.Kind.MANAGER else _("Manager e-mail")
        for field in EXPORTED
    ),
    _("Roles"),
    _("State"),
)
# Every row of the People page has one; written out, because composing it costs more than answering
# it.
STATE = """
CASE WHEN tenancy_member.terminated_on <= %s THEN 'left'
     WHEN tenancy_member.user_id IS NOT NULL THEN 'signed-in'
     WHEN EXISTS (
         SELECT 1 FROM tenancy_invitation i
         WHERE i.organization_id = tenancy_member.organization_id
      AND i.member_id = tenancy_member.id
           AND i.accepted_at IS NULL AND i.expires_at > %s
     ) THEN 'invited'
     ELSE 'not-invited' END
"""
STATES = {
    "signed-in": _("Signed in"),
    "invited": _("Invited"),
    "not-invited": _("Not invited"),
    "left": _("Left"),
}


def directory(*, organization: Organization, on: date, words: str, department: str) -> People:
    """Who works here, as colleagues see each other: words are looked for in what they see, not in
    e-mails.
    """
    seen = Fold(
        Concat(
            "given_name", Value(" "), "family_name", Value(" "), "title", Value(" "), "department"
        )
    )
    found: People = members(
        organization=organization, on=on, words=words, department=department
    ).annotate(seen=seen)
    for word in search_words(words):
        found = found.filter(seen__contains=word)
    return found.select_related("manager")


def people(*, at: datetime, on: date, **filters: Any) -> People:
    """Everybody that the filters of `members` leave, as program admins see them, with their
    `state`.
    """
    found = with_state(members(on=on, **filters), at=at, on=on).select_related("manager")
    return (
        found.filter(state=filters["state"])
        if filters.get("state") in ("invited", "not-invited")
        else found
    )


def with_state(found: People, *, at: datetime, on: date) -> People:
    """Annotates `state`, a key of STATES."""
    annotated: People = found.annotate(state=RawSQL(STATE, [on, at], output_field=CharField()))  # noqa: S611 - values go beside it
    return annotated


def awaits_confirmation(person: Member, *, at: datetime) -> bool:
    """Whether the person signs in with a former address until they confirm their new one."""
    if person.user_id is None:
        return False
    links = Invitation.objects.filter(member=person, accepted_at=None, expires_at__gt=at)
    return bool(links.exists())


def export_rows(found: People) -> Iterator[list[Any]]:
    """The people of `people()` under COLUMNS, such that the import reads them back unchanged."""
    for each in found:
        roles = "; ".join(str(Role(role).label) for role in each.roles)
        yield [*(_cell(each, field) for field in EXPORTED), roles, STATES[each.state]]


def _cell(person: Member, field: fields.Field) -> object:
    value = getattr(person, field.name)
    if field.kind is fields.Kind.MANAGER:
        return value.email if value else ""
    return "; ".join(value) if field.kind is fields.Kind.WORDS else value


def profile(person: Member, *, with_details: bool) -> list[tuple[str, fields.Field, Any]]:
    """What the profile shows beside name, manager, languages and skills: (name of the field, the
    field, its value).
    """
    elsewhere = ("given_name", "family_name", "manager", "languages", "skills", "terminated_on")
    return [
        (field.name, field, getattr(person, field.name))
        for field in EXPORTED
        if field.name not in elsewhere and (with_details or field.seen is fields.Seen.BY_ALL)
    ]


def reports_of(member: Member, *, on: date) -> list[Member]:
    return list(
        Member.objects.filter(organization=member.organization_id, manager=member)
        .employed(on=on)
        .order_by("family_name", "given_name", "id")
    )


# UNION stops at a circle without carrying the way along, which costs the square of its length.
CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, manager_id FROM tenancy_member
    WHERE organization_id = %(organization)s AND id = %(member)s
    UNION
    SELECT m.id, m.manager_id FROM tenancy_member m JOIN chain c ON m.id = c.manager_id
    WHERE m.organization_id = %(organization)s
)
SELECT m.* FROM tenancy_member m JOIN chain c ON c.id = m.id
WHERE m.organization_id = %(organization)s
"""


def chain_above(member: Member) -> list[Member]:
    """The member, their manager, that one's manager and so on; ends where a circle would begin."""
    found = Member.objects.raw(CHAIN, {"organization": member.organization_id, "member": member.pk})
    people = {each.pk: each for each in found}
    chain: list[Member] = []
    at: UUID | None = member.pk
    while at and at in people:
        chain.append(people.pop(at))
        at = chain[-1].manager_id
    return chain


def member_with_email(organization: Organization, email: str) -> Member | None:
    return Member.objects.of(organization).filter(email__iexact=email).first()


def people_named(organization: Organization, text: str, *, on: date) -> list[Member]:
    """Employed people with this e-mail, or with this whole name in any case; several where the name
    is shared.
    """
    found = Member.objects.of(organization).employed(on=on)
    if "@" in text:
        return list(found.filter(email__iexact=text.strip()))
    name = " ".join(search_words(text))
    return [
        each
        for each in found.matching(name).order_by("id")[:NAMESAKES_AT_MOST]
        if fold(each.name) == name
    ]


def imports(organization: Organization) -> QuerySet[ImportFile]:
    """The latest files, without their text."""
    found = (
        ImportFile.objects.filter(organization=organization)
        .defer("content", "header", "rows")
        .select_related("by")
    )
    return found.order_by("-id")[:IMPORTS_SHOWN]


def open_job(*, file: ImportFile, by: Member, kind: str) -> Job | None:
    """The member's own job of this kind that is at the file."""
    return Job.objects.filter(
        organization=file.organization_id,
        by=by,
        kind=kind,
        subject_id=file.pk,
        state__in=[State.QUEUED, State.RUNNING],
    ).first()


def plan_of(file: ImportFile, *, by: Member, at: datetime) -> planning.Plan:
    """What applying the file would do now if `by` did it."""
    options = planning.Options(
        order=Order(file.options["order"]) if file.options.get("order") else None,
        clear_empty=bool(file.options.get("clear_empty")),
        confirmed=frozenset(map(UUID, file.options.get("confirmed", []))),
        on=today_in(by.organization, at=at),
        first_row=file.options.get("first_row", planning.FIRST_ROW),
    )
    hidden = hidden_fields(OrganizationSettings.objects.get(organization=file.organization_id))
    return planning.plan_import(
        header=file.header,
        rows=file.rows,
        mapping=without(file.mapping, hidden),
        options=options,
        people=_snapshot(by),
        new_id=uuid7,
    )


def _snapshot(by: Member) -> Iterable[lines.Person]:
    names = [name for name, field in fields.FIELDS.items() if field.is_stored and name != "manager"]
    rows = Member.objects.filter(organization=by.organization_id).values_list(
        "id", "roles", "manager_id", *names
    )
    for pk, roles, manager, *stored in rows.order_by("id").iterator():
        values: dict[str, fields.Value] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in zip(names, stored, strict=True)
        }
        person = Member(pk=pk, organization_id=by.organization_id, roles=roles)
        is_reachable = pk == by.pk or can_manage(by, person)
        yield lines.Person(
            pk,
            {**values, "manager": manager},
            is_owner=Role.OWNER in roles,
            is_left_to_others=not is_reachable,
        )


def hours_of(member: Member) -> WorkingHours:
    """What is stored, or what holds for who has said nothing."""
    stored = WorkingHours.objects.filter(organization=member.organization_id, member=member).first()
    return stored or WorkingHours(organization_id=member.organization_id, member=member)


def absences_ahead(member: Member, *, on: date) -> QuerySet[Absence]:
    """Those that are not over on that day, the first first."""
    found = Absence.objects.filter(organization=member.organization_id, member=member)
    return found.filter(last_day__gte=on).order_by("first_day", "id")


def next_holidays(stored: WorkingHours, *, on: date) -> list[tuple[date, str]]:
    """The three that come next where the person is."""
    until = on + timedelta(days=400)
    found = hours.holidays_between(stored.country, stored.region, on, until)
    return list(found.items())[:3]


def schedules_of(
    members: Collection[Member], *, since: date, until: date
) -> dict[UUID, hours.Schedule]:
    """When each of them works between two days; their organisation's settings are to be at hand."""
    found = {row.member_id: row for row in WorkingHours.objects.filter(member__in=members)}
    away: dict[UUID, set[date]] = defaultdict(set)
    gone = Absence.objects.filter(member__in=members, last_day__gte=since, first_day__lte=until)
    for absence in gone:
        first, last = max(absence.first_day, since), min(absence.last_day, until)
        away[absence.member_id] |= {
            first + timedelta(days=n) for n in range((last - first).days + 1)
        }
    schedules = {}
    for member in members:
        stored = found.get(member.pk) or WorkingHours(member=member)
        off = hours.holidays_between(stored.country, stored.region, since, until)
        days_off = frozenset(off) | away[member.pk]
        schedules[member.pk] = hours.Schedule(member.zone, stored.week, days_off, stored.call_link)
    return schedules
