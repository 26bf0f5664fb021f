import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mentorship.people.importing import reading
from mentorship.people.importing import workbook as workbook_module
from mentorship.people.importing.encodings import ENCODINGS
from mentorship.people.importing.reading import ReadError, Reading, read_file
from mentorship.text import one_line
from mentorship.ui.tables import as_csv

CASES = Path(__file__).parents[1] / "cases"


def workbook(*rows: list[list[str]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("First Name,Town\nZoë,Köln\n".encode(), ["Zoë", "Köln"]),
        (b"\xef\xbb\xbf" + "First Name,Town\r\nZoë,Köln\r\n".encode(), ["Zoë", "Köln"]),
        ("First Name;Town\nZoë;Köln\n".encode("cp1252"), ["Zoë", "Köln"]),
        ("First Name\tTown\nZoë\tKöln\n".encode("utf-16"), ["Zoë", "Köln"]),
        (b"sep=|\r\nFirst Name|Town\r\nAnn|Pune\r\n", ["Ann", "Pune"]),
        (b'First Name,Town\n"Ann, ""the"" one","Pune\nIndia"\n', ['Ann, "the" one', "Pune India"]),
    ],
)
def test_csv_is_read_whatever_its_delimiter_and_encoding(content: bytes, row: list[str]) -> None:
    sheet = read_file(content, "people.csv")

    assert sheet.header == ["First Name", "Town"]
    assert sheet.rows == [row]


def test_a_semicolon_inside_quotes_does_not_part_the_header() -> None:
    sheet = read_file(b'"Name; first; last; other",Town\nAnn,Pune\n', "people.csv")

    assert sheet.header == ["Name; first; last; other", "Town"]


def test_empty_rows_keep_the_numbers_of_the_others() -> None:
    sheet = read_file(b"Name,Town\n\nAnn,Pune\n,,\n\n", "people.csv")

    assert sheet.rows == [[], ["Ann", "Pune"]]


def test_the_apostrophe_of_our_own_downloads_is_taken_off() -> None:
    sheet = read_file(b"Name,Town\n'=Ann,'s-Hertogenbosch\n", "people.csv")

    assert sheet.rows == [["=Ann", "'s-Hertogenbosch"]]


def test_a_workbook_is_read_as_its_csv_would_be() -> None:
    content = workbook(
        ["Employee #", "Hired", "Left", "Level", "Share"],
        [7, datetime(2024, 1, 10), date(2026, 5, 31), 2.0, 0.5],
        [None, None, None, None, None],
        ["0012", datetime(2024, 1, 10, 8, 30), None, True, None],
    )

    sheet = read_file(content, "people.xlsx")

    assert sheet.header == ["Employee #", "Hired", "Left", "Level", "Share"]
    assert sheet.rows == [
        ["7", "2024-01-10", "2026-05-31", "2", "0.5"],
        [],
        ["0012", "2024-01-10 08:30:00", "", "True"],
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "“people.csv” is empty."),
        (b"\n\n , \n", "“people.csv” is empty."),
        (
            b"\nName,Town\nAnn,Pune\n",
            "The first row is empty. It has to hold the names of the columns.",
        ),
        (b"Name,Town\n", "“people.csv” has the names of columns and no people below them."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "“people.csv” is in Excel's old format. Save it as .xlsx or as CSV, and upload that.",
        ),
        (
            b"PK\x03\x04 nothing",
            "“people.csv” cannot be opened as an Excel workbook. Save it again, or as CSV.",
        ),
        (b"\x00\x01\x02\x00", "“people.csv” is neither a CSV file nor an Excel workbook (.xlsx)."),
        (
            b"x," * 201 + b"x\nAnn\n",
            "“people.csv” has more than 200 columns. Leave out what is not about people.",
        ),
        (
            b'Name,Town\nAnn,Pune\n"Ben,Pune\n',
            (
                "Row 3 of “people.csv” cannot be read: a quotation mark is opened and not closed, "
                "or stands inside a cell. Write it twice there."
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_file(content, "people.csv")

    assert str(caught.value) == words


def test_a_file_over_ten_megabytes_is_refused() -> None:
    with pytest.raises(
        ReadError, match=r"“p.csv” is larger than 10 MB\. Leave out columns or split it"
    ):
        read_file(b"x" * (10 * 1024 * 1024 + 1), "p.csv")


def test_fifty_thousand_rows_are_read_and_one_more_is_refused() -> None:
    assert len(read_file(b"Name\n" + b"Ann\n" * 50_000, "p.csv").rows) == 50_000
    with pytest.raises(
        ReadError, match=r"“p.csv” has more than 50,000 rows\. Split it into several files\."
    ):
        read_file(b"Name\n" + b"Ann\n" * 50_001, "p.csv")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MOST_UNPACKED", 1000)
    with pytest.raises(ReadError, match=r"“p.xlsx” unpacks to more than"):
        read_file(workbook(["Name"], ["Ann"]), "p.xlsx")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=2, max_size=6))
def test_reading_only_ever_answers_a_sheet_or_a_read_error(rows: list[list[str]]) -> None:
    content = "\n".join(",".join(row) for row in rows).encode()
    try:
        sheet = read_file(content, "p.csv")
    except ReadError:
        return
    assert any(sheet.header)
    assert all(not row or row[-1] for row in sheet.rows)
    assert not any(
        cell != cell.strip() for row in sheet.rows for cell in row if not cell.startswith("'")
    )


@given(st.binary(max_size=60), st.integers(0, 4000))
def test_a_damaged_workbook_only_ever_answers_a_read_error(junk: bytes, where: int) -> None:
    content = workbook(["Name", "Hired"], ["Ann", date(2020, 1, 1)])
    at = where % (len(content) - len(junk))
    damaged = content[:at] + junk + content[at + len(junk) :]
    try:
        words = read_file(damaged, "p.xlsx").header[0]
    except ReadError as error:
        words = str(error)
    assert isinstance(words, str)


formulas = st.lists(
    st.sampled_from("=+-@'\";,|\t ab１＝﹣\u200d\u200b\n\vé\u3164"), max_size=8
).map("".join)


@given(st.lists(formulas, min_size=1, max_size=4))
def test_what_our_downloads_write_is_read_back_as_it_was(texts: list[str]) -> None:
    stored = [one_line(text) for text in texts]
    content = as_csv(["Name", *["x"] * len(texts)], [["row", *stored]], name="p").content

    row = read_file(content, "p.csv").rows[0]

    assert [*row[1:], *[""] * (len(texts) - len(row) + 1)] == stored


@given(st.text(max_size=20))
def test_the_short_cut_to_one_line_says_what_the_rule_says(text: str) -> None:
    assert reading._cell(text.replace("'", "")) == one_line(text.replace("'", ""))


@pytest.mark.parametrize(
    ("case", "column", "value"),
    [
        ("people_linebreak_in_name.csv", 1, "Mary Ann"),
        ("people_invisible_sign_in_email.csv", 3, "zoe.wide@northwind.example"),
    ],
)
def test_every_cell_is_one_visible_line(case: str, column: int, value: str) -> None:
    assert read_file((CASES / case).read_bytes(), case).rows[0][column] == value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            (CASES / "people_password.xlsx").read_bytes(),
            "“p.xlsx” is protected with a password: take it off in Excel",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "in Excel's old format"),
        (workbook(["a"], ["b"])[:-40], "cannot be opened as an Excel workbook"),
    ],
)
def test_a_workbook_that_cannot_be_opened_says_why(content: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read_file(content, "p.xlsx")


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("00000", 77, "00077"),
        ("0000000000", 4917, "0000004917"),
        ("00000", 123456, "123456"),
        ('"T-"0000', 815, "T-0815"),
        ("\\E000", 7, "E007"),
        ("000-00-0000", 12345678, "012-34-5678"),
        ("[Red]000;-000", 7, "007"),
        ("General", 77, "77"),
        ("0", 77, "77"),
        ("0.00", 77, "77"),
        ("#,##0", 1234, "1234"),
    ],
)
def test_a_number_is_read_as_the_workbook_shows_it(code: str, number: int, text: str) -> None:
    book = Workbook()
    book.active.append(["Employee Number", "Name"])
    book.active.append([number, "Ann"])
    book.active["A2"].number_format = code
    out = io.BytesIO()
    book.save(out)

    assert read_file(out.getvalue(), "p.xlsx").rows == [[text, "Ann"]]


def test_a_hidden_sheet_is_passed_over() -> None:
    book = Workbook()
    book.active.append(["Lookup", "Values"])
    book.active.append(["a", "b"])
    book.active.sheet_state = "veryHidden"
    book.create_sheet("Notes")
    book.create_sheet("People")
    for row in (["Name", "Town"], ["Ann", "Pune"]):
        book["People"].append(row)
    out = io.BytesIO()
    book.save(out)

    assert read_file(out.getvalue(), "p.xlsx").rows == [["Ann", "Pune"]]


TITLES = [
    "Headcount report",
    "As of 1 January 2026, all entities, all countries",
    "",
    "Confidential",
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("titles", [TITLES[:1], TITLES[:2], TITLES, TITLES * 4])
def test_the_header_is_found_below_titles(delimiter: str, titles: list[str]) -> None:
    lines = [
        *titles,
        delimiter.join(["Employee ID", "First Name", "E-mail"]),
        delimiter.join(["7", "Ann", "a@x.example"]),
    ]
    sheet = read_file("\n".join(lines).encode(), "p.csv")

    assert sheet.header == ["Employee ID", "First Name", "E-mail"]
    assert sheet.rows == [["7", "Ann", "a@x.example"]]
    assert sheet.first_row == len(titles) + 2


def test_the_header_is_found_below_titles_of_a_workbook_too() -> None:
    sheet = read_file(
        workbook(["Headcount"], [], ["Employee ID", "First Name"], ["7", "Ann"]), "p.xlsx"
    )

    assert (sheet.header, sheet.rows, sheet.first_row) == (
        ["Employee ID", "First Name"],
        [["7", "Ann"]],
        4,
    )


def test_a_first_row_of_unknown_names_stays_the_header_where_no_other_is_better() -> None:
    assert read_file(b"Foo,Bar\nAnn,Pune\nManager,Ben\n", "p.csv").header == ["Foo", "Bar"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_signs_inside_cells_do_not_hide_the_delimiter(delimiter: str) -> None:
    others = "".join(sign for sign in ",;\t|" if sign != delimiter)
    content = (
        delimiter.join(["First Name", "Email", f'"Skills{others * 3}"'])
        + "\n"
        + delimiter.join("abc")
    )

    assert read_file(content.encode(), "p.csv").header[:2] == ["First Name", "Email"]


@given(
    st.text(st.characters(codec="cp1250"), min_size=1, max_size=8),
    st.sampled_from(sorted(ENCODINGS)),
)
def test_every_encoding_on_offer_reads_or_says_so(name: str, encoding: str) -> None:
    content = f"Name,Town\n{name},x\n".encode("cp1250")
    try:
        sheet = read_file(content, "p.csv", Reading(encoding))
    except ReadError:
        return
    assert set(sheet.samples) <= set(ENCODINGS)
    assert sheet.encoding in {"", encoding}


def book_of(**sheets: list[list[str]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PEOPLE_ROWS = [["Headcount", ""], ["Employee ID", "First Name"], ["7", "Ann"]]
LEGEND = [["Colour", "Stands for"], ["Green", "Active"]]


def test_the_sheet_with_names_of_columns_is_read_before_others_and_another_can_be_chosen() -> None:
    content = book_of(Legend=LEGEND, Nothing=[], People=PEOPLE_ROWS)

    sheet = read_file(content, "p.xlsx")
    other = read_file(content, "p.xlsx", Reading(sheet="Legend"))

    assert (sheet.sheet, sheet.sheets, sheet.rows) == (
        "People",
        ["Legend", "People"],
        [["7", "Ann"]],
    )
    assert (other.sheet, other.header, other.rows) == ("Legend", *LEGEND[:1], LEGEND[1:])
    assert read_file(content, "p.xlsx", Reading(sheet="Gone")).sheet == "People"


def test_a_sheet_that_cannot_be_read_spoils_no_other() -> None:
    assert read_file(book_of(Legend=LEGEND, Only=[["Alone"]]), "p.xlsx").sheet == "Legend"
    with pytest.raises(ReadError, match="no people below"):
        read_file(book_of(Only=[["Alone"]], Legend=LEGEND), "p.xlsx")


def test_the_row_of_names_can_be_chosen() -> None:
    content = b"Report,2026\nWho,Where\nAnn,Pune\n"

    sheet = read_file(content, "p.csv", Reading(header_row=2))

    assert (sheet.header, sheet.rows, sheet.first_row) == (["Who", "Where"], [["Ann", "Pune"]], 3)
    assert sheet.tops == {"1": "Report · 2026", "2": "Who · Where", "3": "Ann · Pune"}
    assert read_file(content, "p.csv", Reading(header_row=99)).header == ["Report", "2026"]


def test_a_formula_without_its_value_is_no_empty_cell() -> None:
    sheet = read_file(
        workbook(["First Name", "Last Name"], ["Ann", '=CONCAT("A","B")'], ["Ben", "=1+1"]),
        "p.xlsx",
    )

    assert sheet.rows == [["Ann", "#NO VALUE"], ["Ben", "#NO VALUE"]]
