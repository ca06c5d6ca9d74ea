"""How the generated guarantee network compares with the published one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ingest.synthetic.truth import FirmLinks, mutual_pairs, rings

SOURCE: Final = "Wang, Zhang & Yang 2020, doi 10.1038/s41467-020-16535-8"


@dataclass(frozen=True)
class Shape:
    """One line of the comparison."""

    figure: str
    chinese: str
    published: str
    published_chinese: str
    generated: str


def compare(enterprises: pd.DataFrame, links: FirmLinks) -> tuple[Shape, ...]:
    """Published against generated, among firms that guarantee or are guaranteed."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(links.code)
    pair = (links.guarantor, links.borrower)
    degree = np.bincount(pair[0], minlength=n) + np.bincount(pair[1], minlength=n)
    firms = int((degree > 0).sum())
    _, label = connected_components(coo_array((np.ones(len(pair[0])), pair), shape=(n, n)), directed=False)
    part = np.sort(np.bincount(label)[np.bincount(label) > 1])[::-1]
    mutual = mutual_pairs(*pair, n)
    triangles = len(rings(*pair, n, longest=3)[0])
    revenue = enterprises["revenue"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) / 1e10
    small = np.nanmedian(revenue[np.unique(mutual)])
    large = np.nanmedian(revenue[np.bincount(pair[0], minlength=n) >= 4])
    tail = degree[degree >= 2]
    exponent = 1.0 + len(tail) / np.log(tail / 1.5).sum()
    lines = (
        ("firms that guarantee or are guaranteed", "参与担保企业数", "18,700", "18,700", f"{firms:,}"),
        ("separate parts", "互不相连的部分", "7,100", "7,100", f"{len(part):,}"),
        ("firms a part", "每部分企业数", "2.63", "2.63", f"{firms / len(part):.2f}"),
        ("guarantees between firms, per firm", "每家企业担保关系数", "0.75", "0.75", f"{len(pair[0]) / firms:.2f}"),
        ("largest parts", "最大部分", "one or two giants", "一两个巨型部分", ", ".join(f"{size:,}" for size in part[:4])),
        ("degree distribution, exponent of the tail", "度分布幂指数", "power law", "幂律", f"{exponent:.2f}"),
        ("most firms guaranteed by one", "单家企业最多担保户数", "large firms: several", "大企业担保多户", str(np.bincount(pair[0]).max())),
        ("mutual pairs; rings of three", "互保对数；三角互保数", "frequent", "常见", f"{len(mutual):,}; {triangles:,}"),
        (
            "median revenue: in mutual pairs; guaranteeing four or more (100 m yuan)", "营业收入中位数：互保企业；担保四家以上企业（亿元）",
            "small; large", "小；大", f"{small:.2f}; {large:.2f}",
        ),
    )  # fmt: skip
    return tuple(Shape(*line) for line in lines)
