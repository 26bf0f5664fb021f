"""Those who choose before all others, such as people who lost their mentor."""

from dataclasses import replace

from matching.engine.problem import Problem


def only_first(problem: Problem) -> Problem:
    """The problem of those in `first` alone, beside the pairs that are fixed anyway."""
    wanted = {*problem.first, *(mentee for mentee, _ in problem.pins)}
    return replace(
        problem, mentees=tuple(each for each in problem.mentees if each.id in wanted), first=(),
        kept=tuple(pair for pair in problem.kept if pair[0] in wanted),
        rules=tuple(
            replace(rule, pairs=tuple(pair for pair in rule.pairs if pair[0] in wanted)) for rule in problem.rules
        ),
    )  # fmt: skip


def with_pins(problem: Problem, pairs: list[tuple[str, str]]) -> Problem:
    """The problem of the others, once those in `first` have their mentors."""
    pinned = {mentee for mentee, _ in problem.pins}
    return replace(problem, first=(), pins=problem.pins + tuple(pair for pair in pairs if pair[0] not in pinned))
