"""`python -m matching.engine solve problem.json --out result.json [--scores scores.npy]`, see
docs/matching.md.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.claims import claims
from matching.engine.edges import BLOCK_CELLS
from matching.engine.explain import read_pair, why_unmatched
from matching.engine.figures import figures_of
from matching.engine.flows import NOBODY
from matching.engine.peers import PeerSolution, left_over, pairs_of, solve_peers, worth
from matching.engine.problem import Person, Problem
from matching.engine.reading import digest, load, read_problem
from matching.engine.scores import Scoring
from matching.engine.solve import Solution, solve


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        content = load(options.problem.read_text(encoding="utf-8"))
        problem = read_problem(content)
        words = (
            _solve_peers(problem, options) if "peers" in content else _solve_sides(problem, options)
        )
    except (OSError, ValueError, RecursionError) as error:
        # Of the last kind only what is nested without end.
        print(f"{options.problem}: {error}", file=sys.stderr)
        return 2
    print(words)
    return 0


def _solve_sides(problem: Problem, options: argparse.Namespace) -> str:
    scoring = Scoring(problem)
    solution = solve(problem, scoring, gap=options.gap)
    write_json(result_of(solution, explain=options.explain), options.out)
    if options.scores:
        write_scores(scoring, options.scores)
    found = figures_of(solution)
    figures = f"total {found.total}, worst {found.worst}, gap {found.gap}"
    return " ".join(
        [f"{found.matched} of {found.mentees} mentees matched, {figures}.", *_claims(solution)]
    )


def _solve_peers(problem: Problem, options: argparse.Namespace) -> str:
    solution = solve_peers(problem)
    write_json(result_of_peers(solution), options.out)
    if options.scores:
        order = _by_id(solution.scoring.mentees)
        np.save(options.scores, solution.scores[np.ix_(order, order)].astype("<i2"))
        ids = [solution.scoring.mentees[number].id for number in order]
        write_json({"rows": ids, "columns": ids}, options.scores.with_suffix(".ids.json"))
    pods, people = len(solution.pods), len(problem.peers)
    figures = f"total {solution.total}, worst {solution.worst}, gap {solution.gap}"
    claimed = claims(solution, problem.objective)
    return " ".join([f"{solution.placed} of {people} people in {pods} pods, {figures}.", *claimed])


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching.engine")
    solving = parser.add_subparsers(required=True).add_parser(
        "solve", help="match a problem and write the pairs"
    )
    solving.add_argument("problem", type=Path)
    solving.add_argument("--out", type=Path, required=True, help="where the pairs go, as JSON")
    solving.add_argument(
        "--scores",
        type=Path,
        help="write the scores of all pairs here, as .npy, and their ids beside",
    )
    solving.add_argument(
        "--gap",
        type=float,
        default=0.0,
        help="stop at this proven share of the bound (0: go on to the end)",
    )
    solving.add_argument(
        "--explain", action="store_true", help="with points, alternatives and causes"
    )
    return parser.parse_args(arguments)


def result_of(solution: Solution, *, explain: bool) -> dict[str, Any]:
    scoring = solution.scoring
    pairs, unmatched = [], []
    for row in _by_id(scoring.mentees):
        column = int(solution.columns[row])
        if column == NOBODY:
            unmatched.append(asdict(why_unmatched(solution, row)))
            continue
        pair: dict[str, Any] = {
            "mentee": scoring.mentees[row].id,
            "mentor": scoring.mentors[column].id,
            "score": int(solution.scores[row]),
            "parts": [asdict(part) for part in scoring.explain(row, column)],
            "bonus": scoring.bonus(row, column),
        }
        if explain:
            reading = read_pair(solution, row, counts_bonus=True)
            pair |= {
                "rank": reading.rank,
                "feasible": reading.feasible,
                "alternatives": [asdict(each) for each in reading.alternatives],
            }
        pairs.append(pair)
    prices = {
        mentor.id: int(price)
        for mentor, price in zip(scoring.mentors, solution.prices, strict=True)
    }
    problem = scoring.problem
    return {
        "objective": problem.objective,
        "seed": problem.seed,
        "problem_sha256": digest(problem),
        "figures": asdict(figures_of(solution)),
        "pairs": pairs,
        "unmatched": unmatched,
        "proof": {
            "bound": solution.bound,
            "gap": solution.gap,
            "least": solution.least,
            "lift": solution.lift,
            "rounds": solution.rounds,
            "prices": dict(sorted(prices.items())),
            "says": _claims(solution),
        },
    }


def result_of_peers(solution: PeerSolution) -> dict[str, Any]:
    """Each pod with its pairs, and each pair with the points of both directions, whose mean is its
    score.
    """
    people, problem = solution.scoring.mentees, solution.problem
    pods = [tuple(sorted(pod, key=lambda number: people[number].id)) for pod in solution.pods]
    found = [
        {
            "people": [people[number].id for number in pod],
            "worth": worth(solution.scores, pod),
            "pairs": [_pair_of_peers(solution, one, other) for one, other in pairs_of(pod)],
        }
        for pod in pods
    ]
    return {
        "objective": problem.objective,
        "seed": problem.seed,
        "problem_sha256": digest(problem),
        "figures": {
            "people": len(people),
            "placed": solution.placed,
            "pods": len(pods),
            "total": solution.total,
            "worst": solution.worst,
            "best_worst": solution.best_worst,
        },
        "pods": sorted(found, key=lambda pod: pod["people"]),
        "unmatched": [
            {"id": id_, "allowed": allowed} for id_, allowed in sorted(left_over(solution).items())
        ],
        "proof": {
            "bound": solution.bound,
            "gap": solution.gap,
            "least": solution.least,
            "says": claims(solution, problem.objective),
        },
    }


def _pair_of_peers(solution: PeerSolution, one: int, other: int) -> dict[str, Any]:
    scoring = solution.scoring
    people = scoring.mentees
    ways = [
        {
            "mentee": people[row].id,
            "mentor": people[column].id,
            "bonus": scoring.bonus(row, column),
            "parts": [asdict(part) for part in scoring.explain(row, column)],
        }
        for row, column in ((one, other), (other, one))
    ]
    return {
        "people": [people[one].id, people[other].id],
        "score": int(solution.scores[one, other]),
        "ways": ways,
    }


def _claims(solution: Solution) -> list[str]:
    return claims(solution, solution.scoring.problem.objective)


def _by_id(people: tuple[Person, ...]) -> list[int]:
    return sorted(range(len(people)), key=lambda number: people[number].id)


def write_json(content: Any, path: Path) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_scores(scoring: Scoring, path: Path) -> None:
    """An int16 matrix, mentees by mentors in the order of their ids, -1 where a rule forbids; ids
    beside as JSON.
    """
    rows, columns = _by_id(scoring.mentees), _by_id(scoring.mentors)
    with path.open("wb") as file:
        header = {"descr": "<i2", "fortran_order": False, "shape": scoring.shape}
        np.lib.format.write_array_header_1_0(file, header)
        size = max(1, BLOCK_CELLS // max(1, len(columns)))
        for low in range(0, len(rows), size):
            part = scoring.block(np.array(rows[low : low + size], dtype=np.int64))[:, columns]
            file.write(part.astype("<i2").tobytes())
    ids = {
        "rows": [scoring.mentees[n].id for n in rows],
        "columns": [scoring.mentors[n].id for n in columns],
    }
    write_json(ids, path.with_suffix(".ids.json"))


if __name__ == "__main__":
    sys.exit(main())
