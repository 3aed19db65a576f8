"""Runs variants in turn, and tells what they measured."""

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
    """What variants measured, run by run.

    Attributes:
        metric: the measure of which ratios are made; None where there is nothing to compare.
        runs: for each variant its measurements.
    """

    title: str
    metric: str | None
    runs: Mapping[str, list[Measurement]]

    def medians(self) -> dict[str, dict[str, float]]:
        """For each variant the median of each measure."""
        return {
            name: {measure: median(run[measure] for run in runs) for measure in runs[0]}
            for name, runs in self.runs.items()
        }

    def ratios(self) -> dict[str, float]:
        """How many times as much the first variant does as each of the others, by the medians."""
        if self.metric is None:
            return {}
        (_, first), *others = ((name, values[self.metric]) for name, values in self.medians().items())
        return {name: first / value for name, value in others}

    def as_json(self) -> dict[str, Any]:
        """All of it, for a file."""
        return {**asdict(self), "medians": self.medians(), "ratios": self.ratios()}


def compare(title: str, metric: str, variants: Variants, runs: int, console: Console) -> Comparison:
    """Measure each variant in each of several runs, so that a noise of the machine hits all alike."""
    measured: dict[str, list[Measurement]] = {name: [] for name in variants}
    for run in range(1, runs + 1):
        for name, measure in variants.items():
            measurement = measure()
            measured[name].append(measurement)
            console.print(f"{title}, run {run}/{runs}: {name}: {_words(measurement)}")
    return Comparison(title, metric, measured)


def table(comparison: Comparison) -> Table:
    """The medians, with the least and the greatest of the compared measure, and the ratios."""
    medians, ratios = comparison.medians(), comparison.ratios()
    first, *_ = medians.values()
    ratio_columns = [f"least - greatest {comparison.metric}", f"{next(iter(medians))} / this"] if ratios else []
    shown = Table("", *first, *ratio_columns, title=comparison.title)
    for name, values in medians.items():
        cells = [_number(values[measure]) if measure in values else "" for measure in first]
        if comparison.metric and ratios:
            seen = [run[comparison.metric] for run in comparison.runs[name]]
            ratio = f"{_number(ratios[name])} x" if name in ratios else ""
            cells += [f"{_number(min(seen))} - {_number(max(seen))}", ratio]
        shown.add_row(name, *cells)
    return shown


def _words(measurement: Measurement) -> str:
    return ", ".join(f"{measure} {_number(value)}" for measure, value in measurement.items())


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
