"""A mentorship's whole life in a real browser, at both sizes, with a second
organisation beside it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Program
from tests.browser import admin_acts as admin
from tests.browser import pair_acts as pair
from tests.browser.cast import write_cast
from tests.browser.installation import Installation
from tests.browser.window import Window


def test_story_from_import_to_recognition(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
    tmp_path: Path,
) -> None:
    cast = write_cast(tmp_path, size)
    boss, mentor, mentee, applicant = (new_window() for _ in range(4))

    boss.sign_in(owner.email)
    boss.heading("Hello, Olga")
    boss.look("home-owner")
    admin.import_people(boss, cast, installation)
    admin.set_up_program(boss)
    admin.recruit(boss, cast)
    for window, person in (
        (mentor, cast.mentor),
        (mentee, cast.mentee),
        (applicant, cast.applicant),
    ):
        admin.invite(boss, person)
        admin.join(window, person, installation)
    admin.apply_and_be_approved(boss, applicant, cast.applicant)
    admin.match_and_publish(boss, cast)

    now = datetime.now(UTC).replace(second=0, microsecond=0)
    pair.agree_on_goal(mentee, mentor, cast)
    pair.book_meeting(mentee, cast, installation, at=now + timedelta(hours=20))
    pair.log_first_meeting(mentee, mentor, cast, now=now)
    pair.see_progress(mentee, cast)
    pair.check_off(mentee)
    pair.note_progress(mentor, cast)
    pair.shift_cadence(mentor, cast, installation)
    pair.be_reminded(cast, installation)
    pair.log_meetings(mentor, cast, 4)

    admin.read_insights(boss, cast, installation)
    pair.be_recognised(mentee, applicant, cast, installation)
    _stay_apart(boss, mentee, foreign)


def _stay_apart(boss: Window, mentee: Window, foreign: Program) -> None:
    """Neither by address nor by key does anybody of northwind reach what is fabrikam's."""
    with tenant(foreign.organization_id):
        person = Member.objects.get(given_name="Foreign", family_name="Person")
    for window in (boss, mentee):
        window.expected = {404}
        for organization in ("fabrikam", "northwind"):
            for path in (
                f"people/{person.pk}/",
                f"programs/{foreign.pk}/",
                f"programs/{foreign.pk}/enrolments/",
            ):
                answer = window.page.goto(f"/o/{organization}/{path}")
                assert answer is not None
                # Whoever may not decide about enrolments hears so before the key is looked at.
                assert answer.status == 404 or (
                    window is mentee and path.endswith("enrolments/")
                ), answer.url
                assert "Foreign" not in window.page.content()
        assert window.page.goto("/o/fabrikam/").status == 404  # type: ignore[union-attr]
    boss.look("not-found")
    boss.go("/o/northwind/people/?q=Foreign")
    boss.sees("Nobody matches")
