"""What is done about a fall, in words: on the picture and on the page of simulations."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "measure.title": Word("处置措施", "Measures"),
    "measure.about": Word("加入救助或置换担保，再与不处置比较", "Add a rescue or another guarantee, then compare with doing nothing"),
    "measure.of_seeds": Word("可选合同为首家违约企业所涉担保", "The guarantees offered are those of the firms that fail first"),
    "measure.rescue": Word("救助", "Rescue"),
    "measure.add_capacity": Word("注资", "Cash"),
    "measure.repay": Word("代还贷款", "Repayment"),
    "measure.merge": Word("并购重组", "Merger"),
    "measure.replace": Word("置换担保", "Replace a guarantee"),
    "measure.replace_by_collateral": Word("以抵质押物替代", "Collateral takes its place"),
    "measure.replace_by_guarantor": Word("换由其他担保人", "Another guarantor takes it over"),
    "measure.replace_by_company": Word("由融资担保公司承接", "A guarantee company takes it over"),
    "measure.new_company": Word("由拟引入的融资担保公司承接", "A new guarantee company takes it over"),
    "measure.cut_guarantee": Word("直接解除（警示）", "Release without replacement (warns)"),
    "measure.party": Word("主体", "Party"),
    "measure.amount": Word("金额（万元）", "Amount (10,000 yuan)"),
    "measure.collateral": Word("抵质押物价值（万元，计算时打折扣）", "Value of the collateral (10,000 yuan, before the haircut)"),
    "measure.net_assets": Word("担保公司净资产（万元）", "Net assets of the company (10,000 yuan)"),
    "measure.guarantee": Word("担保合同（担保人→借款人）", "Guarantee (guarantor → borrower)"),
    "measure.promise": Word("担保", "Guarantee"),
    "measure.how": Word("方式", "How"),
    "measure.successor": Word("新担保人", "New guarantor"),
    "measure.company": Word("融资担保公司", "Guarantee company"),
    "measure.company_name": Word("担保公司名称", "Name of the company"),
    "measure.newcomer": Word("拟引入融资担保公司", "a new guarantee company"),
    "measure.add_rescue": Word("加入救助", "Add the rescue"),
    "measure.add_cash": Word("加入注资", "Add the cash"),
    "measure.add_replacement": Word("加入置换", "Add the replacement"),
    "measure.drop": Word("去掉", "Drop"),
    "measure.none": Word("尚未加入措施", "No measure yet"),
    "measure.no_guarantee": Word("没有可置换的担保合同", "No guarantee to replace here"),
    "measure.need_party": Word("请先选择由谁承接", "Choose who takes it over"),
    "measure.need_amount": Word("请填写金额", "Enter an amount"),
    "measure.round": Word("第{round}轮", "round {round}"),
    "measure.try_each": Word("逐笔试换，看哪一笔最有效", "Try each: which one helps most"),
    "measure.try_each.about": Word("假定由有代偿能力的担保公司单独承接该笔", "Each alone, taken over by a company that can pay"),
    "measure.ranked": Word("按少损失的银行贷款排序", "By what banks lose less"),
    "measure.paid": Word("承接方代偿", "Paid by the company"),
    "measure.saved": Word("银行少损失", "Banks lose less"),
    "measure.spared": Word("少违约（家）", "Spared"),
    "measure.take": Word("采用", "Take it"),
    "measure.no_one_helps": Word("单独置换任何一笔都不能减少损失", "Replacing any one alone saves nothing"),
    "measure.compare": Word("比较处置前后", "Compare before and after"),
    "measure.computing": Word("正在计算…", "Computing…"),
    "measure.treated": Word("{name} · 处置后", "{name} · treated"),
}
