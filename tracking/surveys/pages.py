"""Results as the page, the download and the copy show them: the same rows, once."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mentorship.questions.answers import STEPS
from mentorship.questions.enums import QuestionKind
from mentorship.ui.charts import Bar, row_chart
from mentorship.ui.tables import Table
from tracking.disclosure import Cell
from tracking.surveys.models import Survey, SurveyQuestion
from tracking.surveys.queries.results import Figure, Named, Result
from tracking.surveys.words import month_words


@dataclass(frozen=True)
class ShownFigure:
    """A figure in words; `chart` says how many gave each answer."""

    figure: Figure
    months: str
    mean: str
    chart: SafeString | str


@dataclass(frozen=True)
class ShownResult:
    question: SurveyQuestion
    figures: list[ShownFigure]
    named: list[Named]


def shown_results(results: list[Result]) -> list[ShownResult]:
    return [
        ShownResult(
            result.question,
            [_shown(result.question, figure) for figure in result.figures],
            result.named,
        )
        for result in results
    ]


def _shown(question: SurveyQuestion, figure: Figure) -> ShownFigure:
    bars = [Bar(cell.label, cell.value, _number(cell)) for cell in figure.parts]
    title = f"{question.name}: {figure.who}"
    chart = row_chart(bars, title=title) if bars else ""
    return ShownFigure(figure, month_words(figure.months), mean_words(question, figure), chart)


def mean_words(question: SurveyQuestion, figure: Figure) -> str:
    """`4.2 of 5`; nothing where a mean has no sense, and withheld where it would say too much."""
    if question.kind not in STEPS and question.kind != QuestionKind.NUMBER:
        return ""
    if figure.mean is None:
        return _("withheld")
    if question.kind == QuestionKind.NUMBER:
        return f"{figure.mean:g}"
    highest = STEPS[QuestionKind(question.kind)][-1]
    return _("%(mean)s of %(highest)s") % {"mean": f"{figure.mean:.1f}", "highest": highest}


def _number(cell: Cell) -> str:
    return _("withheld") if cell.value is None else f"{cell.value:g}"


def results_table(survey: Survey, results: list[Result]) -> Table:
    """A row for each figure, then the texts and the answers with a name."""
    columns = [
        _("Question"),
        _("Who"),
        _("Months"),
        _("Answers"),
        _("Answered of those asked"),
        _("Mean"),
        _("Answered like this"),
    ]
    rows = [row for result in results for row in _rows(result)]
    return Table(survey.name, columns, rows)


def _rows(result: Result) -> list[list[Any]]:
    text = result.question.text
    rows: list[list[Any]] = []
    for figure in result.figures:
        months, rate = month_words(figure.months), figure.rate.percent
        share = "" if rate is None else f"{rate} %"
        mean = mean_words(result.question, figure)
        parts = "; ".join(f"{cell.label}: {_number(cell)}" for cell in figure.parts)
        rows.append([text, figure.who, months, figure.answers, share, mean, parts])
        rows += [[text, figure.who, months, "", "", "", words] for words in figure.texts]
    return rows + [[text, each.member, "", "", "", "", each.words] for each in result.named]
