"""A backup is proven by restoring it; a restore leaves nobody signed in and answers no 400."""

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from mentorship.local.database import app_url, ensure_database
from mentorship.tenancy.context import tenant
from tests import factories, processes


def manage(*arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command,
        cwd=processes.ROOT,
        env=processes.environment(**env),
        capture_output=True,
        text=True,
        check=False,
    )


def owner_url(name: str = "") -> str:
    owner = connections["owner"].settings_dict
    return f"postgresql://{owner['USER']}@{quote(owner['HOST'], safe='')}/{name or owner['NAME']}"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_backup_is_verified_damaged_and_restored_elsewhere(tmp_path: Path) -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        factories.member(organization, given_name="Restored", sign_in=True)
    path = tmp_path / "throughline.dump"
    made = manage("backup", str(path), DATABASE_OWNER_URL=owner_url())
    assert made.returncode == 0, made.stderr
    proven = manage("restore", str(path), "--verify", DATABASE_OWNER_URL=owner_url())
    assert "can be restored" in proven.stdout, proven.stderr

    manifest = json.loads((tmp_path / "throughline.dump.json").read_text())
    manifest["rows"]["tenancy_member"] += 1
    (tmp_path / "throughline.dump.json").write_text(json.dumps(manifest))
    lacking = manage("restore", str(path), "--verify", DATABASE_OWNER_URL=owner_url())
    assert lacking.returncode != 0
    assert "tenancy_member: 2 rows expected, 1 found" in lacking.stderr
    manifest["rows"]["tenancy_member"] -= 1
    (tmp_path / "throughline.dump.json").write_text(json.dumps(manifest))

    again = ensure_database(
        owner_url("postgres"), f"{connections['owner'].settings_dict['NAME']}_again"
    )
    env = {"DATABASE_OWNER_URL": again, "DATABASE_URL": app_url(again, password="tests")}
    done = manage("restore", str(path), **env)
    assert "everybody signs in again" in done.stdout, done.stderr
    refused = manage("restore", str(path), **env)
    assert "Say --replace" in refused.stderr
    assert manage("restore", str(path), "--replace", **env).returncode == 0
    shown = manage(
        "shell",
        "-c",
        "from mentorship.tenancy.models import Organization as O; print(O.objects.count())",
        **env,
    )
    assert shown.stdout.strip().endswith("1"), shown.stderr


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", str(tmp_path / "nothing.dump"), verify=True)
    (tmp_path / "alone.dump").write_bytes(b"PGDMP")
    with pytest.raises(CommandError, match="has to lie beside the dump"):
        call_command("restore", str(tmp_path / "alone.dump"), verify=True)


@pytest.mark.django_db
def test_a_session_that_is_only_cached_any_more_ends_kindly(colleague_client: Client) -> None:
    session = colleague_client.session
    # Long enough ago that the next page writes the session.
    session["seen"] = int(time.time()) - 400
    session.save()
    Session.objects.all().delete()
    answer = colleague_client.get("/o/northwind/")
    assert (answer.status_code, answer["Location"]) == (302, "/o/northwind/")
    assert colleague_client.get("/o/northwind/")["Location"].startswith("/accounts/login/")
