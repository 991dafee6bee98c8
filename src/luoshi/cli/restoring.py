"""``luoshi restore``: which versions a gazette has, and putting one of them back into use."""

from __future__ import annotations

from luoshi.cli.archive import open_filled
from luoshi.cli.screen import Page, print_json


def restore(slug: str, ordinal: int | None, as_json: bool) -> None:
    """Put a version back into use where one is named, then list all versions."""
    open_filled()
    from luoshi.office.archive import ingest, queries, shapes

    if ordinal is not None:
        ingest.restore(queries.version(slug, ordinal))
    data = shapes.versions(queries.issue(slug))
    if as_json:
        print_json(data)
        return
    rows = [
        (
            f"第{row['version']}版" + ("（在用）" if row["current"] else ""),
            row["file"],
            row["documents"],
            row["clauses"],
            row["ingested_at"],
        )
        for row in data
    ]
    Page().table(("版本", "文件", "文件数", "条款数", "入档时间"), rows)
