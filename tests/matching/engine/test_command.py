import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from matching.engine.__main__ import main
from matching.engine.problem import ProblemError
from matching.engine.reading import read_problem

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "tests/matching/problems").glob("*.json"))
PROBLEMS = [path for path in EXAMPLES if not path.stem.startswith("peer")]
PEERS = [path for path in EXAMPLES if path not in PROBLEMS]
SCHEMA = json.loads((ROOT / "docs/matching.schema.json").read_text())


def run(problem: Path, folder: Path, *options: str) -> dict[str, Any]:
    out = folder / "result.json"
    assert main(["solve", str(problem), "--out", str(out), *options]) == 0
    result: dict[str, Any] = json.loads(out.read_text())
    return result


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda path: path.stem)
def test_an_example_is_solved_and_can_be_checked_from_what_is_written(
    problem: Path, tmp_path: Path
) -> None:
    content = json.loads(problem.read_text())
    jsonschema.validate(content, SCHEMA)
    result = run(problem, tmp_path, "--scores", str(tmp_path / "scores.npy"), "--explain")
    scores, ids = (
        np.load(tmp_path / "scores.npy"),
        json.loads((tmp_path / "scores.ids.json").read_text()),
    )
    pins = {tuple(each) for each in content.get("pins", [])}
    for pair in result["pairs"]:
        assert sum(part["points"] for part in pair["parts"]) + pair["bonus"] == pair["score"]
        if (pair["mentee"], pair["mentor"]) not in pins:
            assert (
                scores[ids["rows"].index(pair["mentee"]), ids["columns"].index(pair["mentor"])]
                == pair["score"]
            )
    assert len(result["pairs"]) + len(result["unmatched"]) == len(content["mentees"])
    assert pins <= {(pair["mentee"], pair["mentor"]) for pair in result["pairs"]}
    if problem.stem == "groups":
        assert result["proof"]["bound"] == result["figures"]["total"]
    elif result["proof"]["bound"] is not None and not pins:
        assert (
            bound(scores, ids, content, result)
            == result["proof"]["bound"]
            == result["figures"]["total"]
        )


def bound(scores: Any, ids: dict[str, list[str]], content: Any, result: Any) -> int:
    """The proof's sum, done again from the matrix and the prices."""
    proof, seats = result["proof"], {each["id"]: each["seats"] for each in content["mentors"]}
    prices = np.array([proof["prices"][name] for name in ids["columns"]])
    gains = np.where(
        scores >= max(proof["least"], 0), scores.astype(np.int64) + proof["lift"] - prices, 0
    )
    paid = sum(seats[name] * price for name, price in proof["prices"].items())
    return int(np.maximum(gains.max(axis=1), 0).sum() + paid - proof["lift"] * len(result["pairs"]))


@pytest.mark.parametrize("problem", PEERS, ids=lambda path: path.stem)
def test_an_example_of_peers_can_be_checked_from_what_is_written(
    problem: Path, tmp_path: Path
) -> None:
    content = json.loads(problem.read_text())
    jsonschema.validate(content, SCHEMA)
    result = run(problem, tmp_path, "--scores", str(tmp_path / "scores.npy"))
    scores, ids = (
        np.load(tmp_path / "scores.npy"),
        json.loads((tmp_path / "scores.ids.json").read_text()),
    )
    assert ids["rows"] == ids["columns"] == [each["id"] for each in content["peers"]]
    assert (scores == scores.T).all()
    assert (scores.diagonal() == -1).all()
    for pod in result["pods"]:
        assert content.get("pod_least", 2) <= len(pod["people"]) <= content.get("pod_most", 2)
        for pair in pod["pairs"]:
            one, other = (ids["rows"].index(name) for name in pair["people"])
            ways = [
                sum(part["points"] for part in way["parts"]) + way["bonus"] for way in pair["ways"]
            ]
            assert sum(ways) // 2 == pair["score"] == scores[one, other]
    everybody = [name for pod in result["pods"] for name in pod["people"]] + [
        each["id"] for each in result["unmatched"]
    ]
    assert sorted(everybody) == ids["rows"]
    assert (
        sum(pod["worth"] for pod in result["pods"])
        == result["figures"]["total"]
        == result["proof"]["bound"]
    )


def test_alternatives_say_why_not(tmp_path: Path) -> None:
    result = run(ROOT / "tests/matching/problems/fair.json", tmp_path, "--explain")
    others = [other for pair in result["pairs"] for other in pair["alternatives"]]
    assert {each["kind"] for each in others} >= {"full", "lower"}
    for pair in result["pairs"]:
        for other in pair["alternatives"]:
            assert other["mentor_id"] != pair["mentor"]
            assert (other["score"] > pair["score"]) == (other["kind"] == "full")
            assert (other["score"] < pair["score"]) == (other["kind"] in ("lower", "below"))
            assert other["kind"] != "full" or other["lowest"] is not None


def test_a_second_run_writes_the_same(tmp_path: Path) -> None:
    problem = ROOT / "tests/matching/problems/fair.json"
    assert run(problem, tmp_path) == run(problem, tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objective": "best"}, "objective: 'best' is none of fair, total, stable, dial."),
        ({"criteria": []}, "criteria: at least one is needed."),
        ({"pins": [["mentee-01", "nobody"]]}, "pins: there is no mentor nobody."),
        ({"pins": [["mentee-01"]]}, "pins: a list of [mentee id, mentor id] is needed."),
        ({"dial": 101}, "dial: a whole number from 0 to 100 is needed, not 101."),
        ({"wieghts": {}}, "Unknown entry: wieghts."),
        (
            {"mentors": [{"id": "a", "seats": "2"}]},
            "mentors[0].seats: a number is needed, not '2'.",
        ),
        ({"mentors": [{"id": "a"}, {"id": "a"}]}, "mentors: a stands there twice."),
        ({"mentors": [{"seats": 1}]}, "mentors[0]: id is needed."),
        ({"mentors": [{"id": ""}]}, "mentors: an id is a text that can be read."),
        ({"seed": "x"}, "seed: a whole number from"),
        ({"mentors": None}, "mentors: a list is needed."),
        ({"mentors": [{"id": "a", "wishes": ["x", "x"]}]}, "wishes of a: x stands there twice."),
        (
            {"mentees": [{"id": "a", "wishes": ["x", True]}]},
            "mentees[0].wishes[1]: a text is needed, not True.",
        ),
        ({"kept": [["mentee-01", 1]]}, "kept[0][1]: a text is needed, not 1."),
        (
            {"mentors": [{"id": "a", "seats": True}]},
            "mentors[0].seats: a number is needed, not True.",
        ),
        (
            {
                "mentors": [{"id": "a", "person": "x"}],
                "mentees": [{"id": "b", "person": "x"}],
                "first": [],
                "kept": [],
                "rules": [],
                "pins": [["b", "a"]],
            },
            "pins: b and a are one person.",
        ),
        (
            {"criteria": [{"name": "c", "kind": "same", "weight": 1}]},
            "criterion c: say which field of the mentor",
        ),
        ({"rules": [{"name": "r", "kind": "hours"}]}, "rule r: say which field of the mentor"),
        (
            {
                "mentees": [{"id": "a", "answers": {"level": "x"}}],
                "criteria": [
                    {"name": "c", "kind": "gap", "weight": 1, "mentor": "level", "mentee": "level"}
                ],
            },
            "criterion c: a number is needed as level of a, not 'x'.",
        ),
        ({"rules": [{"name": "r", "kind": "weekday"}]}, "rule r: 'weekday' is none of"),
    ],
)
def test_a_mistake_in_the_problem_is_named(
    change: dict[str, Any], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads((ROOT / "tests/matching/problems/fair.json").read_text()) | change
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(content))
    assert main(["solve", str(path), "--out", str(tmp_path / "out.json")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('"seed": 1e400', "seed: a number that can be calculated with is needed."),
        (
            '"mentors": [{"id": "a", "answers": {"level": -1e999}}]',
            "mentors[0].answers.level: a number that can be",
        ),
        (
            '"criteria": [{"name": "c", "kind": "gap", "weight": 1, "reach": Infinity}]',
            "criteria[0].reach: a number",
        ),
        ('"seed": 1, "seed": 2', "seed: stands there twice."),
        ('"mentees": [{"id": "a"}, {"id": "b", "id": "c"}]', "mentees[1].id: stands there twice."),
        (
            '"mentors": [{"id": "a", "answers": {"x": 1, "x": 2}}]',
            "mentors[0].answers.x: stands there twice.",
        ),
    ],
)
def test_what_json_reads_without_a_word_is_refused_with_its_place(
    change: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "problem.json"
    path.write_text("{" + change + "}")
    assert main(["solve", str(path), "--out", str(tmp_path / "out.json")]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mentors", "mentees", "criteria", "peers"])
def test_a_list_that_is_missing_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads((PEERS[0] if name == "peers" else PROBLEMS[0]).read_text())
    del content[name]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(content))
    assert main(["solve", str(path), "--out", str(tmp_path / "out.json")]) == 2
    assert f"{'mentors' if name == 'peers' else name}: a list is needed." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "answer"), [("gap", True), ("hours", False), ("same", True), ("different", 1e999)]
)
def test_an_answer_that_is_no_number_or_text_is_named(kind: str, answer: Any) -> None:
    person = [{"id": "a", "answers": {"x": answer}}]
    criterion = {"name": "c", "kind": kind, "weight": 1, "mentor": "x", "mentee": "x"}
    with pytest.raises(ProblemError, match=r"criterion c: .* is needed as x of a"):
        read_problem({"mentors": person, "mentees": [], "criteria": [criterion]})


@pytest.mark.parametrize("content", [b"{", b"\xff{}", b"[" * 200_000, b'{"seed": NaN}', b"[]"])
def test_a_file_that_is_no_problem_is_named(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    assert main(["solve", str(path), "--out", str(tmp_path / "out.json")]) == 2
    assert "problem.json: " in capsys.readouterr().err


@pytest.mark.parametrize("nothing", [None, "", []])
def test_what_is_empty_is_no_answer_also_where_a_number_is_compared(
    nothing: Any, tmp_path: Path
) -> None:
    content = json.loads(PEERS[0].read_text())
    content["peers"][0]["answers"]["level"] = nothing
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(content))
    parts = [
        part
        for pod in run(path, tmp_path)["pods"]
        if content["peers"][0]["id"] in pod["people"]
        for way in pod["pairs"][0]["ways"]
        for part in way["parts"]
        if part["criterion"] == "level"
    ]
    assert [part["is_answered"] for part in parts] == [False, False]


def test_a_result_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(PEERS[0]), "--out", str(tmp_path / "nowhere" / "out.json")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_nobody_at_all_is_answered_in_the_form_of_peers(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(json.loads(PEERS[0].read_text()) | {"peers": [], "kept": []}))
    assert run(path, tmp_path)["pods"] == []
