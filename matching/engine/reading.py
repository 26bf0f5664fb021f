"""A problem as JSON: read with every mistake named, and hashed."""

import hashlib
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from matching.engine.problem import (
    KINDS,
    MOST_BONUS,
    MOST_PEERS,
    OBJECTIVES,
    RULES,
    Criterion,
    Person,
    Problem,
    ProblemError,
    Rule,
)

# The kinds that calculate with answers, and the largest number that makes sense there.
NUMBERS, MOST_NUMBER = ("gap", "hours"), 1_000_000
SIDES = {"mentors", "mentees", "peers"}
OF_PEERS = {"peers", "pod_least", "pod_most"}
T = TypeVar("T", Person, Criterion, Rule)


def read_problem(content: Any) -> Problem:
    """Raises ProblemError."""
    if not isinstance(content, dict):
        raise ProblemError("The problem is a JSON object with mentors, mentees and criteria.")
    for name in ("peers",) if "peers" in content else ("mentors", "mentees"):
        _list(content, name, is_needed=True)
    _list(content, "criteria", is_needed=True)
    unknown = set(content) - {each.name for each in fields(Problem)} - {"$schema", "about"}
    if unknown:
        raise ProblemError(f"Unknown entry: {', '.join(sorted(unknown))}.")
    problem = Problem(
        mentors=tuple(
            _read(Person, each, f"mentors[{n}]") for n, each in enumerate(_list(content, "mentors"))
        ),
        mentees=tuple(
            _read(Person, each, f"mentees[{n}]") for n, each in enumerate(_list(content, "mentees"))
        ),
        criteria=tuple(
            _read(Criterion, each, f"criteria[{n}]")
            for n, each in enumerate(_list(content, "criteria"))
        ),
        rules=tuple(
            _read(Rule, each, f"rules[{n}]") for n, each in enumerate(_list(content, "rules"))
        ),
        pins=_pairs(content.get("pins", ()), "pins"),
        kept=_pairs(content.get("kept", ()), "kept"),
        keep_bonus=content.get("keep_bonus", 300),
        objective=content.get("objective", "fair"),
        dial=content.get("dial", 100),
        seed=content.get("seed", 0),
        first=_names(content.get("first", ()), "first"),
        peers=tuple(
            _read(Person, each, f"peers[{n}]") for n, each in enumerate(_list(content, "peers"))
        ),
        pod_least=content.get("pod_least", 2),
        pod_most=content.get("pod_most", 2),
    )
    check(problem)
    return problem


def check(problem: Problem) -> None:
    """Raises ProblemError for what the types alone do not say."""
    mentors, mentees = _sides(problem)
    _one_of(problem.objective, OBJECTIVES, "objective")
    _between(problem.dial, 0, 100, "dial")
    _between(problem.keep_bonus, 0, MOST_BONUS, "keep_bonus")
    if not problem.criteria:
        raise ProblemError("criteria: at least one is needed.")
    _unique([each.name for each in problem.criteria], "criteria")
    _unique([each.name for each in problem.rules], "rules")
    for criterion in problem.criteria:
        _one_of(criterion.kind, KINDS, f"criterion {criterion.name}")
        _between(criterion.weight, 0, 1_000_000, f"weight of {criterion.name}")
        if criterion.reach <= 0:
            raise ProblemError(f"criterion {criterion.name}: reach must be more than 0.")
        if criterion.kind != "preferences":
            _check_fields(problem, criterion, f"criterion {criterion.name}")
    for rule in problem.rules:
        _one_of(rule.kind, RULES, f"rule {rule.name}")
        _known(rule.pairs, mentees, mentors, f"rule {rule.name}")
        if rule.kind not in ("reporting_line", "pairs"):
            _check_fields(problem, rule, f"rule {rule.name}")
    _between(problem.seed, -(2**63), 2**63, "seed")
    for person in (*problem.mentors, *problem.peers):
        _between(person.seats, 0, 10_000, f"seats of {person.id}")
        _between(person.least, 0, person.seats, f"least of {person.id}")
    if problem.objective == "stable" and any(person.least > 1 for person in problem.mentors):
        raise ProblemError(
            "objective: groups with a least size have no stable matching in general; choose"
            " another."
        )
    _known(problem.pins, mentees, mentors, "pins")
    _known(problem.kept, mentees, mentors, "kept")
    _check_people(problem)
    _check_pods(problem)
    _check_pins(problem)
    _unique(list(problem.first), "first")
    _known(((each, "") for each in problem.first), mentees, {""}, "first")


def _check_people(problem: Problem) -> None:
    """A wish that stands there twice would count twice."""
    for person in (*problem.mentors, *problem.mentees, *problem.peers):
        _unique(list(person.wishes), f"wishes of {person.id}")


def _check_fields(problem: Problem, asked: Criterion | Rule, where: str) -> None:
    """Both sides name a field, and what stands there can be compared."""
    if not asked.mentor or not asked.mentee:
        raise ProblemError(
            f"{where}: say which field of the mentor and which of the mentee it compares."
        )
    sides = (
        (asked.mentor, (*problem.mentors, *problem.peers)),
        (asked.mentee, (*problem.mentees, *problem.peers)),
    )
    for name, people in sides:
        for person in people:
            value = person.answers.get(name)
            # None and what is empty are no answer.
            if (value or value == 0) and not _fits(value, asked.kind):
                wanted = (
                    "a number" if asked.kind in NUMBERS else "a text, a number or a list of texts"
                )
                raise ProblemError(
                    f"{where}: {wanted} is needed as {name} of {person.id}, not"
                    f" {str(value)[:40]!r}."
                )


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return False
    if kind in NUMBERS:
        return isinstance(value, int | float) and abs(value) <= MOST_NUMBER
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list | tuple | set | frozenset):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str | int)


def _sides(problem: Problem) -> tuple[set[str], set[str]]:
    """The ids that may stand for a mentor and for a mentee; peers stand for both."""
    peers = _ids(problem.peers, "peers")
    if peers and (problem.mentors or problem.mentees):
        raise ProblemError("peers: where there are peers, there are no mentors and mentees.")
    return _ids(problem.mentors, "mentors") | peers, _ids(problem.mentees, "mentees") | peers


def _check_pods(problem: Problem) -> None:
    _between(problem.pod_most, 2, MOST_PEERS, "pod_most")
    _between(problem.pod_least, 2, problem.pod_most, "pod_least")
    if problem.peers and problem.objective == "stable":
        raise ProblemError("objective: peers have no stable matching in general; choose another.")
    if problem.peers and (problem.pins or problem.first):
        raise ProblemError("peers: pins and first are for mentors and mentees.")


def _check_pins(problem: Problem) -> None:
    free = {person.id: person.seats for person in problem.mentors}
    persons = (
        {person.id: person.person for person in problem.mentors},
        {p.id: p.person for p in problem.mentees},
    )
    _unique([mentee for mentee, _ in problem.pins], "pins")
    for mentee, mentor in problem.pins:
        if persons[0][mentor] and persons[0][mentor] == persons[1][mentee]:
            raise ProblemError(f"pins: {mentee} and {mentor} are one person.")
        free[mentor] -= 1
        if free[mentor] < 0:
            raise ProblemError(f"pins: {mentor} has no seat left for {mentee}.")


def freeze(problem: Problem) -> tuple[bytes, str]:
    """The problem as compressed JSON that `thaw` reads back, and its digest. Raises ProblemError as
    `check` does.
    """
    check(problem)
    content = plain(problem)
    return zlib.compress(json.dumps(content, sort_keys=True, default=sorted).encode()), digest_of(
        content
    )


def load(text: str | bytes) -> Any:
    """JSON as `read_problem` wants it. Raises ValueError; of it ProblemError, with the place, for
    an entry that stands there twice and for a number that is none or infinite.
    """
    content = json.loads(text, object_pairs_hook=_Entries)
    waiting: list[tuple[str, Any]] = [("", content)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, _Entries):
            for name in value.twice:
                raise ProblemError(f"{_at(where, name)}: stands there twice.")
            waiting += [(_at(where, name), each) for name, each in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [
                (f"{where}[{place}]", each) for place, each in reversed(list(enumerate(value)))
            ]
        elif isinstance(value, float) and not math.isfinite(value):
            raise ProblemError(
                f"{where or 'The problem'}: a number that can be calculated with is needed."
            )
    return content


class _Entries(dict[str, Any]):
    """A JSON object; `twice` are the names that it has more than once, of which JSON itself keeps
    the last.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = [
            name for name, number in Counter(name for name, _ in pairs).items() if number > 1
        ]


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def thaw(frozen: bytes) -> Problem:
    return read_problem(json.loads(zlib.decompress(frozen)))


def plain(problem: Problem) -> dict[str, Any]:
    """The problem as JSON knows it."""
    people = {side: [_plain_person(each) for each in getattr(problem, side)] for side in SIDES}
    rest = {name: value for name, value in vars(problem).items() if name not in people}
    content = {
        **rest,
        **people,
        "criteria": list(map(vars, problem.criteria)),
        "rules": list(map(vars, problem.rules)),
    }
    # As with `least`: a problem without peers keeps its digest.
    return (
        content
        if problem.peers
        else {name: value for name, value in content.items() if name not in OF_PEERS}
    )


def _plain_person(person: Person) -> dict[str, Any]:
    content = {**vars(person), "answers": dict(person.answers)}
    # Left out where it says nothing, so that problems from before it was known keep their digest.
    if not person.least:
        del content["least"]
    return content


def digest(problem: Problem) -> str:
    """SHA-256 of everything that decides the result; the order of people and rules does not."""
    return digest_of(plain(problem))


def digest_of(plain_problem: Mapping[str, Any]) -> str:
    content = dict(plain_problem)
    for name in SIDES & content.keys():
        content[name] = sorted(content[name], key=lambda person: str(person["id"]))
    for name in ("criteria", "rules"):
        content[name] = sorted(content[name], key=lambda each: str(each["name"]))
    for name in ("pins", "kept", "first"):
        content[name] = sorted(content[name])
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=sorted).encode()).hexdigest()


def _list(content: Mapping[str, Any], name: str, *, is_needed: bool = False) -> list[Any]:
    if is_needed and name not in content:
        raise ProblemError(f"{name}: a list is needed.")
    value = content.get(name, [])
    if not isinstance(value, list):
        raise ProblemError(f"{name}: a list is needed.")
    return value


def _read(kind: type[T], content: Any, where: str) -> T:
    """The dataclass from its JSON object; lists become tuples."""
    if not isinstance(content, dict):
        raise ProblemError(f"{where}: an object is needed.")
    types: dict[str, str] = {each.name: str(each.type) for each in fields(kind)}
    unknown = set(content) - set(types)
    if unknown:
        raise ProblemError(f"{where}: unknown entry {', '.join(sorted(unknown))}.")
    values = {
        name: _value(value, types[name], f"{where}.{name}") for name, value in content.items()
    }
    missing = [
        each.name for each in fields(kind) if each.default is each.default_factory is MISSING
    ]
    if not values.keys() >= set(missing):
        raise ProblemError(
            f"{where}: {' and '.join(name for name in missing if name not in values)} is needed."
        )
    return kind(**values)


def _value(value: Any, wanted: str, where: str) -> Any:
    if where.endswith(".pairs"):
        return _pairs(value, where)
    if "tuple" in wanted:
        if not isinstance(value, list):
            raise ProblemError(f"{where}: a list is needed.")
        return tuple(_text(each, f"{where}[{place}]") for place, each in enumerate(value))
    if "Mapping" in wanted:
        if not isinstance(value, dict):
            raise ProblemError(f"{where}: an object is needed.")
        return value
    if ("int" in wanted or "float" in wanted) and (
        isinstance(value, bool) or not isinstance(value, int | float)
    ):
        raise ProblemError(f"{where}: a number is needed, not {value!r}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ProblemError(f"{where}: {value} is no number that can be calculated with.")
    if "int" in wanted and not isinstance(value, int):
        raise ProblemError(f"{where}: a whole number is needed, not {value!r}.")
    if "str" in wanted and not isinstance(value, str):
        raise ProblemError(f"{where}: a text is needed, not {value!r}.")
    return value


def _pairs(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list | tuple) or any(
        not isinstance(p, list | tuple) or len(p) != 2 for p in value
    ):
        raise ProblemError(f"{where}: a list of [mentee id, mentor id] is needed.")
    return tuple(
        (_text(mentee, f"{where}[{place}][0]"), _text(mentor, f"{where}[{place}][1]"))
        for place, (mentee, mentor) in enumerate(value)
    )


def _names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ProblemError(f"{where}: a list is needed.")
    return tuple(_text(each, f"{where}[{place}]") for place, each in enumerate(value))


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ProblemError(f"{where}: a text is needed, not {value!r}.")
    return value


def _ids(people: Iterable[Person], where: str) -> set[str]:
    ids = [person.id for person in people]
    if not all(each.isprintable() and each for each in ids):
        raise ProblemError(f"{where}: an id is a text that can be read.")
    _unique(ids, where)
    return set(ids)


def _unique(names: list[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ProblemError(f"{where}: {name} stands there twice.")
        seen.add(name)


def _known(
    pairs: Iterable[tuple[str, str]], mentees: set[str], mentors: set[str], where: str
) -> None:
    for mentee, mentor in pairs:
        if mentee not in mentees:
            raise ProblemError(f"{where}: there is no mentee {mentee}.")
        if mentor not in mentors:
            raise ProblemError(f"{where}: there is no mentor {mentor}.")


def _one_of(value: Any, known: tuple[str, ...], where: str) -> None:
    if value not in known:
        raise ProblemError(f"{where}: {value!r} is none of {', '.join(known)}.")


def _between(value: Any, least: int, most: int, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ProblemError(
            f"{where}: a whole number from {least} to {most} is needed, not {value!r}."
        )
