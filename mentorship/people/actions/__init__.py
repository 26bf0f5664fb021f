"""Every write of people, by hand or from a file."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import versions
from mentorship.accounts.actions import readdress
from mentorship.audit.actions import record, record_many
from mentorship.people.fields import Value
from mentorship.people.importing import sandbox
from mentorship.people.importing.dates import Order
from mentorship.people.importing.limits import ReadError
from mentorship.people.importing.lines import Line, Outcome
from mentorship.people.importing.mapping import to_remember
from mentorship.people.importing.reading import Reading, Sheet
from mentorship.people.importing.report import Report
from mentorship.people.importing.reporting_lines import in_words
from mentorship.people.models import ImportFile
from mentorship.people.queries import chain_above, plan_of
from mentorship.people.rules import OWN_FIELDS, hidden_fields
from mentorship.tenancy.actions import (
    InvitationError,
    end_invitations,
    has_left,
    invite,
    lock_people,
    tell_about,
)
from mentorship.tenancy.errors import ActionError, NotAllowedError
from mentorship.tenancy.models import Member, OrganizationSettings
from mentorship.tenancy.rules import can_manage, check_admin
from mentorship.text import one_line
from mentorship.wording import Said, Words, said

BATCH = 500
# What is kept of an upload only as long as it may be read another way.
OF_READING = {"samples", "sheets", "tops"}
TAKEN = {
    "member_email": ("email", gettext_lazy("Somebody here has this e-mail already.")),
    "member_number": ("number", gettext_lazy("Somebody here has this employee number already.")),
}


class PersonError(ActionError):
    """One field's value cannot be: `field` names it (None: the whole person), the text is for who
    typed it.
    """

    def __init__(self, field: str | None, words: Words) -> None:
        super().__init__(str(words))
        self.field = field


class AppliedError(ActionError):
    """The file was applied before."""


@transaction.atomic
def save_person(
    *, member: Member, fields: Sequence[str], by: Member, at: datetime, read: str = ""
) -> Member:
    """Create a person, or change the named fields; nothing happens where none of them differs.

    Raises PersonError, and OvertakenError where somebody else changed the same.
    """
    if by.pk != member.pk or not set(fields) <= OWN_FIELDS:
        check_admin(by, member.organization_id)
    lock_people(member.organization_id)
    settings = OrganizationSettings.objects.get(organization=member.organization_id)
    for name in hidden_fields(settings):
        setattr(member, name, "")
    _refuse_circle(member)
    if member.is_owner and member.terminated_on:
        raise PersonError(
            "terminated_on",
            _("%(member)s is an owner here. Take that role away first.") % {"member": member.name},
        )
    stored = None if member._state.adding else _as_stored(member, by=by)
    if stored:
        _merge(member, stored, fields, read=read)
    changed = [
        name for name in fields if stored is None or getattr(stored, name) != getattr(member, name)
    ]
    if stored and not changed:
        return member
    try:
        with transaction.atomic():
            member.save(update_fields=changed if stored else None)
    except IntegrityError as error:
        raise _taken(error) from error
    record(
        by=by,
        action="member.changed" if stored else "member.created",
        subject=member,
        at=at,
        fields=changed,
    )
    if stored:
        _settle_identity(before=[stored], by=by, at=at)
    return member


def _as_stored(member: Member, *, by: Member) -> Member:
    """The person as they are stored. Raises PersonError where `by` may not change them."""
    stored = Member.objects.get(organization=member.organization_id, pk=member.pk)
    if by.pk != stored.pk and not can_manage(by, stored):
        raise PersonError(
            None,
            _("%(stored)s holds a role that you do not. Only an owner may change them.")
            % {"stored": stored.name},
        )
    return stored


def _merge(member: Member, stored: Member, fields: Sequence[str], *, read: str) -> None:
    """Keep what somebody else changed meanwhile in fields that this form left alone."""
    given = {name: getattr(member, name) for name in fields}
    kept = {name: getattr(stored, name) for name in fields}
    for name, value in versions.merge(read=read, given=given, stored=kept).items():
        setattr(member, name, value)


def _settle_identity(*, before: Sequence[Member], by: Member, at: datetime) -> None:
    """What follows for people who were changed: links to a former address end, and those concerned
    are told.
    """
    now = Member.objects.select_related("user", "organization").in_bulk(
        [person.pk for person in before]
    )
    readdressed = [old for old in before if old.email.lower() != now[old.pk].email.lower()]
    left = [old.pk for old in before if has_left(now[old.pk], at=at)]
    end_invitations(
        organization_id=by.organization_id, members=[*left, *(old.pk for old in readdressed)], at=at
    )
    moved = {old.pk: old.email for old in readdressed}
    for old in before:
        member = now[old.pk]
        if member.roles and by.pk != member.pk:
            addresses = (
                {"old_address": old.email, "new_address": member.email} if old.pk in moved else {}
            )
            tell_about(member=member, kind="role_holder_changed", by=by, at=at, **addresses)
        if old.pk in moved and member.user:
            readdress(member=member, former=old.email, by=by, at=at)


def _refuse_circle(member: Member) -> None:
    if member.manager is None:
        return
    chain = chain_above(member.manager)
    ids = [each.pk for each in chain]
    if member.pk in ids:
        circle = ids[: ids.index(member.pk) + 1]
        raise PersonError(
            "manager_email",
            in_words([circle[-1], *circle[:-1]], {each.pk: each.name for each in chain}),
        )


def _taken(error: IntegrityError) -> Exception:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return PersonError(*TAKEN[constraint]) if constraint in TAKEN else error


@transaction.atomic
def invite_people(*, members: Iterable[Member], by: Member, on: date, at: datetime) -> int:
    """Invite those of them who can be invited, and whom `by` may invite; returns how
    many that are.
    """
    check_admin(by, by.organization_id)
    number = 0
    for member in members:
        try:
            invite(member=member, by=by, at=at)
        except (InvitationError, NotAllowedError):
            continue
        number += 1
    return number


@transaction.atomic
def upload_import(*, name: str, sheet: Sheet, by: Member, at: datetime) -> ImportFile:
    """A file that was read before. Raises NotAllowedError."""
    check_admin(by, by.organization_id)
    file = ImportFile.objects.create(
        organization_id=by.organization_id,
        name=name[:200],
        header=sheet.header,
        rows=sheet.rows,
        options={"first_row": sheet.first_row},
        by=by,
        created_at=at,
    )
    record(by=by, action="import.uploaded", subject=file, at=at, rows=len(sheet.rows))
    return file


@transaction.atomic
def receive_import(*, name: str, content: bytes, by: Member, at: datetime) -> ImportFile:
    """Keep an uploaded file as it came, for a worker to read."""
    check_admin(by, by.organization_id)
    file = ImportFile.objects.create(
        organization_id=by.organization_id,
        name=one_line(name)[:200],
        content=content,
        header=[],
        rows=[],
        by=by,
        created_at=at,
    )
    record(by=by, action="import.uploaded", subject=file, at=at, size=len(content))
    return file


@transaction.atomic
def read_import(*, file: ImportFile, by: Member, at: datetime) -> ImportFile:
    """Read what was received and let go of the bytes; a file that cannot be read says why."""
    check_admin(by, file.organization_id)
    file = ImportFile.objects.select_for_update(no_key=True).get(
        organization=by.organization_id, pk=file.pk
    )
    if file.content is None or file.is_read:
        return file
    try:
        sheet = sandbox.read_people(
            bytes(file.content), file.name, Reading(**file.options.get("reading", {}))
        )
    except ReadError as error:
        file.unreadable = str(error)[:300]
    else:
        file.header, file.rows, file.unreadable = sheet.header, sheet.rows, ""
        told = {
            name: value for name, value in asdict(sheet).items() if name not in ("header", "rows")
        }
        file.options = {**file.options, **told}
    # Until somebody has said what the columns hold, the file may have to be read another way.
    if file.unreadable:
        file.content = None
    file.save(update_fields=["header", "rows", "unreadable", "content", "options"])
    record(by=by, action="import.read", subject=file, at=at, rows=len(file.rows))
    return file


@transaction.atomic
def choose_reading(*, file: ImportFile, reading: Reading, by: Member, at: datetime) -> ImportFile:
    """Say which letters, which sheet and which row of names a file has; it is read again so."""
    check_admin(by, file.organization_id)
    file.options = {**file.options, "reading": asdict(reading)}
    file.header, file.rows = [], []
    file.save(update_fields=["options", "header", "rows"])
    record(by=by, action="import.reading_chosen", subject=file, at=at, **asdict(reading))
    return file


@transaction.atomic
def save_mapping(
    *,
    file: ImportFile,
    mapping: list[str],
    order: Order | None,
    clear_empty: bool,
    by: Member,
    at: datetime,
) -> ImportFile:
    """Say which column is which field, for this file and, by their names, for the next ones."""
    check_admin(by, file.organization_id)
    told = {name: value for name, value in file.options.items() if name not in OF_READING}
    file.mapping, file.options = mapping, {**told, "order": order, "clear_empty": clear_empty}
    file.content = None
    file.save(update_fields=["mapping", "options", "content"])
    settings = OrganizationSettings.objects.select_for_update(no_key=True).get(
        organization=file.organization_id
    )
    settings.import_mapping |= to_remember(file.header, mapping, hidden=hidden_fields(settings))
    settings.save(update_fields=["import_mapping"])
    record(by=by, action="import.mapped", subject=file, at=at)
    return file


@transaction.atomic
def confirm_identity(
    *, file: ImportFile, members: Collection[UUID], by: Member, at: datetime
) -> ImportFile:
    """Say which people are the ones whose numbers the file has, although it calls them
    otherwise."""
    check_admin(by, file.organization_id)
    file.options = {**file.options, "confirmed": sorted(map(str, members))}
    file.save(update_fields=["options"])
    record(by=by, action="import.confirmed", subject=file, at=at, people=len(members))
    return file


@transaction.atomic
def discard_import(*, file: ImportFile, by: Member, at: datetime) -> None:
    """Forget the file; people whom it created or changed stay as they are."""
    check_admin(by, file.organization_id)
    record(by=by, action="import.discarded", subject=file, at=at)
    file.delete()


@transaction.atomic
def apply_import(
    *,
    file: ImportFile,
    by: Member,
    at: datetime,
    tell: Callable[[int, int, Said], None] = lambda *_: None,
) -> Report:
    """Write what the file says, compared with the people of this moment. Raises AppliedError.

    `tell(done, total, stage)` hears of every 500 rows and may raise to stop: then nothing is
    written.
    """
    check_admin(by, file.organization_id)
    lock_people(file.organization_id)
    tell(0, len(file.rows), said("import.comparing"))
    plan = plan_of(file, by=by, at=at)
    report = Report.of(plan)
    if not ImportFile.objects.filter(pk=file.pk, applied_at=None).update(
        applied_at=at, result=report.as_json(), rows=[]
    ):
        raise AppliedError
    lines = [*plan.of(Outcome.CREATED), *plan.of(Outcome.CHANGED)]
    members = {line.id: _member(line, file.organization_id) for line in lines}
    stored = [line.person.id for line in lines if line.person]
    before = list(Member.objects.filter(organization=file.organization_id, pk__in=stored))
    done = 0
    for batch, fields in _batches(lines):
        _write([members[line.id] for line in batch], fields)
        if (done + len(batch)) // BATCH > done // BATCH:
            tell(done + len(batch), len(lines), said("import.writing"))
        done += len(batch)
    for action, outcome in (
        ("member.created", Outcome.CREATED),
        ("member.changed", Outcome.CHANGED),
    ):
        subjects = [members[line.id] for line in plan.of(outcome)]
        record_many(by=by, action=action, subjects=subjects, at=at, file=file.name)
    _settle_identity(before=before, by=by, at=at)
    record(by=by, action="import.applied", subject=file, at=at, **report.counts)
    return report


def _batches(lines: list[Line]) -> Iterator[tuple[list[Line], tuple[str, ...]]]:
    """At most BATCH rows with the fields to update in them, none for people who are new.

    Only what a row changes is written, so that nothing written meanwhile is overwritten.
    """
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[tuple(line.changed) if line.person else ()].append(line)
    for fields, group in groups.items():
        for start in range(0, len(group), BATCH):
            yield group[start : start + BATCH], fields


def _write(members: list[Member], fields: tuple[str, ...]) -> None:
    if fields:
        # An upsert by key is many times faster than the CASE for each row and field of bulk_update.
        Member.objects.bulk_create(
            members, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
    else:
        Member.objects.bulk_create(members)


def _member(line: Line, organization_id: UUID) -> Member:
    values = {**(line.person.values if line.person else {}), **line.changed}
    stored = {
        ("manager_id" if name == "manager" else name): _stored(value)
        for name, value in values.items()
    }
    return Member(id=line.id, organization_id=organization_id, **stored)


def _stored(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value
