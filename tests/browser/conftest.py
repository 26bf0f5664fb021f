from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from mentorship.accounts.actions import create_user
from mentorship.local.browser import find
from mentorship.tenancy.actions import create_organization
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import create_program
from programs.models import Program
from tests.browser.installation import Installation, running_installation
from tests.browser.window import Window
from tests.factories import PASSWORD, START, member

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """One worker has the installation and the browser."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="module")
def running(django_db_setup: None, tmp_path_factory: Any) -> Iterator[Installation]:
    with running_installation(tmp_path_factory.mktemp("installation")) as installation:
        yield installation


@pytest.fixture
def installation(
    transactional_db: None, running: Installation, settings: Any
) -> Iterator[Installation]:
    """The installation with empty tables and an empty outbox; its worker rests before the tables
    are emptied.
    """
    # The other tests hash quickly, in a way that the real server does not accept.
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    running.outbox.clear()
    yield running
    running.settle()


@pytest.fixture
def owner(installation: Installation) -> Member:
    """The owner of a new organisation with nothing in it yet."""
    user = create_user(email="owner@northwind.example", password=PASSWORD)
    return create_organization(
        name="Northwind",
        owner_email=user.email,
        owner_name="Olga Owner",
        user=user,
        at=timezone.now(),
    )


@pytest.fixture
def foreign(installation: Installation) -> Program:
    """Another organisation's program, with people in it whose every word begins with “Foreign”."""
    user = create_user(email="foreign@fabrikam.example", password=PASSWORD)
    foreigner = create_organization(
        name="Foreign Fabrikam",
        slug="fabrikam",
        owner_email=user.email,
        owner_name="Foreign Owner",
        user=user,
        at=timezone.now(),
    )
    with tenant(foreigner.organization_id):
        member(
            foreigner.organization,
            given_name="Foreign",
            family_name="Person",
            department="Foreign affairs",
        )
        return create_program(
            by=foreigner,
            at=START,
            name="Foreign program",
            starts_on=START.date(),
            ends_on=START.date().replace(year=2099),
        )


@pytest.fixture
def browser(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; Django would refuse to work beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    path = find()
    assert path, "There is no Chromium; `make test` installs one."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_window(browser: Browser, installation: Installation, size: str) -> Callable[[], Window]:
    looked: set[str] = set()
    return lambda: Window.open(browser, installation, size, looked)
