from hypothesis import given
from hypothesis import strategies as st

from programs.enums import Focus
from tracking.measures import problem_of
from tracking.prompts import STAGES
from tracking.suggestions import BY_KEY, LIBRARY, SHOWN, of_topic, suggest
from tracking.words.goals import LABELS


def test_the_library_has_something_with_a_measure_for_everything_a_program_is_about() -> None:
    assert len(LIBRARY) >= 24
    assert len(BY_KEY) == len({str(each.statement) for each in LIBRARY}) == len(LIBRARY)
    assert {each.focus for each in LIBRARY} == set(Focus.values)
    assert [each.key for each in LIBRARY if problem_of(each.measure)] == []
    assert [each.key for each in LIBRARY if not each.why or not 30 <= each.days <= 365] == []
    assert [each.key for each in LIBRARY if len(str(each.statement)) > 200] == []
    assert "statement" in LABELS


def test_what_fits_focus_and_stage_comes_first_and_what_is_taken_not_at_all() -> None:
    found = suggest(focus="career", stage="ending")
    assert [each.key for each in found][:2] == ["promotion-case", "apply"]
    assert {each.focus for each in found[:5]} == {"career"}
    rest = suggest(focus="career", stage="ending", taken={str(found[0].statement)})
    assert found[0] not in rest
    assert found[1] in rest


def test_a_topic_becomes_a_goal_on_a_scale() -> None:
    found = suggest(focus="job", stage="first", topics=["Go", "Kanban", "Sales"])
    assert [each.topic for each in found[:3]] == ["Go", "Kanban", ""]
    measure = of_topic("Go").measure
    assert (measure.kind, measure.baseline, measure.target) == ("scale", 2, 4)


@given(st.sampled_from([*Focus.values, ""]), st.sampled_from(STAGES), st.lists(st.text(max_size=9)))
def test_there_is_always_something_and_never_too_much(
    focus: str, stage: str, topics: list[str]
) -> None:
    found = suggest(focus=focus, stage=stage, topics=topics)
    assert 1 <= len(found) <= SHOWN
