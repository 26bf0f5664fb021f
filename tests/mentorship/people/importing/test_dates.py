from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.importing.dates import (
    DateError,
    Order,
    is_endless,
    is_no_date,
    order_of,
    read_date,
)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-04-03", None, date(2026, 4, 3)),
        ("2026/4/3", None, date(2026, 4, 3)),
        ("2026-04-03T00:00:00", None, date(2026, 4, 3)),
        ("2026-04-03 08:30:00", None, date(2026, 4, 3)),
        ("03.04.2026", None, date(2026, 4, 3)),
        ("03.04.2026", Order.MONTH_FIRST, date(2026, 4, 3)),
        ("03/04/2026", Order.DAY_FIRST, date(2026, 4, 3)),
        ("03/04/2026", Order.MONTH_FIRST, date(2026, 3, 4)),
        ("25/12/2026", None, date(2026, 12, 25)),
        ("12/25/2026", None, date(2026, 12, 25)),
        ("4/4/2026", None, date(2026, 4, 4)),
        ("42597", None, date(2016, 8, 15)),
        ("42597.75", None, date(2016, 8, 15)),
    ],
)
def test_a_date_is_read(text: str, order: Order | None, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        (
            "03/04/2026",
            None,
            "“03/04/2026” could be two dates. Say whether the day or the month comes first.",
        ),
        ("25/12/2026", Order.MONTH_FIRST, "“25/12/2026” is not a day of the calendar."),
        ("30/02/2026", Order.DAY_FIRST, "“30/02/2026” is not a day of the calendar."),
        ("0216-08-15", None, "The year of “0216-08-15” is not between 1900 and 2100."),
        ("last spring", None, "“last spring” is not a date we can read. Write it as 2026-04-30."),
        (
            "03/04/26",
            None,
            "“03/04/26” could be two dates. Say whether the day or the month comes first.",
        ),
        ("2016", None, "“2016” is not a date we can read. Write it as 2026-04-30."),
    ],
)
def test_what_is_no_date_is_refused_in_plain_words(
    text: str, order: Order | None, words: str
) -> None:
    with pytest.raises(DateError) as caught:
        read_date(text, order)

    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "25/12/2026"], Order.DAY_FIRST),
        (["03/04/2026", "12/25/2026"], Order.MONTH_FIRST),
        (["03/04/2026", "01/01/2026"], None),
        (["25/12/2026", "12/25/2026"], None),
        (["2026-12-25", "", "soon"], None),
    ],
)
def test_a_column_shows_its_order(cells: list[str], order: Order | None) -> None:
    assert order_of(cells) == order


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(Order))
def test_a_date_comes_back_from_every_way_of_writing_it(day: date, order: Order | None) -> None:
    numbers = (day.day, day.month) if order is Order.DAY_FIRST else (day.month, day.day)

    assert read_date(day.isoformat(), None) == day
    assert read_date(f"{day:%d.%m.%Y}", order) == day
    assert read_date(f"{numbers[0]}/{numbers[1]:02}/{day.year}", order) == day


@given(st.integers(10000, 79999))
def test_excels_count_of_days_is_a_date(serial: int) -> None:
    assert read_date(str(serial), None) - date(1899, 12, 30) == timedelta(days=serial)


@given(st.text("0123456789/-.: T", max_size=14), st.none() | st.sampled_from(Order))
def test_any_text_is_a_date_or_a_date_error(text: str, order: Order | None) -> None:
    try:
        read = read_date(text, order)
    except DateError as error:
        words = str(error)
    else:
        words = f"{text} is {read.isoformat()}"
    assert text in words


@pytest.mark.parametrize(
    "text",
    [
        "15-Jan-2024",
        "15-JAN-24",
        "15/Jan/2024",
        "Jan 15, 2024",
        "January 15th, 2024",
        "Mon, Jan 15, 2024",
        "15 January 2024",
        "15. Januar 2024",
        "15. Jänner 2024",
        "15 de enero de 2024",
        "15 janvier 2024",
        "2024-Jan-15",
        "1/15/24",
        "1/15/24 0:00",
        "01/15/2024 12:00:00 AM",
        "15.01.24",
        "15-01-24",
        "20240115",
        "15-Jan-2024 00:00",
    ],
)
def test_a_date_is_read_as_hr_systems_write_it(text: str) -> None:
    assert read_date(text, None) == date(2024, 1, 15)


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%d-%b-%Y", "%B %d, %Y", "%d. %b %Y", "%Y%m%d"]),
)
def test_every_day_that_names_its_month_is_read_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form), None) == day


def test_years_of_two_digits_are_of_this_century_or_the_end_of_the_last() -> None:
    years = [read_date(f"31.12.{digits}", None).year for digits in ("00", "24", "68", "69", "99")]
    assert years == [2000, 2024, 2068, 1969, 1999]


@pytest.mark.parametrize(
    "text",
    [
        "31.12.9999",
        "9999-12-31",
        "12/31/9999",
        "99991231",
        "31-Dec-9999",
        "31-Dec-4712",
        "2999-12-31",
        "2958465",
    ],
)
def test_an_end_that_never_comes_is_known(text: str) -> None:
    assert is_endless(text)


@pytest.mark.parametrize(
    "text", ["00.00.0000", "0000-00-00", "00000000", "00/00/0000", "0000-00-00 00:00:00"]
)
def test_a_date_of_zeros_is_none(text: str) -> None:
    assert is_no_date(text)


@pytest.mark.parametrize("text", ["2024-01-15", "31.12.2099", "45306", "10.10.2000", "01.01.2000"])
def test_a_real_date_is_neither(text: str) -> None:
    assert not is_endless(text)
    assert not is_no_date(text)
