"""The invented city: its counties, its lenders, its trades.

County codes begin with 38, a province number GB/T 2260 has never assigned: 3801 is the city, 3802 to 3810 the other cities of a
province, 3899 the world outside. Six-digit codes follow the standard's habit: 02.. districts, 21.. counties, 81.. county-level cities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

OUTSIDE: Final = "3899"  # a city code for everybody from elsewhere
CITY_NAME: Final = "岚江市"
COUNTIES_A_CITY: Final = 9
_SUFFIXES: Final = ("02", "03", "04", "21", "22", "23", "24", "81", "82")
_FIRST_CITY: Final = ("岚中区", "望渚区", "临霁区", "赤坳县", "白阡县", "松崮县", "青垛县", "金坞市", "石甸市")
_STEMS: Final = "岚霁澹璟珞峤翀邈曜湉"
_ENDINGS: Final = ("陂区", "埠区", "渚区", "坳县", "垛县", "崮县", "甸县", "阡市", "坞市")
_NATIONAL: Final = ("华原银行", "中禾银行", "恒川银行", "国泽银行", "民昌银行", "远洲银行", "汇岳银行", "嘉衡银行")
_COUNTY_SHARE: Final = (0.2, 0.15, 0.12, 0.09, 0.08, 0.08, 0.07, 0.12, 0.09)  # of a city's firms

NATIONAL: Final = "大型商业银行"
CITY_BANK: Final = "城市商业银行"
RURAL: Final = "农村商业银行"
VILLAGE: Final = "村镇银行"
MICROLENDER: Final = "小额贷款公司"
LESSOR: Final = "融资租赁公司"

TRADES: Final = (  # code of GB/T 4754, the word in a firm's name, department
    ("C13", "食品", "工业和信息化局"), ("C17", "纺织", "工业和信息化局"), ("C18", "服饰", "工业和信息化局"),
    ("C20", "木业", "工业和信息化局"), ("C22", "纸业", "工业和信息化局"), ("C26", "化工", "工业和信息化局"),
    ("C27", "药业", "工业和信息化局"), ("C29", "橡塑", "工业和信息化局"), ("C30", "建材", "工业和信息化局"),
    ("C31", "钢铁", "工业和信息化局"), ("C33", "金属制品", "工业和信息化局"), ("C34", "机械", "工业和信息化局"),
    ("C36", "汽车零部件", "工业和信息化局"), ("C38", "电气", "工业和信息化局"), ("C39", "电子", "工业和信息化局"),
    ("E47", "建筑工程", "住房和城乡建设局"), ("F51", "贸易", "商务局"), ("F52", "商贸", "商务局"), ("G54", "运输", "交通运输局"),
    ("H62", "餐饮管理", "商务局"), ("I65", "软件", "科学技术局"), ("K70", "置业", "住房和城乡建设局"), ("A01", "农业科技", "农业农村局"),
    ("A04", "水产养殖", "农业农村局"),
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Where firms live and who lends to them; positions are used everywhere, codes only in the finished frames."""

    counties: pd.DataFrame
    banks: pd.DataFrame  # canonical columns, capital not yet known
    county_share: tuple[float, ...]
    county_bank: tuple[int, ...]  # per county its rural commercial bank
    city_of_county: tuple[int, ...]
    planted_bank: int  # a village bank that lends only where a planted structure says so

    def bank(self, kind: str, number: int = 0) -> int:
        """The position of the number-th bank of a kind."""
        return int(self.banks.index[self.banks["kind"] == kind][number])


def make_places(cities: int, *, branches_per_county: bool) -> Places:
    """Counties and lenders; larger cities have a branch of every national bank in every county, the small one one a city."""
    counties, share, city_of = [], [], []
    for city in range(cities):
        for place in range(COUNTIES_A_CITY):
            name = _FIRST_CITY[place] if city == 0 else _STEMS[city] + _ENDINGS[place]
            counties.append((f"38{city + 1:02d}{_SUFFIXES[place]}", name, f"38{city + 1:02d}"))
            share.append(_COUNTY_SHARE[place] / cities)
            city_of.append(city)
    table = pd.DataFrame(counties, columns=["county_code", "name", "city_code"])
    banks: list[tuple[str, str | None, str, str | None, str, bool]] = []
    county_bank: list[int] = []
    for city in range(cities):
        local = table.loc[table["city_code"] == f"38{city + 1:02d}"]
        banks += _city_banks(city, local, branches_per_county=branches_per_county)
        for code, name in zip(local["county_code"], local["name"], strict=True):
            county_bank.append(len(banks))
            banks.append((f"{name[:-1]}农村商业银行", None, RURAL, code, code[:4], True))
    banks.append(("霁川银行（异地）", "霁川银行", NATIONAL, None, OUTSIDE, False))
    banks.append(("邈河城市商业银行（异地）", None, CITY_BANK, None, OUTSIDE, False))
    planted = len(banks)
    banks.append(("青垛惠众村镇银行", None, VILLAGE, "380124", "3801", True))
    names = ["name", "head_office", "kind", "county_code", "city_code", "local_legal_person"]
    lenders = pd.DataFrame(banks, columns=names)
    lenders.insert(0, "bank_code", [f"JR{city}{place:04d}" for place, city in enumerate(lenders["city_code"], 1)])
    return Places(table, lenders, tuple(share), tuple(county_bank), tuple(city_of), planted)


def _city_banks(
    city: int, counties: pd.DataFrame, *, branches_per_county: bool
) -> list[tuple[str, str | None, str, str | None, str, bool]]:
    stem, code, seat = _STEMS[city] + "江", f"38{city + 1:02d}", str(counties["county_code"].iloc[0])
    rows: list[tuple[str, str | None, str, str | None, str, bool]] = []
    for head in _NATIONAL:
        rows.append((f"{head}{stem}分行", head, NATIONAL, seat, code, False))
        if branches_per_county:
            places = zip(counties["county_code"], counties["name"], strict=True)
            rows += [(f"{head}{stem}{name[:-1]}支行", head, NATIONAL, county, code, False) for county, name in places]
    rows.append((f"{stem}银行", None, CITY_BANK, seat, code, True))
    rows.append((f"{stem}汇金小额贷款有限公司", None, MICROLENDER, seat, code, True))
    rows.append((f"{stem}融通融资租赁有限公司", None, LESSOR, seat, code, True))
    return rows
