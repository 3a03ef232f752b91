"""What a benchmark found, for people and as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``bar`` says what it should be, ``ok`` whether it is; empty and None without a bar."""

    name: str
    value: float
    unit: str
    bar: str = ""
    ok: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "ok", False: "MISSED", None: ""}[self.ok]
        bar = f"bar {self.bar:<10} {verdict}" if self.bar else ""
        return f"  {self.name:<58} {_number(self.value):>10} {self.unit:<4} {bar}".rstrip()


@dataclass
class Report:
    """The figures of one benchmark at one size of data, references and ratios among them."""

    name: str
    size: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        bar, ok = "", None
        if at_most is not None:
            bar, ok = f"<= {_number(at_most)}", value <= at_most
        elif at_least is not None:
            bar, ok = f">= {_number(at_least)}", value >= at_least
        self.figures.append(Figure(name, value, unit, bar, ok))

    def ratio(self, name: str, value: float, *, at_most: float | None = None) -> None:
        self.add(f"ratio: {name}", value, "x", at_most=at_most)

    @property
    def ok(self) -> bool:
        return all(figure.ok is not False for figure in self.figures)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        notes = [f"  {note}" for note in self.notes]
        return "\n".join([f"{self.name}: {self.size}", *map(str, self.figures), *notes])


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
