"""Legal sources in English: the titles laws are known by, and what a local source is."""

from __future__ import annotations

import re
from typing import Final

_TITLES: Final = {
    "流动资金贷款管理办法（国家金融监督管理总局令2024年第2号）": (
        "Measures for the Administration of Working Capital Loans (NFRA Order 2024 No. 2)"
    ),
    "银行业金融机构联合授信管理办法（试行）（银保监发〔2018〕24号）": (
        "Measures for Joint Credit Extension by Banking Institutions, for trial (CBIRC 2018 No. 24)"
    ),
    "银行业金融机构债权人委员会工作规程（银保监发〔2020〕57号）": (
        "Rules for Creditors' Committees of Banking Institutions (CBIRC 2020 No. 57)"
    ),
    "商业银行大额风险暴露管理办法（银保监会令2018年第1号）": ("Measures for Large Exposures of Commercial Banks (CBIRC Order 2018 No. 1)"),
    "关于落实企业担保圈风险防范的通知（银监办发〔2014〕214号）": (
        "Notice on Preventing Risks of Enterprises' Guarantee Circles (CBRC General Office 2014 No. 214)"
    ),
    "融资担保公司监督管理条例（国务院令第683号）": (
        "Regulation on the Supervision of Financing Guarantee Companies (State Council Decree No. 683)"
    ),
    "最高人民法院关于适用民法典有关担保制度的解释": ("Supreme People's Court, Interpretation on the Security System of the Civil Code"),
    "商业银行金融资产风险分类办法（令〔2023〕第1号）": (
        "Measures for the Risk Classification of Financial Assets of Commercial Banks (Order 2023 No. 1)"
    ),
    "上市公司对外担保监管规则及交易所上市规则": "Rules on guarantees given by listed companies, and listing rules of the exchanges",
    "商业银行集团客户授信业务风险管理指引": "Guidelines on Credit Risk of Commercial Banks' Group Customers",
    "省级逃废债名单管理办法（各省不同）": "Provincial rules on lists of debt evaders (each province its own)",
    "企业破产法": "Enterprise Bankruptcy Law",
    "商业银行法": "Commercial Bank Law",
    "公司法（2023）": "Company Law (2023)",
    "统计法（2024）": "Statistics Law (2024)",
    "民法典": "Civil Code",
    "地方参数": "local parameter",
    "数据质量": "quality of the data",
    "监管实践（二手来源）": "supervisory practice (secondary source)",
    "本市政策：上市公司按季排查": "the city's policy: listed companies are looked through every quarter",
    "本市政策“321”到期管理机制": "the city's policy: maturities at three, two and one months (321)",
    "本市政策“保、帮、关”分类处置": "the city's policy: classes 保 (support), 帮 (help), 关 (close)",
    "本市政策：县级负责、市级统筹": "the city's policy: counties are in charge, the city coordinates",
    "本市政策": "the city's policy",
}
_ARTICLES: Final = re.compile("第([0-9]+)条")


def in_english(reference: str) -> str:
    """A legal source in English; what has no known title stays as it is.

    >>> in_english("民法典第692条"), in_english("企业破产法第31条、第32条")
    ('Civil Code, art. 692', 'Enterprise Bankruptcy Law, art. 31, 32')
    """
    articles = _ARTICLES.findall(reference)
    title = _ARTICLES.sub("", reference).rstrip("、")
    known = _TITLES.get(title)
    if known is None:
        return reference
    return f"{known}, art. {', '.join(articles)}" if articles else known
