"""The check that every word of a template can be translated."""

import pytest

from scripts.translated_templates import problems, untranslated


def test_every_template_passes() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>\n  Nobody here\n</p>", [(2, "Nobody here")]),
        ("<p>{{ number }} people</p>", [(1, "people")]),
        ("<p>{% if some %}Some{% endif %}</p>", [(1, "Some")]),
        ('<input\n  placeholder="Name">', [(1, "Name")]),
        ('<td data-label="Since {{ day }}"></td>', [(1, "Since ")]),
        ('<a aria-label="{% if new %}New{% endif %}"></a>', [(1, "New")]),
        ('{% card "Goals" symbol="target" %}', [(1, '"Goals"')]),
        ('{% chip "good" "not yet" %}', [(1, 'chip "good" "not yet"')]),
        ('{{ icon("check", "Done") }}', [(1, 'icon("check", "Done"')]),
        ('{{ name|default:"Nobody" }}', [(1, '"Nobody"')]),
        ("\n{{ number|pluralize }}", [(2, "pluralize")]),
    ],
)
def test_it_finds_what_stays_english(source: str, found: list[tuple[int, str]]) -> None:
    assert [(line, words.strip()) for line, words in untranslated(source)] == [
        (line, words.strip()) for line, words in found
    ]


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Nobody here" %}</p>',
        "<p>{% blocktranslate trimmed %}\nHello, <b>{{ name }}</b>\n{% endblocktranslate %}</p>",
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
        '<input placeholder="{% translate "Name" %}" class="narrow" name="q">',
        '{% chip "good" _("Done") %}{% icon "circle-check" %}{% o "programs:list" %}',
        '{{ _("Select %(name)s", name=name) }}{{ ngettext("One", "Some", number) }}',
        "{% trans %}Press <kbd>?</kbd> for keys{% endtrans %}",
        '<kbd>Esc</kbd> <code>hr@example.org</code> {{ day|date:"D j M" }} · &amp; – 100 %',
        "{# Why it is so #}{% comment %}Later{% endcomment %}",
        '{% block form_attributes %}data-draft="goal"{% endblock %}',
    ],
)
def test_it_accepts_what_is_translated(source: str) -> None:
    assert untranslated(source) == []


def test_it_reads_mails_line_by_line() -> None:
    mail = '{% translate "Hello" %}\n\nYou have < 2 days.\n{{ url }}\n'
    assert untranslated(mail, is_html=False) == [(3, "You have < 2 days.")]
