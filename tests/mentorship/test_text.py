import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.text import escape_formulas, is_storable, one_line, prose, unescape_formulas

ANY_TEXT = st.text(st.characters(exclude_categories=[]))
XML = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@pytest.mark.parametrize(
    "mark",
    ["\n", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\t", "\u00a0", " \u200b "],
    ids=ascii,
)
def test_one_line_turns_every_break_into_one_space(mark: str) -> None:
    assert one_line(f"Mary{mark}Ann") == "Mary Ann"


@pytest.mark.parametrize(
    "mark",
    ["\x00", "\x07", "\u200b", "\ufeff", "\u202e", "\u2066", "\ud800", "\ufffe", "\ufdd0"],
    ids=ascii,
)
def test_one_line_takes_off_what_nobody_sees(mark: str) -> None:
    assert one_line(f"{mark}Zoe{mark} Wide{mark}") == "Zoe Wide"


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "👩\u200d👧", "क\u094d\u200dष", "O’Néill", "李雷"]
)
def test_one_line_keeps_what_languages_need(text: str) -> None:
    assert one_line(text) == text


def test_one_line_drops_joiners_that_join_nothing() -> None:
    assert one_line("\u200d\u200c") == ""
    assert one_line("Ann\u200d Lee") == "Ann Lee"


def test_prose_keeps_its_lines_and_indentation() -> None:
    assert prose("First\r\n\tthen\u2028last\v\x00 \n\n") == "First\n\tthen\nlast"


@given(ANY_TEXT)
def test_whatever_comes_in_can_be_stored_sent_and_exported(text: str) -> None:
    line, lines = one_line(text), prose(text)
    assert line.splitlines() in ([], [line])
    for kept in (line, lines):
        assert XML.fullmatch(kept)
        assert is_storable(kept)
        kept.encode()
    assert one_line(line) == line
    assert prose(lines) == lines


# Downloads
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1+1",
        "\u00a0=1",
        "\t=1",
        "\n=1",
        "\r=1",
        "\u200b=1",
        "\ufeff=1",
        '"=1',
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
    ],
    ids=ascii,
)
@pytest.mark.parametrize(
    "before", ["", "x;", "x,", "x\t", "x|", "x\n", "x\r\n", "x; ", 'x;"'], ids=ascii
)
def test_no_cell_of_a_download_begins_a_formula(before: str, cell: str) -> None:
    escaped = escape_formulas(before + cell)
    for part in re.split("[;,\t|\n\r]", escaped):
        shown = "".join(sign for sign in part if one_line(sign) and sign != '"')
        assert unicodedata.normalize("NFKC", shown)[:1] not in ("=", "+", "-", "@")
    assert unescape_formulas(escaped) == before + cell


def test_no_sign_that_folds_into_one_that_begins_a_formula_is_forgotten() -> None:
    folded = [
        chr(n)
        for n in range(0x110000)
        if unicodedata.normalize("NFKC", chr(n))[:1] in ("=", "+", "-", "@")
    ]
    assert [sign for sign in folded if not escape_formulas(sign).startswith("'")] == []


@given(st.text(st.sampled_from("=+-@'＝;,|\t\n \"ab")))
def test_what_is_escaped_can_be_read_back(text: str) -> None:
    escaped = escape_formulas(text)
    assert unescape_formulas(escaped) == text
    assert not re.search(r"""(?:^|[;,|\t\n])[\s"]*[=+\-@＝]""", escaped)


@pytest.mark.parametrize(
    "text", ["O'Neill", "a-b", "well-known", "mail@x.example", "1 + 1 = 2", "'tis", "C++"]
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert escape_formulas(text) == text
