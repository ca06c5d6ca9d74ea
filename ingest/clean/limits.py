"""Which figures may be negative, and the range a rate must keep to be believed."""

from __future__ import annotations

from typing import Final

LARGEST_FEN: Final = 9_000_000_000_000_000  # 90 trillion yuan; below 2^53, so that every amount is exact as a float64 too
LONGEST_KEY: Final = 200
LONGEST_TEXT: Final = 32_767  # a spreadsheet's own limit

SIGNED: Final = frozenset({
    ("enterprises", "net_assets"), ("enterprises", "own_funds"), ("enterprises", "other_funds"), ("persons", "net_assets"),
    ("guarantee_companies", "net_assets"), ("banks", "net_capital"), ("banks", "tier1_capital"),
})  # fmt: skip
RATES: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("loans", "rate"): (0.0, 1.0),
    ("enterprises", "sales_profit_rate"): (-100.0, 1.0),
    ("enterprises", "growth_rate"): (-1.0, 10.0),
}
