"""Runs variants alternately and reports their measurements."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

Measurement = Mapping[str, float]
Variants = Mapping[str, Callable[[], Measurement]]


@dataclass(frozen=True)
class Comparison:
    """The measurements of several variants.

    Attributes:
        title: heading of the table.
        metric: the measure to compute ratios of. None if there is nothing to compare.
        runs: the measurements of each variant, in order.
    """

    title: str
    metric: str | None
    runs: Mapping[str, list[Measurement]]

    def medians(self) -> dict[str, dict[str, float]]:
        """The median of each measure, by variant."""
        return {
            name: {measure: median(run[measure] for run in runs) for measure in runs[0]}
            for name, runs in self.runs.items()
        }

    def ratios(self) -> dict[str, float]:
        """The first variant's median divided by that of each other variant."""
        if self.metric is None:
            return {}
        (_, first), *others = ((name, values[self.metric]) for name, values in self.medians().items())
        return {name: first / value for name, value in others}

    def as_json(self) -> dict[str, Any]:
        """Everything, for the JSON file."""
        return {**asdict(self), "medians": self.medians(), "ratios": self.ratios()}


def compare(title: str, metric: str, variants: Variants, runs: int, console: Console) -> Comparison:
    """Measure all variants in each run, so that other load on the machine affects all of them alike."""
    measured: dict[str, list[Measurement]] = {name: [] for name in variants}
    for run in range(1, runs + 1):
        for name, measure in variants.items():
            measurement = measure()
            measured[name].append(measurement)
            console.print(f"{title}, run {run}/{runs}: {name}: {_summary(measurement)}")
    return Comparison(title, metric, measured)


def table(comparison: Comparison) -> Table:
    """The medians, the range of the compared measure, and the ratios."""
    medians, ratios = comparison.medians(), comparison.ratios()
    first, *_ = medians.values()
    ratio_columns = [f"min - max {comparison.metric}", f"{next(iter(medians))} / this"] if ratios else []
    result = Table("", *first, *ratio_columns, title=comparison.title)
    for name, values in medians.items():
        cells = [_number(values[measure]) if measure in values else "" for measure in first]
        if comparison.metric and ratios:
            values_of_runs = [run[comparison.metric] for run in comparison.runs[name]]
            ratio = f"{_number(ratios[name])} x" if name in ratios else ""
            cells += [f"{_number(min(values_of_runs))} - {_number(max(values_of_runs))}", ratio]
        result.add_row(name, *cells)
    return result


def _summary(measurement: Measurement) -> str:
    return ", ".join(f"{measure} {_number(value)}" for measure, value in measurement.items())


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
