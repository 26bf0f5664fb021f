import time
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.people.fields import FIELDS, Value
from mentorship.people.importing.dates import Order
from mentorship.people.importing.lines import Change, Line, Outcome, Person, Problem
from mentorship.people.importing.planning import Options, Plan, plan_import
from mentorship.people.importing.report import Report
from mentorship.people.importing.reporting_lines import circles

HEADER = ["No", "First", "Last", "Mail", "Boss"]
MAPPING = ["number", "given_name", "family_name", "email", "manager"]
ANA, BEN, CAT = UUID(int=1), UUID(int=2), UUID(int=3)


def person(
    key: UUID,
    number: int,
    given: str,
    email: str,
    *,
    manager: UUID | None = None,
    is_owner: bool = False,
    **values: dict[str, str],
) -> Person:
    empty = {name: field.nothing for name, field in FIELDS.items()}
    return Person(
        key,
        {
            **empty,
            "number": number,
            "given_name": given,
            "email": email,
            "manager": manager,
            **values,
        },
        is_owner=is_owner,
    )


PEOPLE = [
    person(ANA, "1", "Ana", "ana@x.example"),
    person(BEN, "2", "Ben", "ben@x.example", manager=ANA, level=3, languages=("English",)),
    person(CAT, "", "Cat", "Cat@x.example", manager=BEN),
]


def plan(
    rows: list[list[str]],
    *,
    people: list[Person] = PEOPLE,
    header: list[str] = HEADER,
    mapping: list[str] = MAPPING,
    **options: Any,
) -> Plan:
    ids = count(100)
    return plan_import(
        header=header,
        rows=rows,
        mapping=mapping,
        options=Options(**options),
        people=people,
        new_id=lambda: UUID(int=next(ids)),
    )


def only(rows: list[list[str]], **kwargs: Any) -> Line:
    made = plan(rows, **kwargs)
    assert len(made.lines) == 1
    return made.lines[0]


def problems(made: Plan) -> list[tuple[int, str, str]]:
    return [
        (line.number, problem.column, problem.words)
        for line in made.lines
        for problem in line.problems
    ]


def test_somebody_new_is_created_with_a_manager_from_the_same_file_further_down() -> None:
    made = plan(
        [["8", "Dan", "Ode", "dan@x.example", "eve@x.example"], ["9", "Eve", "", "eve@x.example"]]
    )

    assert made.counts() == {"created": 2, "changed": 0, "unchanged": 0, "refused": 0}
    dan, eve = made.lines
    assert dan.changed == {
        "number": "8",
        "given_name": "Dan",
        "family_name": "Ode",
        "email": "dan@x.example",
        "manager": eve.id,
    }
    assert Change("Manager", "", "Eve") in made.changes(dan)


def test_somebody_known_by_number_is_changed_and_the_manager_named() -> None:
    line = only(
        [["2", "Ben", "Adams", "ben@new.example", "CAT@x.example"]],
        people=[*PEOPLE[:2], person(CAT, "", "Cat", "Cat@x.example")],
    )

    assert (line.outcome, line.id) == (Outcome.CHANGED, BEN)
    assert line.changed == {"family_name": "Adams", "email": "ben@new.example", "manager": CAT}


def test_changes_are_told_from_and_to() -> None:
    header, mapping = (
        ["No", "Level", "Speaks", "Start", "Boss"],
        ["number", "level", "languages", "hired_on", "manager"],
    )
    made = plan(
        [["2", "4", "English;Welsh", "2020-01-31", "cat@x.example"]],
        header=header,
        mapping=mapping,
        people=[*PEOPLE[:2], person(CAT, "", "Cat", "Cat@x.example")],
    )

    assert made.changes(made.lines[0]) == [
        Change("Job level", "3", "4"),
        Change("Languages", "English", "English; Welsh"),
        Change("Hire date", "", "2020-01-31"),
        Change("Manager", "Ana", "Cat"),
    ]


def test_without_a_number_the_e_mail_says_who_it_is_whatever_its_case() -> None:
    line = only([["", "Cat", "", "CAT@X.example"]])

    assert (line.outcome, line.id) == (Outcome.UNCHANGED, CAT)


def test_somebody_known_without_a_number_gets_the_rows_number() -> None:
    line = only([["7", "", "", "cat@x.example"]])

    assert (line.outcome, line.id, line.changed) == (Outcome.CHANGED, CAT, {"number": "7"})


def test_an_e_mail_that_somebody_else_has_is_refused() -> None:
    made = plan([["9", "Zed", "", "ben@x.example"], ["1", "Ana", "", "cat@x.example"]])

    assert problems(made) == [
        (2, "Mail", "ben@x.example is the e-mail of Ben, who has the number 2."),
        (3, "Mail", "cat@x.example is the e-mail of Cat, who has no number."),
    ]


def test_who_is_new_needs_a_name_and_an_e_mail() -> None:
    made = plan([["9", "", "", ""], ["", "Zed", "", ""], ["", "", "", "zed@x.example"]])

    assert problems(made) == [
        (2, "Mail", "Nobody here has this number, and a new person needs a work e-mail."),
        (2, "First", "A new person needs a first name."),
        (3, "Mail", "Give an employee number or a work e-mail."),
        (4, "First", "A new person needs a first name."),
    ]


def test_the_later_of_two_rows_about_one_person_is_refused_and_names_the_earlier() -> None:
    made = plan(
        [
            ["9", "Zed", "", "zed@x.example"],
            ["9", "Yan", "", "yan@x.example"],
            [],
            ["10", "Xia", "", "ZED@x.example"],
            ["2", "Ben", "", ""],
            ["", "Ben", "", "ben@x.example"],
        ]
    )

    assert problems(made) == [
        (3, "No", "Row 2 has the same employee number."),
        (5, "Mail", "Row 2 has the same work e-mail."),
        (7, "Mail", "Row 6 is about the same person."),
    ]


def test_several_reasons_are_told_at_once() -> None:
    header, mapping = (
        ["Mail", "Level", "Zone", "First"],
        ["email", "level", "time_zone", "given_name"],
    )
    made = plan([["zed@", "99", "Mars", "Zed"]], header=header, mapping=mapping)

    assert made.lines[0].problems == [
        Problem("Mail", "“zed@” is not an e-mail address."),
        Problem("Level", "“99” is not a level. Write a whole number from 0 to 30."),
        Problem("Zone", "“Mars” is not a time zone. Write it as Europe/Madrid."),
    ]


def test_a_row_with_more_cells_than_the_header_is_refused() -> None:
    made = plan([["9", "Zed", "", "zed@x.example", "", "Inc."]])

    assert problems(made) == [
        (2, "", "The row has 6 cells, the first row only 5: is a cell split by a comma?")
    ]


def test_an_unknown_manager_leaves_the_stored_one_and_warns() -> None:
    line = only([["2", "Benny", "", "", "nobody@x.example"]])

    assert line.changed == {"given_name": "Benny"}
    assert line.all_warnings == [
        "Nobody here or in this file has the e-mail nobody@x.example; the manager stays."
    ]


def test_a_manager_whose_e_mail_the_file_changes_is_found_by_both() -> None:
    made = plan(
        [
            ["1", "", "", "ana@new.example"],
            ["2", "", "", "", "ana@new.example"],
            ["9", "Zed", "", "z@x.example", "ana@x.example"],
        ]
    )

    assert [line.values.get("manager") for line in made.lines] == [None, ANA, ANA]


def test_a_circle_within_the_file_is_refused_and_named() -> None:
    made = plan(
        [
            ["8", "Dan", "", "dan@x.example", "eve@x.example"],
            ["9", "Eve", "", "eve@x.example", "dan@x.example"],
        ]
    )

    words = "This makes a circle: Dan reports to Eve, and Eve reports to Dan."
    assert problems(made) == [(2, "Boss", words), (3, "Boss", words)]


def test_a_circle_through_people_outside_the_file_is_refused() -> None:
    made = plan([["1", "Ana", "", "", "cat@x.example"]])

    words = "This makes a circle: Ana reports to Cat, Cat reports to Ben, and Ben reports to Ana."
    assert problems(made) == [(2, "Boss", words)]


def test_who_reports_to_themselves_has_nobody_above_them() -> None:
    made = plan([["1", "", "", "", "ana@x.example"]])

    assert problems(made) == []
    assert made.lines[0].values["manager"] is None
    assert (
        made.lines[0].manager_warning
        == "Ana reports to themselves here: that is taken as nobody above."
    )


def test_two_rows_may_turn_a_chain_round() -> None:
    made = plan([["2", "", "", "", ""], ["1", "", "", "", "ben@x.example"]], clear_empty=True)

    assert [line.values["manager"] for line in made.lines] == [None, BEN]
    assert made.counts()["changed"] == 2


def test_a_refused_row_puts_the_old_manager_back_and_with_it_a_circle() -> None:
    made = plan(
        [["2", "", "", "bad e-mail", ""], ["1", "", "", "", "ben@x.example"]], clear_empty=True
    )

    assert problems(made) == [
        (2, "Mail", "“bad e-mail” is not an e-mail address."),
        (3, "Boss", "This makes a circle: Ana reports to Ben, and Ben reports to Ana."),
    ]


def test_an_empty_cell_leaves_the_value_unless_the_mapping_says_otherwise() -> None:
    header, mapping = (
        ["No", "Level", "Speaks", "First"],
        ["number", "level", "languages", "given_name"],
    )
    kept = only([["2", "", "", ""]], header=header, mapping=mapping)
    cleared = only([["2"]], header=header, mapping=mapping, clear_empty=True)

    assert (kept.outcome, kept.changed) == (Outcome.UNCHANGED, {})
    assert (cleared.outcome, cleared.changed) == (Outcome.CHANGED, {"level": None, "languages": ()})


def test_the_order_of_dates_is_the_columns_own_before_what_was_said() -> None:
    header, mapping = ["No", "Start", "Raise"], ["number", "hired_on", "promoted_on"]
    made = plan(
        [["1", "03/04/2020", "03/04/2020"], ["2", "25/12/2020", ""]],
        header=header,
        mapping=mapping,
        order=Order.MONTH_FIRST,
    )

    assert made.lines[0].values == {
        "number": "1",
        "hired_on": date(2020, 4, 3),
        "promoted_on": date(2020, 3, 4),
    }


def test_a_date_that_could_be_two_is_refused_where_nothing_says_which() -> None:
    made = plan([["1", "03/04/2020"]], header=["No", "Start"], mapping=["number", "hired_on"])

    assert problems(made) == [
        (
            2,
            "Start",
            "“03/04/2020” could be two dates. Say whether the day or the month comes first.",
        )
    ]


def test_an_owner_does_not_leave_by_import() -> None:
    people = [person(ANA, "1", "Ana", "ana@x.example", is_owner=True)]
    made = plan(
        [["1", "2020-01-01"]],
        header=["No", "Left"],
        mapping=["number", "terminated_on"],
        people=people,
    )

    assert problems(made) == [
        (2, "Left", "Ana is an owner here. Take that role away first, then they can leave.")
    ]


def test_the_refused_rows_round_trip_with_their_reasons() -> None:
    header = [*HEADER, "Reason"]
    made = plan(
        [["9", "Zed", "", "bad"], ["1", "Ana", "", "ana@x.example"]],
        header=header,
        mapping=[*MAPPING, ""],
    )

    columns, rows = Report.of(made).refused_table(header)

    assert columns == ["No", "First", "Last", "Mail", "Boss", "Reason"]
    assert rows == [["9", "Zed", "", "bad", "", "Mail: “bad” is not an e-mail address."]]


def test_a_report_survives_json() -> None:
    report = Report.of(plan([["9", "Zed", "", "bad"], ["2", "", "", "", "who@x.example"]]))

    assert Report.from_json(report.as_json()) == report
    assert report.warnings[1:] == [
        (3, "Nobody here or in this file has the e-mail who@x.example; the manager stays.")
    ]


names = st.sampled_from(["", "Ana", "Ben", "Cat"])
mails = st.sampled_from(
    ["", "a@x.example", "b@x.example", "C@x.example", "c@x.example", "d@x.example", "bad"]
)
numbers = st.sampled_from(["", "1", "2", "3", "4"])
rows_of_people = st.lists(st.tuples(numbers, names, names, mails, mails).map(list), max_size=8)


@st.composite
def organisations(draw: Any) -> list[Person]:
    """Up to four people, each managed by an earlier one or by nobody."""
    people = []
    for index, mail in enumerate(draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=4))):
        manager = (
            draw(st.none() | st.sampled_from([each.id for each in people])) if people else None
        )
        number = draw(st.sampled_from(["", str(index + 1)]))
        people.append(
            person(UUID(int=index + 1), number, f"P{index}", f"{mail}@x.example", manager=manager)
        )
    return people


def applied(made: Plan, people: list[Person]) -> dict[UUID, dict[str, Value]]:
    """The people after the import, by id, with each of its writes in the order of the file."""
    after = {each.id: each.values for each in people}
    for line in made.lines:
        if not line.problems:
            empty = {name: field.nothing for name, field in FIELDS.items()}
            after[line.id] = {**after.get(line.id, empty), **line.changed}
            mails = [str(values["email"]).lower() for values in after.values()]
            assert len(set(mails)) == len(mails)
            held = [values["number"] for values in after.values() if values["number"]]
            assert len(set(held)) == len(held)
    return after


@settings(max_examples=400)
@given(organisations(), rows_of_people, st.booleans())
def test_what_is_accepted_leaves_no_circle_no_double_and_nothing_to_do(
    people: list[Person], rows: list[list[str]], clear_empty: bool
) -> None:
    made = plan(rows, people=people, clear_empty=clear_empty)
    after = applied(made, people)

    assert circles({key: values["manager"] for key, values in after.items()}) == []
    assert all(values["given_name"] and values["email"] for values in after.values())
    accepted = [list(line.cells) for line in made.lines if not line.problems]
    again = plan(
        accepted,
        people=[Person(key, values) for key, values in after.items()],
        clear_empty=clear_empty,
    )
    assert [line.outcome for line in again.lines if line.changed and not line.problems] == []


@given(organisations(), rows_of_people)
def test_every_row_with_something_in_it_has_one_outcome_and_refusals_have_reasons(
    people: list[Person], rows: list[list[str]]
) -> None:
    made = plan(rows, people=people)

    assert sum(made.counts().values()) == len(rows)
    assert [line.number for line in made.lines] == list(range(2, len(rows) + 2))
    assert all((line.outcome is Outcome.REFUSED) == bool(line.problems) for line in made.lines)


@given(st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12)))
def test_circles_are_found_once_each_and_are_circles(managers: dict[int, int | None]) -> None:
    keyed = {UUID(int=one): None if to is None else UUID(int=to) for one, to in managers.items()}
    found = circles(keyed)

    members = [one for circle in found for one in circle]
    assert len(set(members)) == len(members)
    for circle in found:
        assert [keyed[one] for one in circle] == [*circle[1:], circle[0]]
    in_circle = set(members)
    for one in keyed:
        at, steps = keyed.get(one), 0
        while at is not None and at != one and steps < 20:
            at, steps = keyed.get(at), steps + 1
        assert (at == one) == (one in in_circle)


@pytest.mark.parametrize("length", [9, 40])
def test_a_long_circle_is_named_in_part(length: int) -> None:
    rows = [
        [str(n), f"P{n}", "", f"p{n}@x.example", f"p{(n + 1) % length}@x.example"]
        for n in range(length)
    ]
    made = plan(rows, people=[])

    assert made.counts()["refused"] == length
    assert (
        made.lines[0]
        .problems[0]
        .words.startswith("This makes a circle: P0 reports to P1, P1 reports to P2, ")
    )
    assert made.lines[0].problems[0].words.endswith("and so on.")


def dated(
    hired: str, left: str, *, stored: dict[str, Any], status: str = "", **options: Any
) -> Line:
    header = ["No", "Hired", "Left", "Status"]
    return only(
        [["1", hired, left, status]],
        people=[person(ANA, "1", "Ana", "ana@x.example", **stored)],
        header=header,
        mapping=["number", "hired_on", "terminated_on", "status"],
        **options,
    )


LEFT = {"hired_on": date(2020, 1, 1), "terminated_on": date(2025, 6, 30)}
EARLY = "That is before they were hired."


@pytest.mark.parametrize(
    ("hired", "left", "stored", "end", "problem"),
    [
        ("2026-11-01", "", LEFT, None, ""),
        ("2025-06-30", "", LEFT, None, ""),
        ("", "31.12.9999", LEFT, None, ""),
        ("2026-11-01", "00.00.0000", LEFT, None, ""),
        ("2026-11-01", "2027-01-31", LEFT, date(2027, 1, 31), ""),
        ("2026-11-01", "2025-06-30", LEFT, date(2025, 6, 30), EARLY),
        ("2020-01-01", "", LEFT, date(2025, 6, 30), ""),
        ("2021-01-01", "", LEFT, date(2025, 6, 30), ""),
        ("", "2019-12-31", LEFT, date(2019, 12, 31), EARLY),
        ("2024-01-01", "2023-01-01", {}, date(2023, 1, 1), EARLY),
        ("2024-01-01", "2024-01-01", {}, date(2024, 1, 1), ""),
        ("", "2019-12-31", {"hired_on": date(2020, 1, 1)}, date(2019, 12, 31), EARLY),
        ("2024-01-01", "", {}, None, ""),
    ],
)
def test_who_is_hired_again_comes_back_and_nobody_leaves_before_they_came(
    hired: str, left: str, stored: dict[str, Any], end: date | None, problem: str
) -> None:
    line = dated(hired, left, stored=stored)

    assert [each.words for each in line.problems] == ([problem] if problem else [])
    assert line.values.get("terminated_on", line.person.values["terminated_on"]) == end
    comes_back = end is None and bool(stored)
    assert [words.endswith("this brings them back.") for words in line.warnings] == [
        True
    ] * comes_back


def test_dates_that_were_stored_the_wrong_way_round_refuse_no_other_change() -> None:
    wrong = {"hired_on": date(2025, 1, 1), "terminated_on": date(2020, 1, 1)}
    people = [person(ANA, "1", "Ana", "ana@x.example", **wrong)]

    assert only([["1", "Anna"]], people=people).outcome == Outcome.CHANGED


@pytest.mark.parametrize(
    "status", ["Inactive", "terminated", "FALSE", "ausgeschieden", "Suspended"]
)
def test_who_is_inactive_without_a_date_has_left_today_and_the_review_says_so(status: str) -> None:
    line = dated("", "", stored={}, status=status, on=date(2026, 11, 27))

    assert line.changed == {"terminated_on": date(2026, 11, 27)}
    assert "counts as left on 27 Nov 2026" in line.warnings[0]
    assert dated("", "2025-01-01", stored={}, status=status, on=date(2026, 11, 27)).warnings == []
    assert (
        dated("", "", stored=LEFT, status=status, on=date(2026, 11, 27)).outcome
        == Outcome.UNCHANGED
    )
    assert (
        dated("", "", stored={}, status="Active", on=date(2026, 11, 27)).outcome
        == Outcome.UNCHANGED
    )


@pytest.mark.parametrize(
    ("cell", "manager"),
    [
        ("2", BEN),
        ("ben@x.example", BEN),
        ("BEN@X.example", BEN),
        ("Ben Ode <ben@x.example>", BEN),
        ("Ode, Ben", BEN),
        ("Ben Ode", BEN),
        ("  ben  ODE", BEN),
        ("Ben Ode (2)", BEN),
        ("Somebody Else (2)", BEN),
        ("Dan Poe", "new"),
        ("Poe, Dan", "new"),
        ("77", "new"),
        ("Cat Twin", None),
        ("Nobody Here", None),
        ("99", None),
        ("who@x.example", None),
    ],
)
def test_a_manager_is_meant_by_e_mail_number_or_a_name_that_one_person_has(
    cell: str, manager: Any
) -> None:
    people = [
        person(ANA, "1", "Ana", "ana@x.example"),
        person(BEN, "2", "Ben", "ben@x.example", family_name="Ode"),
        person(CAT, "3", "Cat", "cat@x.example", family_name="Twin"),
        person(UUID(int=4), "4", "Cat", "cat2@x.example", family_name="Twin"),
    ]
    made = plan([["1", "", "", "", cell], ["77", "Dan", "Poe", "dan@x.example", ""]], people=people)
    ana, dan = made.lines

    assert ana.values.get("manager") == (dan.id if manager == "new" else manager)
    assert bool(ana.all_warnings) is (manager is None)
    assert ana.problems == []


@pytest.mark.parametrize(
    ("header", "mapping", "cells", "warns"),
    [
        ("Reporting to", "", "Two, Hia", True),
        ("Vorgesetzter", "", "x", True),
        ("Direct supervisor", "", "x", True),
        ("Boss", "manager", "nobody@x.example", True),
        ("Boss", "manager", "ben@x.example", False),
        ("Reporting to", "", "", False),
        ("Shoe size", "", "44", False),
        ("Direct reports", "", "4", False),
        ("Is manager", "", "yes", False),
        ("Manager since", "", "2020-01-01", False),
    ],
)
def test_a_column_of_managers_of_which_no_reporting_line_came_is_remarked_on(
    header: str, mapping: str, cells: str, warns: bool
) -> None:
    made = plan(
        [["1", cells]],
        header=["No", header],
        mapping=["number", mapping],
        people=[*PEOPLE[:1], PEOPLE[1]],
    )

    assert [f"No reporting line came of “{header}”" in words for words in made.remarks] == [
        True
    ] * warns
    assert [number for number, _ in Report.of(made).warnings if not number] == [0] * warns


def test_a_row_about_somebody_left_to_others_is_refused_where_it_would_change_them() -> None:
    ana = person(ANA, "1", "Ana", "ana@x.example")
    protected = [Person(ana.id, ana.values, is_left_to_others=True), *PEOPLE[1:]]
    words = "Ana holds a role that you do not. An owner can change them."

    for row in (["1", "Anna"], ["1", "", "", "mine@x.example"], ["1", "", "", "", "2"]):
        assert problems(
            plan([row], people=[protected[0], person(BEN, "2", "Ben", "ben@x.example")])
        ) == [(2, "", words)]
    assert only([["1", "Ana", "", "ana@x.example"]], people=protected).outcome == Outcome.UNCHANGED


def test_an_unconfirmed_namesake_of_a_number_is_refused_and_a_confirmed_one_is_changed() -> None:
    people = [person(ANA, "1", "Ana", "ana@x.example", family_name="Ruiz")]
    row = ["1", "Nina", "Novak", "nina@x.example"]

    assert problems(plan([row], people=people)) == [
        (2, "No", "1 is Ana Ruiz. Is this the same person?")
    ]
    confirmed = plan([row], people=people, confirmed=frozenset({ANA}))
    assert [line.outcome for line in confirmed.questions()] == [Outcome.CHANGED]


@pytest.mark.parametrize(
    ("row", "stored", "name"),
    [
        (["9", "", "Suharto", "s@x.example"], {}, ("Suharto", "")),
        (["9", "-", "Suharto", "s@x.example"], {}, ("Suharto", "")),
        (["9", "FNU", "Suharto", "s@x.example"], {}, ("Suharto", "")),
        (["9", "Suharto", "LNU", "s@x.example"], {}, ("Suharto", None)),
        (["2", "", "Suharto", ""], {"given_name": "Suharto"}, ("Suharto", "")),
        (["2", "", "Novak", ""], {"given_name": "Lena", "family_name": "Vogt"}, (None, "Novak")),
    ],
)
def test_a_single_name_is_a_first_name_wherever_it_stands(
    row: list[str], stored: dict[str, str], name: tuple[str | None, str | None]
) -> None:
    people = [person(BEN, "2", "", "ben@x.example") if not stored else _named("2", **stored)]
    line = only([row], people=people)

    assert (line.values.get("given_name"), line.values.get("family_name")) == name
    assert line.problems == []


def _named(number: str, **names_: str) -> Person:
    made = person(BEN, number, "", "ben@x.example")
    return Person(made.id, {**made.values, **names_})


def test_a_time_zone_is_guessed_from_a_new_place_alone() -> None:
    def zone(place: str, **stored: str) -> Any:
        people = [person(ANA, "1", "Ana", "ana@x.example", **stored)]
        return only(
            [["1", place]], people=people, header=["No", "Place"], mapping=["number", "location"]
        ).values.get("time_zone")

    assert zone("Berlin") == zone("Berlin, Germany") == zone("München") == "Europe/Berlin"
    assert zone("Nowhere") is None
    assert zone("Berlin", time_zone="Europe/Paris") is None
    assert zone("Berlin", location="Berlin") is None


@pytest.mark.parametrize("number", [2, 9, 50_000])
def test_a_circle_of_any_length_is_refused_at_once(number: int) -> None:
    rows = [
        [str(n), f"P{n}", "", f"p{n}@x.example", f"p{(n + 1) % number}@x.example"]
        for n in range(number)
    ]
    began = time.monotonic()

    made = plan(rows, people=[])

    assert made.counts()["refused"] == number
    assert time.monotonic() - began < 15


def test_circles_that_follow_from_circles_come_to_an_end() -> None:
    """Each refused row puts a stored line back that closes the next circle."""
    number = 2_000
    ids = [UUID(int=n + 1) for n in range(number)]
    people = [
        person(
            ids[n], str(n), f"P{n}", f"p{n}@x.example", manager=ids[n + 1] if n % 2 == 0 else None
        )
        for n in range(number)
    ]
    rows = [
        [str(n), "", "", "", f"p{n + 1 if n % 2 else (n + 2) % number}@x.example"]
        for n in range(number - 1)
    ]
    began = time.monotonic()

    made = plan(rows, people=people)

    assert time.monotonic() - began < 10
    managers: dict[UUID, Any] = {each.id: each.values["manager"] for each in people}
    for line in made.of(Outcome.CHANGED):
        managers[line.id] = line.changed["manager"]
    assert circles(managers) == []


@pytest.mark.parametrize(
    ("column", "text"),
    [("manager", "x" * 100_000), ("full_name", ("Jr " * 50_000)), ("manager", "@" * 300)],
)
def test_a_cell_that_is_far_too_long_is_refused_at_once(column: str, text: str) -> None:
    began = time.monotonic()
    line = only([["1", text]], header=["No", "It"], mapping=["number", column])

    assert "characters, and at most" in line.problems[0].words
    assert time.monotonic() - began < 1
