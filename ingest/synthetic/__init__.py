"""The seeded demo city: a fictional prefecture-level city with structures of known answer planted in it.

Rooms, in the order in which a city is made: `places`, `planted` (by hand, answers beside), then the background: `population`, `links`
(who guarantees whom), `lending`, `promises`, `statements`, `innovation`, `sidetables`, joined by `background` and `city`; `truth` and
`shape` look at the finished frames; `habits`, `workbooks` and `writing` make files of them.
"""

from __future__ import annotations

from ingest.synthetic.city import AS_OF, City, Scale, make_city
from ingest.synthetic.writing import write_answers, write_city, write_decisions

__all__ = ["AS_OF", "City", "Scale", "make_city", "write_answers", "write_city", "write_decisions"]
