"""A table of figures that a page shows, copies as Markdown and downloads as CSV or XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise

from mentorship.text import escape_formulas, prose
from mentorship.wording import Said, Words


@dataclass(frozen=True)
class Table:
    title: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[Any]] = ()

    def as_markdown(self) -> str:
        def line(cells: Iterable[Any]) -> str:
            return (
                "| "
                + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
                + " |"
            )

        return "\n".join(
            [line(self.columns), line("---" for _ in self.columns), *map(line, self.rows)]
        )


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is shown as text instead, and holds what a
    workbook can hold.
    """
    text = str(value) if isinstance(value, Promise | Said) else value
    return escape_formulas(prose(text)) if isinstance(text, str) else text


def as_csv(columns: Sequence[Words], rows: Iterable[Sequence[Any]], *, name: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return _download(("\ufeff" + out.getvalue()).encode(), f"{name}.csv", "text/csv; charset=utf-8")


def as_xlsx(columns: Sequence[Words], rows: Iterable[Sequence[Any]], *, name: str) -> HttpResponse:
    # As in reading: only who downloads a workbook loads openpyxl.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for row in (columns, *rows):
        sheet.append([safe_cell(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(out.getvalue(), f"{name}.xlsx", kind)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
