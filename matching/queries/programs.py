"""What matching adds to a program's page and course."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import MentorshipState, RunState
from matching.models import Mentorship, Run
from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address
from mentorship.ui.links import Link
from programs.course import Row, Step
from programs.enums import ProgramKind
from programs.models import Program
from programs.rules import can_edit, can_enrol

RUNS = "matching:runs"


def _is_published(program: Program) -> bool:
    return Run.objects.filter(program=program, state=RunState.PUBLISHED).exists()


def missing_to_run(program: Program) -> str:
    """A program runs with the pairs of a published matching."""
    return "" if _is_published(program) else _("Publish a matching first.")


def step_in_matching(program: Program) -> Step:
    if _is_published(program):
        return Step(
            _("The pairs are published. Let the program begin."),
            _("Move to running"),
            "programs:move",
            ("running",),
        )
    return Step(_("Run the matching, look at its pairs, publish them."), _("Match now"), RUNS)


def step_in_running(program: Program) -> Step | None:
    """For those who have nobody to meet any more, and where nobody meets at all."""
    waiting = program.enrolments.approved().exclude(queued_at=None).count()
    if waiting:
        return Step(_words_of_waiting(program, waiting), _("Match now"), RUNS)
    if Mentorship.objects.filter(program=program, state=MentorshipState.ACTIVE).exists():
        return None
    words = _("Nobody meets in this program now. Match those who wait.")
    return Step(words, _("Match now"), RUNS)


def _words_of_waiting(program: Program, number: int) -> str:
    if program.kind == ProgramKind.PEER:
        words = ngettext(
            "%(number)d person has nobody to meet any more. Match them again.",
            "%(number)d people have nobody to meet any more. Match them again.",
            number,
        )
    else:
        words = ngettext(
            "%(number)d mentee has lost their mentor. Find them another one.",
            "%(number)d mentees have lost their mentor. Find them another one.",
            number,
        )
    return words % {"number": number}


def rows_of_program(program: Program) -> list[Row]:
    """Where an admin finds mentors, and matches them."""
    slug, is_peer = program.organization.slug, program.kind == ProgramKind.PEER
    if not can_edit(program):
        words = _("How people were matched")
    elif is_peer:
        words = _("Match people with each other")
    else:
        words = _("Match mentors and mentees")
    matching = Row("affiliate", words, [Link(_("Matching"), address(RUNS, slug, program.pk))])
    if is_peer or not can_edit(program):
        return [matching]
    candidates = [
        Link(_("Candidates"), address("matching:candidates", slug, program.pk)),
        Link(_("Skills gaps"), address("matching:gaps", slug, program.pk)),
    ]
    return [Row("user-search", _("Find mentors"), candidates), matching]


def links_of_program(member: Member, program: Program) -> list[Link]:
    """Where somebody is put forward as a mentor."""
    if program.kind == ProgramKind.PEER or not can_enrol(member, program):
        return []
    url = address("matching:nominate", member.organization.slug, program.pk)
    return [Link(_("Nominate"), url, "star")]
