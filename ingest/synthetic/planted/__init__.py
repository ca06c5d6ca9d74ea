"""Structures of known answer, hidden in the demo city; each room plants one family and writes down what must be found."""

from __future__ import annotations

from ingest.synthetic.places import Places
from ingest.synthetic.planted import circles, classes, credit, guarantees, ledgers, maturities
from ingest.synthetic.planted.plot import Plot


def plant(places: Places, offset: int) -> Plot:
    """Everything planted, in a fixed order."""
    plot = Plot(places, offset)
    for room in (circles, guarantees, credit, maturities, ledgers, classes):
        room.plant(plot)
    return plot
