"""The report's page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

_STYLE = (
    "body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem } "
    "img { max-width: 100% } table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: right; "
    "border-bottom: 1px solid #ddd } td:first-child, th:first-child { text-align: left }"
)


@dataclass(frozen=True)
class Section:
    """A heading, words, and below them a picture or a table: its header, then its rows."""

    title: str
    words: str = ""
    picture: str | None = None
    table: tuple[tuple[str, ...], ...] = ()


def write_page(path: Path, title: str, sections: list[Section]) -> None:
    """Writes a page of HTML, whose pictures lie beside it."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for section in sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        if section.words:
            parts.append(f"<p>{escape(section.words)}</p>")
        if section.table:
            parts.append(_table(section.table))
        if section.picture:
            parts.append(f'<img src="{escape(section.picture)}" alt="{escape(section.title)}">')
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "\n".join(parts)
    path.write_text(
        f'<!doctype html>\n<html lang="en">\n<head>{head}\n<style>{_STYLE}</style></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        lines.append("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>")
    return "<table>\n" + "\n".join(lines) + "\n</table>"
