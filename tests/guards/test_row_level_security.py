"""The database itself keeps organisations apart, whatever the application forgets."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.utils import timezone

from mentorship.audit.actions import record
from mentorship.audit.models import Entry
from mentorship.tenancy.context import (
    NoTenantError,
    current_organization_id,
    own_memberships,
    tenant,
)
from mentorship.tenancy.middleware import TenantMiddleware
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.roles import refuse_privileged_role
from tests import factories

# Tables without an organisation, each on purpose.
GLOBAL = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_attempt",
    "accounts_user",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "cache_entry",
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",
    "tenancy_organization",
    "usersessions_usersession",
}

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant'
          AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL),
       (SELECT a.attnotnull FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname = 'organization_id')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""
REFERENCES = """
SELECT con.conrelid::regclass::text, con.conname, con.confrelid::regclass::text,
       ARRAY(SELECT a.attname FROM unnest(con.conkey) WITH ORDINALITY k(n, i)
             JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.n ORDER BY k.i)
FROM pg_constraint con WHERE con.contype = 'f' AND con.connamespace = 'public'::regnamespace
"""


@pytest.mark.django_db
def test_every_table_is_global_on_purpose_or_has_its_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        rows = cursor.fetchall()
    tenant_tables = {row[0]: row[1:] for row in rows if row[0] not in GLOBAL}
    assert {row[0] for row in rows} >= GLOBAL
    assert len(tenant_tables) > 30
    assert {
        name: values for name, values in tenant_tables.items() if values != (True, False, 1, True)
    } == {}


@pytest.mark.django_db
def test_every_reference_between_tenant_tables_carries_the_organisation() -> None:
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        rows = cursor.fetchall()
    between = [row for row in rows if row[0] not in GLOBAL and row[2] not in GLOBAL]
    assert len(between) > 60
    assert [row for row in between if row[3][0] != "organization_id" or len(row[3]) != 2] == []


@pytest.mark.django_db
def test_every_tenant_reference_of_the_models_has_its_constraint() -> None:
    from django.apps import apps

    from mentorship.tenancy.operations import constraint_name, references

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f'")
        there = {row[0] for row in cursor.fetchall()}
    wanted = {
        constraint_name(model._meta.db_table, column)
        for model in apps.get_models()
        if any(field.name == "organization" for field in model._meta.concrete_fields)
        for column, _ in references(model)
    }
    assert wanted - there == set()


def test_without_a_tenant_no_row_is_seen(fabrikam: Organization) -> None:
    with tenant(fabrikam.pk):
        assert Member.objects.count() == 1
    with own_memberships(fabrikam.pk):
        assert list(Member.objects.all()) == []


def test_another_tenants_rows_are_neither_read_nor_changed(
    northwind: Organization, fabrikam: Organization
) -> None:
    factories.member(northwind)
    assert Member.objects.filter(organization=fabrikam).count() == 0
    assert Member.objects.filter(organization=fabrikam).update(title="stolen") == 0
    assert Member.objects.filter(organization=fabrikam).delete()[0] == 0
    with tenant(fabrikam.pk):
        assert Member.objects.get().title == ""


def test_a_row_cannot_be_written_for_another_tenant(
    northwind: Organization, fabrikam: Organization
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        factories.member(fabrikam)
    assert Member.objects.count() == 0


def test_a_row_cannot_point_into_another_tenant(
    northwind: Organization, fabrikam: Organization
) -> None:
    with tenant(fabrikam.pk):
        foreign = Member.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="tenant_fk"), transaction.atomic():
        factories.member(northwind, manager_id=foreign.pk)


def test_a_person_reads_their_own_memberships_of_all_organisations(northwind: Organization) -> None:
    member = factories.member(northwind, sign_in=True)
    other = factories.organization("contoso")
    with tenant(other.pk):
        factories.member(other)
        second = Member.objects.create(
            organization=other,
            user=member.user,
            email="second@contoso.example",
            given_name="Second",
        )
    with own_memberships(member.user_id):
        assert set(Member.objects.all()) == {member, second}
        assert Member.objects.update(title="changed") == 0


def test_a_lazily_rendered_template_still_sees_its_tenant(northwind: Organization) -> None:
    member = factories.member(northwind, sign_in=True)

    def view(request: object) -> TemplateResponse:
        class Late:
            def names(self) -> list[str]:
                return [str(each) for each in Member.objects.all()]

        return TemplateResponse(request, "tests/late.html", {"late": Late()})  # type: ignore[arg-type]

    from django.template import engines

    request = RequestFactory().get("/o/northwind/late/")
    request.user = member.user  # type: ignore[assignment]
    response = TenantMiddleware(lambda r: _with_inline(view(r), engines))(request)
    assert str(member) in response.content.decode()


def _with_inline(response: TemplateResponse, engines: object) -> TemplateResponse:
    response.template_name = engines["django"].from_string("{{ late.names|join:',' }}")  # type: ignore[index]
    return response


def test_a_task_without_a_tenant_raises(db: None) -> None:
    with pytest.raises(NoTenantError):
        current_organization_id()


def test_tenants_nest_and_the_outer_one_returns(
    northwind: Organization, fabrikam: Organization
) -> None:
    mine = factories.member(northwind)
    with tenant(fabrikam.pk):
        assert current_organization_id() == fabrikam.pk
    assert current_organization_id() == northwind.pk
    assert list(Member.objects.all()) == [mine]
    with pytest.raises(ValueError, match="boom"), tenant(fabrikam.pk):
        raise ValueError("boom")
    assert list(Member.objects.all()) == [mine]


def test_the_audit_log_can_be_added_to_and_not_changed(northwind: Organization) -> None:
    member = factories.member(northwind)
    record(by=member, action="member.invited", subject=member, at=timezone.now())
    for change in (
        lambda: Entry.objects.update(action="forged"),
        lambda: Entry.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    assert Entry.objects.get().action == "member.invited"


@pytest.mark.django_db(transaction=True)
def test_the_application_refuses_to_start_as_a_role_that_could_bypass() -> None:
    refuse_privileged_role()
    app, owner = connection.settings_dict["USER"], connections["owner"].settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = owner
    try:
        with pytest.raises(ImproperlyConfigured, match="row-level security would not hold"):
            refuse_privileged_role()
    finally:
        connection.close()
        connection.settings_dict["USER"] = app
