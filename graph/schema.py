"""The domain model: every table, node and relationship of the guarantee graph, declared once.

SQL, Cypher, Excel templates and docs/data-contract.md are generated from these classes. Money is yuan in files and exact fen
inside. `Table.key` says what a duplicate is.
"""

from __future__ import annotations

from typing import Annotated, Final

from graph.model import Fact, Table, column
from graph.values import Kind
from graph.vocabulary import (
    APPLICATION,
    CONTROL,
    CREDITOR,
    DEBT,
    FIVE_CLASS,
    GUARANTOR_KIND,
    LIABILITY,
    PLAN_SOURCE,
    PLAN_STAGE,
    PRODUCT,
    RENEWAL,
    TIER,
)

CreditCode = Annotated[str, Kind.CREDIT_CODE]
PartyCode = Annotated[str, Kind.PARTY_CODE]
CountyCode = Annotated[str, Kind.COUNTY_CODE]
CityCode = Annotated[str, Kind.CITY_CODE]
Number = Annotated[str, Kind.NUMBER]
Text = Annotated[str, Kind.TEXT]
Money = Annotated[int, Kind.MONEY]
Share = Annotated[float, Kind.SHARE]
Rate = Annotated[float, Kind.RATE]
Count = Annotated[int, Kind.COUNT]
Date = Annotated[str, Kind.DATE]
Flag = Annotated[bool, Kind.FLAG]
Choice = Annotated[str, Kind.CHOICE]

PARTIES: Final = ("enterprises", "persons", "guarantee_companies")


class County(Fact, name="counties", chinese="区县", key="county_code"):
    """A county or district of the city."""

    county_code: CountyCode = column("行政区划代码 区县代码", "six digits, GB/T 2260", loose="区划代码 县区代码")
    name: Text = column("名称 区县名称 区县", loose="县区名称 县区 县市区 行政区划名称")
    city_code: CityCode | None = column("城市代码", "four digits; six ending in 00 accepted", loose="地市代码")


class Bank(Fact, name="banks", chinese="银行", key="bank_code"):
    """A lender's local institution."""

    bank_code: Number = column("机构代码 银行代码 金融机构代码", loose="银行机构代码")
    name: Text = column("名称 银行名称 机构名称", loose="金融机构名称 银行机构名称")
    head_office: Text | None = column("总行 总行名称")
    kind: Text | None = column("类型 机构类型", loose="机构类别 银行类型 银行类别")
    county_code: CountyCode | None = column("所在区县 所在区县代码 所属区县 属地区县 区县代码", edge=">LOCATED_IN", refers="counties")
    city_code: CityCode | None = column("所在城市 所在城市代码", loose="所在地市 城市代码")
    net_capital: Money | None = column("资本净额", loose="总资本净额")
    tier1_capital: Money | None = column("一级资本净额", loose="一级资本")
    local_legal_person: Flag | None = column("是否地方法人机构 地方法人机构", loose="是否地方法人 地方法人")


class Enterprise(Fact, name="enterprises", chinese="企业", key="credit_code as_of", party=True, reported_on="as_of"):
    """A firm and one dated statement of its figures."""

    credit_code: CreditCode = column("统一社会信用代码 社会信用代码 信用代码 统一信用代码")
    name: Text = column("企业名称 名称 单位名称", loose="企业全称 公司名称 企业")
    county_code: CountyCode | None = column(
        "属地区县代码 区县代码 属地区县 所属区县 所在区县 属地 县区 注册区县 行政区划代码",
        "never derived from the credit code",
        refers="counties",
        edge=">LOCATED_IN",
        required=True,
    )
    industry_code: Text | None = column("行业代码", loose="行业分类代码 国民经济行业代码 国标行业代码")
    above_scale: Flag | None = column("是否规上 规上企业", loose="是否规上企业 是否规模以上 是否规模以上企业 规模以上企业")
    registered_in_city: Flag | None = column("是否本市注册", "default yes", loose="本市注册")
    department: Text | None = column("行业主管部门 主管部门")
    listed_code: Text | None = column("证券代码", loose="股票代码")
    status: Text | None = column("经营状态", loose="登记状态 企业状态 存续状态")
    employees: Count | None = column(
        "职工人数 员工人数 从业人数", loose="从业人员 从业人员数 从业人员人数 用工人数 员工数 职工数 在职职工人数 在职员工人数"
    )
    as_of: Date | None = column("数据日期", "date of the figures", loose="报表日期 财报日期 财务数据日期 统计日期")
    total_assets: Money | None = column("总资产 资产总额", loose="资产总计 资产合计")
    net_assets: Money | None = column("净资产 所有者权益", loose="净资产总额 所有者权益合计 股东权益")
    liquid_assets: Money | None = column("货币资金")
    total_liabilities: Money | None = column("总负债 负债总额", loose="负债总计 负债合计")
    revenue: Money | None = column("营业收入", loose="销售收入 主营业务收入 营业总收入 年营业收入 年销售收入")
    cost_of_sales: Money | None = column("营业成本", loose="销售成本 主营业务成本")
    sales_profit_rate: Rate | None = column("销售利润率")
    growth_rate: Rate | None = column("预计销售收入年增长率", loose="预计收入增长率 预计销售收入增长率 预计增长率")
    avg_inventory: Money | None = column("平均存货", loose="存货平均余额 平均存货余额")
    avg_receivables: Money | None = column("平均应收账款", loose="应收账款平均余额 平均应收账款余额")
    avg_payables: Money | None = column("平均应付账款", loose="应付账款平均余额 平均应付账款余额")
    avg_prepayments: Money | None = column("平均预付账款", loose="预付账款平均余额 平均预付账款余额")
    avg_advances: Money | None = column("平均预收账款", loose="预收账款平均余额 平均预收账款余额")
    own_funds: Money | None = column("自有资金", loose="借款人自有资金")
    other_funds: Money | None = column("其他渠道资金", loose="其他渠道提供的营运资金")
    default_probability: Share | None = column("违约概率", "a year; empty: the table of the policy")
    external: Flag | None = column("外部主体", "named by another row only: a party outside the city's tables", derived=True)


class Person(Fact, name="persons", chinese="自然人", key="person_id", party=True):
    """A natural person, known by a pseudonym."""

    person_id: PartyCode = column("人员标识 人员编号 自然人标识 个人标识", "a pseudonym; a raw ID number is refused")
    name: Text | None = column("姓名", loose="名称 自然人姓名")
    net_assets: Money | None = column("净资产", loose="个人净资产")
    external: Flag | None = column("外部主体", "named by another row only: a party outside the city's tables", derived=True)


class GuaranteeCompany(Fact, name="guarantee_companies", chinese="融资担保公司", key="credit_code", party=True):
    """A financing guarantee company."""

    credit_code: CreditCode = column("统一社会信用代码 社会信用代码 信用代码 统一信用代码")
    name: Text = column("名称 公司名称 企业名称", loose="担保公司名称 融资担保公司名称 担保机构名称 机构名称")
    county_code: CountyCode | None = column("所在区县 属地区县代码 区县代码 属地区县 所属区县", refers="counties", edge=">LOCATED_IN")
    net_assets: Money | None = column("净资产", required=True, loose="净资产总额 所有者权益")
    small_business_focus: Flag | None = column("是否主要服务小微三农", loose="主要服务小微三农 是否服务小微三农")
    external: Flag | None = column("外部主体", "named by another row only: a party outside the city's tables", derived=True)


class Facility(Fact, name="facilities", chinese="授信", key="facility_no", valid_from="starts_on"):
    """A credit line a bank granted."""

    facility_no: Number = column("授信编号 授信合同编号", loose="授信协议编号 额度编号")
    bank_code: Number = column("机构代码 银行代码 金融机构代码 授信机构代码 授信银行代码", refers="banks", edge="<GRANTED")
    borrower: CreditCode = column(
        "借款企业 借款人 借款企业代码 客户 客户名称 授信企业 授信客户 授信对象 借款单位 统一社会信用代码",
        loose="企业 企业名称",
        refers="enterprises",
        edge="<HAS_LINE",
    )
    limit: Money = column("授信额度", loose="授信金额 授信总额 授信总额度 授信限额 批复额度")
    used: Money | None = column("已用额度", loose="已使用额度 已用金额 已用授信 用信余额 用信金额")
    starts_on: Date | None = column("起始日 授信起始日", loose="生效日 授信生效日 授信日期")
    ends_on: Date | None = column("到期日 授信到期日", loose="终止日 授信终止日 失效日 截止日")
    kind: Text | None = column("授信种类", loose="授信品种 授信类型")


class Loan(Fact, name="loans", chinese="借据", key="loan_no", valid_from="starts_on"):
    """A drawn loan; live while its balance is above zero, also past its maturity."""

    loan_no: Number = column("借据编号 借据号 借据号码 贷款编号", loose="贷款借据编号 贷款借据号 借据流水号")
    borrower: CreditCode = column(
        "借款企业 借款人 借款企业代码 客户 客户名称 借款单位 借款主体 贷款企业 统一社会信用代码",
        loose="企业 企业名称",
        refers="enterprises",
        edge="<BORROWED",
    )
    bank_code: Number = column(
        "机构代码 银行代码 贷款银行代码 金融机构代码 贷款机构代码 债权银行代码 债权机构代码",
        refers="banks",
        edge="<LENT",
        loose="放款机构代码 经办机构代码 贷款行 放款行 债权行 经办行",
    )
    facility_no: Number | None = column("授信编号 授信合同编号", refers="facilities", edge=">DRAWN_UNDER", loose="授信协议编号 额度编号")
    product: Choice | None = column("业务品种", vocabulary=PRODUCT, loose="贷款品种 产品名称 业务种类 贷款种类")
    principal: Money | None = column("发放金额 贷款金额", loose="放款金额 借据金额 借款金额 贷款本金 贷款发放金额")
    balance: Money = column("余额 贷款余额 借据余额", loose="本金余额 贷款本金余额 借款余额 未还本金 未偿还本金 剩余本金 结欠本金")
    starts_on: Date = column(
        "发放日 发放日期 起始日 起始日期 贷款起始日 放款日 放款日期", loose="借款日 起息日 开始日 贷款发放日 借款起始日"
    )
    matures_on: Date = column("到期日 到期日期 贷款到期日 终止日", loose="约定到期日 借款到期日 借据到期日 截止日")
    rate: Rate | None = column("利率 年利率", "a year", loose="执行利率 执行年利率 贷款利率 年化利率")
    five_class: Choice | None = column(
        "五级分类", vocabulary=FIVE_CLASS, loose="五级分类结果 风险分类 风险五级分类 贷款五级分类 五级分类状态"
    )
    overdue_days: Count | None = column("逾期天数", loose="本金逾期天数 欠本天数")
    overdue_principal: Money | None = column("逾期本金", loose="逾期本金余额 逾期金额")
    overdue_interest: Money | None = column("欠息", loose="欠息余额 欠息金额 逾期利息")
    margin_deposit: Money | None = column("保证金", "exposure is balance less margin", loose="保证金金额 保证金余额")
    collateral_value: Money | None = column("抵质押物价值 抵押物价值", loose="抵质押物评估价值 抵押物评估价值 抵质押价值 押品价值")
    creditor_kind: Choice | None = column("债权人类型", vocabulary=CREDITOR, loose="债权人类别 债权机构类型")
    purpose: Text | None = column("用途 贷款用途", loose="资金用途 借款用途")
    renewal: Choice | None = column("续贷方式", vocabulary=RENEWAL, loose="续贷类型 续贷标识")


class Guarantee(
    Fact,
    name="guarantees",
    chinese="担保合同",
    key="guarantee_no guarantor loan_no facility_no",
    label="Guarantee",
    relationship=("GUARANTEES", "guarantor", "loan_no facility_no"),
    valid_from="signed_on",
):
    """A promise to pay another's loan, or whatever is drawn under a facility."""

    guarantee_no: Number = column("担保合同编号 保证合同编号", loose="担保编号 保证编号")
    guarantor: PartyCode = column("担保人 保证人 担保人代码 担保企业 保证企业 担保方 担保单位 担保主体", refers=PARTIES, stub=True)
    guarantor_kind: Choice | None = column("担保人类型 保证人类型", vocabulary=GUARANTOR_KIND, loose="担保人类别 保证人类别 担保人性质")
    loan_no: Number | None = column(
        "借据编号 借据号",
        "this or facility_no",
        refers="loans",
        loose="借据号码 贷款编号 贷款借据编号 贷款借据号 被担保借据编号 借据流水号",
    )
    facility_no: Number | None = column(
        "授信编号 授信合同编号", "this or loan_no", refers="facilities", loose="授信协议编号 额度编号 被担保授信编号"
    )
    cap: Money | None = column(
        "最高担保额 担保金额 最高债权额",
        "empty, `-` or `/`: the whole debt; 未知 and the like are rejected",
        empty_says=True,
        loose="最高担保金额 最高保证金额 保证金额 担保限额 担保额度 担保额",
    )
    liability: Choice | None = column(
        "保证方式 保证类型 保证责任方式 保证责任类型", "empty counts as unclear", vocabulary=LIABILITY, loose="担保方式"
    )
    share: Share | None = column("担保份额", "the stated share of several liability", loose="保证份额 按份份额 担保比例 保证比例")
    group_no: Number | None = column("联保小组 联保小组编号", loose="联保体编号 联保组编号")
    same_document: Flag | None = column("是否同一合同签署", loose="是否同一合同")
    signed_on: Date = column(
        "签订日 签订日期",
        "before 2021-01-01 unclear means joint, after it general",
        loose="签约日 签署日 合同签订日 担保合同签订日 保证合同签订日",
    )
    period_ends_on: Date | None = column(
        "保证期间届满日", "after it the guarantee has lapsed", loose="保证期间到期日 保证期间截止日 保证期间终止日 保证期届满日"
    )
    resolution_checked: Flag | None = column("决议已核", loose="决议是否已核 是否已核决议 决议核验")


class Control(
    Fact,
    name="controls",
    chinese="控制关系",
    key="controller enterprise kind valid_from",
    label="Control",
    relationship=("CONTROLS", "controller", "enterprise"),
    valid_from="valid_from",
    through="valid_to",
):
    """Who controls a firm."""

    controller: PartyCode = column("控制人 控制人代码 控制方", loose="实际控制人 实控人 股东", refers=PARTIES, stub=True)
    enterprise: CreditCode = column(
        "被控企业 被控企业代码 被控制企业 被投资企业 受控企业 统一社会信用代码", loose="企业 企业名称", refers="enterprises"
    )
    kind: Choice | None = column("控制方式", vocabulary=CONTROL, loose="控制类型 控制关系 控制人类型")
    share: Share | None = column("持股比例", loose="出资比例 股权比例 控股比例")
    valid_from: Date | None = column("起始日 生效日期", loose="开始日")
    valid_to: Date | None = column("终止日 失效日期", "the last day it holds", loose="截止日 结束日")


class RiskListing(Fact, name="risk_list", chinese="风险企业台账", key="enterprise listed_on", valid_from="listed_on", until="delisted_on"):
    """A firm on the county's ledger of risk enterprises."""

    enterprise: CreditCode = column("企业 统一社会信用代码 风险企业", refers="enterprises", edge=">ABOUT")
    tier: Choice | None = column("风险等级", vocabulary=TIER, loose="风险级别 等级")
    listed_on: Date = column("列入日期", loose="纳入日期 入库日期 列入台账日期")
    delisted_on: Date | None = column("销号日期", "the first day off the ledger", loose="移出日期 退出日期 出库日期")
    department: Text | None = column("主管部门 行业主管部门")
    cause: Text | None = column("成因", loose="风险成因 风险原因")
    application: Choice | None = column("提请市级", vocabulary=APPLICATION, loose="是否提请市级 提请市级协调 申请市级协调 是否申请市级协调")
    leader: Text | None = column("牵头领导", loose="包保领导 牵头县领导 挂钩领导")
    officer: Text | None = column("责任人", loose="具体责任人")
    measures: Text | None = column("措施", loose="化解措施 处置措施")
    progress: Text | None = column("进展", loose="进展情况 处置进展 化解进展 工作进展")


class JointLimit(Fact, name="joint_limits", chinese="联合授信额度", key="borrower valid_from", valid_from="valid_from"):
    """The limit a joint-credit committee set for a borrower."""

    borrower: CreditCode = column(
        "借款企业 借款人 客户 客户名称 统一社会信用代码", loose="企业 企业名称", refers="enterprises", edge=">ABOUT"
    )
    limit: Money = column("联合授信额度 授信额度", loose="联合授信限额 联合授信总额 授信限额")
    valid_from: Date | None = column("起始日 生效日期", loose="核定日期")


class Consent(Fact, name="consents", chinese="授权", key="enterprise given_on", valid_from="given_on", through="ends_on"):
    """A firm's written consent to show its loans."""

    enterprise: CreditCode = column("企业 统一社会信用代码", refers="enterprises", edge=">ABOUT")
    given_on: Date = column("授权日期", loose="授权日 授权书签署日")
    ends_on: Date | None = column("授权截止日 截止日期", "the last day it holds", loose="授权到期日 到期日 有效期至")


class OtherDebt(Fact, name="other_debts", chinese="其他债务", key="enterprise kind as_of", reported_on="as_of"):
    """What a firm owes outside loans."""

    enterprise: CreditCode = column("企业 统一社会信用代码", refers="enterprises", edge=">ABOUT")
    kind: Choice = column("债务类型 类型", vocabulary=DEBT, loose="债务种类 负债类型")
    amount: Money = column("金额", loose="债务金额 欠款金额 债务余额")
    as_of: Date | None = column("数据日期", loose="统计日期")


class Bond(Fact, name="bonds", chinese="债券", key="bond_code"):
    """A bond a firm issued."""

    bond_code: Number = column("债券代码", loose="债券编号")
    issuer: CreditCode = column("发行人 发行企业 发行主体 统一社会信用代码", loose="企业 企业名称", refers="enterprises", edge="<ISSUED")
    balance: Money = column("余额 债券余额", loose="存续余额 未偿还余额")
    matures_on: Date = column("到期日 兑付日", loose="债券到期日")
    defaulted: Flag | None = column("是否违约", loose="违约")


class EquityPledge(Fact, name="pledges", chinese="股权质押", key="pledge_no"):
    """A pledge of a listed company's shares."""

    pledge_no: Number = column("质押编号", loose="质押登记编号 质押合同编号")
    pledgor: PartyCode = column("出质人 质押人 质押股东", refers=PARTIES, stub=True, edge="<PLEDGED")
    listed_code: Text = column("证券代码", loose="股票代码")
    pledged_share: Share = column("质押比例", loose="质押股份比例 质押股份占比 质押占比")
    cumulative_share: Share | None = column("累计质押比例", loose="累计质押占比")


class Signal(Fact, name="signals", chinese="风险信号", key="enterprise kind observed_on source", valid_from="observed_on"):
    """An observed sign of trouble."""

    enterprise: CreditCode = column("企业 统一社会信用代码", refers="enterprises", edge=">ABOUT")
    kind: Text = column("信号类型 类型", loose="信号种类 风险信号")
    observed_on: Date = column("观察日期 日期", loose="发生日期 发现日期")
    value: Rate | None = column("数值")
    source: Text = column("来源", loose="信号来源 数据来源")


class Indicator(Fact, name="indicators", chinese="指标值", key="enterprise indicator period"):
    """A value of an evaluation indicator."""

    enterprise: CreditCode = column("企业 统一社会信用代码", refers="enterprises", edge=">ABOUT")
    indicator: Text = column("指标 指标代码", loose="指标名称 指标编号")
    period: Text = column("期间", loose="报告期 统计期 所属期")
    value: Rate = column("指标值 数值")


class CapitalPlan(Fact, name="capital_plans", chinese="还款计划", key="loan_no stage source recorded_on", valid_from="recorded_on"):
    """A repayment plan, or the funds in place, for a loan's maturity."""

    loan_no: Number = column("借据编号", refers="loans", edge=">ABOUT", loose="借据号 借据号码 贷款编号 贷款借据编号")
    stage: Choice | None = column("阶段", vocabulary=PLAN_STAGE, loose="计划阶段")
    source: Choice | None = column("资金来源 来源", vocabulary=PLAN_SOURCE)
    amount: Money | None = column("金额", loose="计划金额 还款金额 到位金额")
    responsible: Text | None = column("责任人")
    recorded_on: Date | None = column("登记日期", loose="记录日期 填报日期")


_MODELS: Final = (
    County, Bank, Enterprise, Person, GuaranteeCompany, Facility, Loan, Guarantee, Control, RiskListing, JointLimit, Consent,
    OtherDebt, Bond, EquityPledge, Signal, Indicator, CapitalPlan,
)  # fmt: skip
TABLES: Final[dict[str, Table]] = {model.table.name: model.table for model in _MODELS}  # each after the tables it refers to
