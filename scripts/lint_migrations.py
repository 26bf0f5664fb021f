"""Lint the migrations, and take every one of them back and forth on a PostgreSQL of its own."""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mentorship.local.database import app_url, ensure_database  # noqa: E402
from mentorship.local.servers import start_postgres  # noqa: E402

APPS = [
    "accounts",
    "audit",
    "delivery",
    "jobs",
    "people",
    "tenancy",
    "programs",
    "matching",
    "tracking",
    "calendars",
    "drafts",
    "surveys",
    "recognition",
]


def lint() -> bool:
    from django_migration_linter import MigrationLinter

    # The protecting migrations add unique keys to tables that the migration before them has made. A
    # generated column cannot be altered: search_fold makes another and lets it take the first one's
    # name in one transaction. Columns of sentences become columns of codes: small tables, rewritten
    # in one step.
    linter = MigrationLinter(
        str(ROOT),
        include_apps=APPS,
        ignore_name_contains="_protect",
        ignore_name=[
            "0007_search_fold",
            "0003_evidence_as_data",
            "0003_words_as_data",
            "0006_reasons_as_data",
            "0027_reasons_as_data",
        ],
        database="owner",
        no_cache=True,
        quiet=["warning"],
    )
    linter.lint_all_migrations()
    return not linter.has_errors


def back_and_forth() -> None:
    from django.core.management import call_command

    for app in reversed(APPS):
        call_command("migrate", app, "zero", database="owner", verbosity=0)
    call_command("migrate", database="owner", verbosity=0)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="throughline-lint-") as folder:
        state = Path(folder)
        state.chmod(0o755)
        server = start_postgres(state, settings={"fsync": "off"})
        try:
            owner = ensure_database(server.url, "lint")
            os.environ |= {
                "DATABASE_OWNER_URL": owner,
                "DATABASE_URL": app_url(owner, password="lint"),
            }
            import django
            from django.core.management import call_command

            django.setup()
            call_command("prepare_database", verbosity=0)
            back_and_forth()
            return 0 if lint() else 1
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
