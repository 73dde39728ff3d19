"""The one table, ratios first."""

from collections.abc import Iterable

from bench.cpu import Run
from bench.requests import Line
from bench.sweeps import LIMIT

_HEAD = ("of limit", "of first", "request", "cases", "CPU-ms", "server", "database", "queries", "limit")
_SWEEP_HEAD = (
    "of limit",
    "of least",
    "sweep",
    "cases",
    "CPU-ms",
    "server",
    "database",
    "per second",
    "limit",
)
_WIDTHS = (8, 8, -30, 9, 8, 8, 9, 10, 6)


def of_requests(lines: Iterable[Line]) -> list[str]:
    """`of first`: the figure as a multiple of the same request's with the fewest cases."""
    first: dict[str, float] = {}
    rows = [_HEAD]
    for line in lines:
        each = line.cost.each
        rows.append(
            (
                _ratio(each, line.limit), _ratio(each, first.setdefault(line.what, each)), line.what,
                f"{line.cases:,}", f"{each:.1f}", f"{line.cost.server_each:.1f}", f"{line.cost.database_each:.1f}",
                str(line.queries), _limit(line.limit),
            )
        )  # fmt: skip
    return _text(rows)


def of_sweeps(runs: list[Run]) -> list[str]:
    """`of least`: the figure as a multiple of what PostgreSQL needs for the same rows."""
    least = next(run for run in runs if not run.cost.server).cost.each
    rows = [_SWEEP_HEAD]
    for run in runs:
        limit = LIMIT if run.cost.server else None
        rows.append(
            (
                _ratio(run.cost.each, limit), _ratio(run.cost.each, least), run.what, f"{run.cost.times:,}",
                f"{run.cost.each:.2f}", f"{run.cost.server_each:.2f}", f"{run.cost.database_each:.2f}",
                f"{run.per_second:,.0f}", _limit(limit),
            )
        )  # fmt: skip
    return _text(rows)


def of_imports(runs: list[Run]) -> list[str]:
    """`of first`: a row of the file as a multiple of one of the smallest file; above 1, large files cost more."""
    rows = [("", "of first", "import", "rows", "CPU-ms", "server", "database", "per second", "")]
    for run in runs:
        rows.append(
            (
                "", _ratio(run.cost.each, runs[0].cost.each), run.what, f"{run.cost.times:,}", f"{run.cost.each:.2f}",
                f"{run.cost.server_each:.2f}", f"{run.cost.database_each:.2f}", f"{run.per_second:,.0f}", "",
            )
        )  # fmt: skip
    return _text(rows)


def _ratio(figure: float, other: float | None) -> str:
    return f"{figure / other:.2f}" if other else "–"


def _limit(limit: float | None) -> str:
    return f"{limit:g}" if limit else "–"


def _text(rows: list[tuple[str, ...]]) -> list[str]:
    return ["  ".join(_padded(*cell) for cell in zip(row, _WIDTHS, strict=True)).rstrip() for row in rows]


def _padded(cell: str, width: int) -> str:
    return cell.ljust(-width) if width < 0 else cell.rjust(width)
