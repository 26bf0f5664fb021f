import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client
from psycopg2 import sql

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories


def pytest_configure() -> None:
    """Passwords in tests protect nobody; the real hash takes 200 ms each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # How long an example takes says more about the machine than about the code; `make bench`
    # measures.
    hypothesis.settings.register_profile("shared-machine", deadline=None)
    hypothesis.settings.load_profile("shared-machine")


def _server(statement: str, *names: str) -> None:
    owner = connections["owner"].settings_dict
    link = psycopg2.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname="postgres",
    )
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    link.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Clone the migrated template; `default` stays the application's role on the clone."""
    name = f"throughline_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
        _server("CREATE DATABASE {} TEMPLATE {}", name, os.environ["TESTS_TEMPLATE"])
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = name
        # Only the flush between tests with real commits empties tables.
        with connections["owner"].cursor() as cursor:
            role = connection.settings_dict["USER"]
            cursor.execute(
                sql.SQL("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {}")
                .format(sql.Identifier(role))
                .as_string(cursor.cursor)
            )
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
        _server("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    caches["shared"].clear()


@pytest.fixture
def at() -> datetime:
    """The moment the test happens at, where the moment does not matter."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def northwind(db: None) -> Iterator[Organization]:
    """An organisation whose tenant is open for the whole test."""
    organization = factories.organization("northwind")
    with tenant(organization.id):
        yield organization


@pytest.fixture
def fabrikam(northwind: Organization) -> Organization:
    """A second organisation, with a person in it, to leak from."""
    organization = factories.organization("fabrikam")
    with tenant(organization.id):
        factories.member(organization, given_name="Foreign", family_name="Person", roles=["owner"])
    return organization


@pytest.fixture
def owner(northwind: Organization) -> Member:
    return factories.member(
        northwind, given_name="Olga", family_name="Owner", roles=["owner"], sign_in=True
    )


@pytest.fixture
def admin(northwind: Organization) -> Member:
    return factories.member(
        northwind, given_name="Ada", family_name="Admin", roles=["admin"], sign_in=True
    )


@pytest.fixture
def hr(northwind: Organization) -> Member:
    return factories.member(
        northwind, given_name="Hanna", family_name="Human", roles=["hr"], sign_in=True
    )


@pytest.fixture
def colleague(northwind: Organization) -> Member:
    """A member without any role."""
    return factories.member(northwind, given_name="Cole", family_name="League", sign_in=True)


@pytest.fixture
def external(northwind: Organization) -> Member:
    return factories.member(
        northwind, given_name="Gus", family_name="Guest", is_external=True, sign_in=True
    )


@pytest.fixture
def owner_client(owner: Member) -> Client:
    return factories.client_of(owner)


@pytest.fixture
def admin_client(admin: Member) -> Client:
    return factories.client_of(admin)


@pytest.fixture
def hr_client(hr: Member) -> Client:
    return factories.client_of(hr)


@pytest.fixture
def colleague_client(colleague: Member) -> Client:
    return factories.client_of(colleague)


@pytest.fixture
def external_client(external: Member) -> Client:
    return factories.client_of(external)
