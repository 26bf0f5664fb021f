from hypothesis import given
from hypothesis import strategies as st

from matching.candidates import WEIGHTS, Facts, rank

TOPICS = ["python", "sales", "law", "speaking"]
facts = st.builds(
    Facts,
    id=st.uuids().map(str),
    level=st.none() | st.integers(0, 6),
    reports=st.integers(0, 40),
    years=st.integers(0, 40),
    skills=st.lists(st.sampled_from(TOPICS)).map(tuple),
    has_applied=st.booleans(),
    has_mentored=st.booleans(),
    has_declined=st.booleans(),
    named_by=st.lists(st.sampled_from(["manager", "peer", "admin"]), max_size=6).map(tuple),
)
demands = st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 30))
weights = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, st.integers(0, 100)))


@given(
    people=st.lists(facts, max_size=8, unique_by=lambda each: each.id),
    demand=demands,
    weights=weights,
)
def test_the_parts_add_up_and_the_order_is_the_scores_however_the_people_come(
    people: list[Facts], demand: dict[str, int], weights: dict[str, int]
) -> None:
    found = rank(people, demand=demand, top_level=6, weights=weights)
    assert found == rank(people[::-1], demand=demand, top_level=6, weights=weights)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert each.score == sum(part.points for part in each.parts) <= 10_000
        assert sum(part.most for part in each.parts) == 10_000
        assert all(0 <= part.points <= part.most and part.evidence for part in each.parts)


@given(person=facts, demand=demands, more=st.sampled_from(["level", "reports", "years"]))
def test_more_experience_never_costs_a_point(
    person: Facts, demand: dict[str, int], more: str
) -> None:
    richer = Facts(**{**vars(person), more: (getattr(person, more) or 0) + 1})
    first, second = (
        rank([each], demand=demand, top_level=6, weights=WEIGHTS)[0].score
        for each in (person, richer)
    )
    assert second >= first


def words_of(person: Facts, demand: dict[str, int] | None = None) -> list[str]:
    return [
        part.evidence
        for part in rank([person], demand=demand or {}, top_level=5, weights=WEIGHTS)[0].parts
    ]


def test_each_part_says_what_it_rests_on() -> None:
    person = Facts(
        "a",
        level=4,
        reports=1,
        years=8,
        skills=("law", "sales", "golf"),
        named_by=("manager", "peer", "peer"),
    )
    assert words_of(person, {"law": 3, "sales": 7}) == [
        "level 4 of 5, leads 1 person, 8 years here",
        "sales (wanted by 7), law (wanted by 3)",
        "named by their manager and by 2 colleagues",
    ]
    assert words_of(Facts("a")) == [
        "level not known, leads nobody, 0 years here",
        "no skills known",
        "not asked yet",
    ]


def test_a_no_counts_and_an_application_counts_more_than_any_name() -> None:
    def willingness(**values: object) -> int:
        return (
            rank([Facts("a", **values)], demand={}, top_level=5, weights=WEIGHTS)[0].parts[2].points
        )  # type: ignore[arg-type]

    named = willingness(named_by=("manager", "admin", *["peer"] * 9), has_mentored=True)
    assert willingness(has_declined=True, named_by=("manager",), has_mentored=True) == 0
    assert willingness(has_declined=True, has_applied=True) == 2000
    assert (
        0
        < willingness()
        < willingness(named_by=("manager", "peer"))
        < named
        < willingness(has_applied=True)
        == 2000
    )


def test_whoever_knows_most_of_what_is_wanted_comes_first_and_no_weight_counts_nothing() -> None:
    demand = {"law": 5, "sales": 1}
    people = [Facts("a", skills=("sales",), level=5, reports=9), Facts("b", skills=("law",))]
    only = {"leadership": 0, "expertise": 1, "willingness": 0}
    assert [each.id for each in rank(people, demand=demand, top_level=5, weights=only)] == [
        "b",
        "a",
    ]
    assert [each.id for each in rank(people, demand=demand, top_level=5, weights=WEIGHTS)] == [
        "a",
        "b",
    ]
