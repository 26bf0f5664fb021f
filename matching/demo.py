"""The demo's matchings, run and published when each program began."""

from datetime import timedelta

from matching.actions import publication, runs
from matching.criteria import DEFAULT_WEIGHTS
from matching.models import Mentorship, Run
from mentorship.local.story import Story
from programs.actions import move_program
from programs.enums import ProgramState


def tell(story: Story) -> None:
    by = story.cast.get("admin") or story.cast["owner"]
    for program in story.facts["programs"]:
        if program.state != ProgramState.MATCHING:
            continue
        at = story.now - timedelta(days=(story.now.date() - program.starts_on).days + 1)
        run = Run.objects.create(
            organization=story.organization, program=program, weights=DEFAULT_WEIGHTS, created_at=at, by=by
        )
        runs.solve_run(run=run, tell=lambda *_: None, on=at.date())
        publication.publish_run(run=run, by=by, at=at)
        move_program(program=program, to=ProgramState.RUNNING, by=by, at=at + timedelta(days=1))
    story.facts["mentorships"] = list(
        Mentorship.objects.of(story.organization)
        .select_related("program__cadence_policy", "organization__settings")
        .order_by("id")
    )
