from typing import Any

import pytest

from mentorship.delivery.actions import owe
from mentorship.delivery.email import compose, linked
from mentorship.delivery.models import Delivery
from tests import factories


def message(person: Any, program: str) -> tuple[str, str]:
    owe(
        kind="program_running",
        subject=person,
        recipients=[person],
        at=factories.START,
        program=program,
        url="/o/n/",
    )
    delivery = Delivery.objects.select_related("recipient", "organization__settings").get(
        channel="email"
    )
    mail = compose(delivery)
    return str(mail.body), str(mail.alternatives[0][0])


def test_words_with_signs_read_as_they_were_typed(northwind: Any) -> None:
    text, html = message(factories.member(northwind, sign_in=True), "R&D <b>Growth</b> 2027")
    assert "“R&D <b>Growth</b> 2027”" in text
    assert "“R&amp;D &lt;b&gt;Growth&lt;/b&gt; 2027”" in html
    assert "<b>" not in html
    assert "cannot sign in yet" not in html


def test_who_cannot_sign_in_is_told_how_they_will(northwind: Any) -> None:
    _, html = message(factories.member(northwind), "Compass")
    assert "You cannot sign in yet. A program admin can send you an invitation" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://a.example/b/.", '<a href="https://a.example/b/">https://a.example/b/</a>.'),
        ("https://a.example/?b=1&c=2", '<a href="https://a.example/?b=1&amp;c=2">'),
        ('"https://a.example"', '&quot;<a href="https://a.example">https://a.example</a>&quot;'),
        ("https://a.example/<b>", '<a href="https://a.example/">https://a.example/</a>&lt;b&gt;'),
        ("(http://a.example)", '(<a href="http://a.example">http://a.example</a>)'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("a.example", "<p>a.example</p>"),
    ],
)
def test_full_addresses_become_links_and_nothing_else_does(text: str, html: str) -> None:
    assert html in linked(text)
