"""What the explorer of the network says."""

from __future__ import annotations

from typing import Final

from viz.style import CORE, LIABILITY, RULES, TIER, Word

_PICTURE: Final = {
    "explorer.title": Word("网络图谱", "Network explorer"),
    "explorer.graph": Word("担保网络图", "The guarantee network"),
    "explorer.graph.keys": Word(
        "方向键移动选择，回车展开，Delete 收起，P 固定，F 全图，Ctrl+Z 撤销；右侧表格为等效内容",
        "Arrows move the selection, Enter expands, Delete collapses, P pins, F fits, Ctrl+Z undoes; the table beside it says the same",
    ),
    "explorer.legend": Word("图例", "Legend"),
    "explorer.search": Word("查找主体", "Find a party"),
    "explorer.search_hint": Word("名称（任意部分）或信用代码", "Any part of a name, or a code"),
    "explorer.keep_adding": Word("加入当前图", "add to the picture"),
    "explorer.begin": Word("从哪里开始？", "Where to begin?"),
    "explorer.begin.about": Word("在上方查找企业，或从协调清单、担保圈中选一个", "Search above, or begin with the queue or a circle"),
    "explorer.circles": Word("担保圈（按贷款余额）", "Circles by loan balance"),
    "explorer.side": Word("所选内容", "About the selection"),
    "explorer.tab.details": Word("详情", "Details"),
    "explorer.tab.table": Word("表格", "Table"),
    "explorer.tab.filter": Word("筛选", "Filter"),
    "explorer.tab.structure": Word("路径结构", "Paths"),
    "explorer.tab.simulate": Word("推演", "Simulate"),
    "explorer.tab.keep": Word("保存导出", "Keep"),
    "explorer.wide": Word("加宽侧栏", "Wider panel"),
    "explorer.undo": Word("撤销", "Undo"),
    "explorer.redo": Word("重做", "Redo"),
    "explorer.fit": Word("全图", "Fit"),
    "explorer.expand": Word("展开", "Expand"),
    "explorer.collapse": Word("收起", "Collapse"),
    "explorer.pin": Word("固定", "Pin"),
    "explorer.unpin": Word("取消固定", "Unpin"),
    "explorer.remove": Word("移出", "Remove"),
    "explorer.fold": Word("合并所选", "Fold selection"),
    "explorer.fold_circle": Word("合并为担保圈", "Fold its circle"),
    "explorer.fold_circles": Word("按圈合并", "Fold circles"),
    "explorer.only_this": Word("以此为中心", "Begin here"),
    "explorer.dossier": Word("企业档案", "Dossier"),
    "explorer.as_seed": Word("设为违约起点", "Let it default"),
    "explorer.path_from_here": Word("路径（所选两个）", "Path between the two"),
    "explorer.elements": Word("{nodes} 个主体 · {links} 条担保", "{nodes} parties · {links} links"),
    "explorer.parts": Word("{parts} 个合并节点", "{parts} folded"),
    "explorer.part": Word("合并节点（点击打开）", "folded part (click to open)"),
    "explorer.part_name": Word("{name} 等", "{name} and others"),
    "explorer.part_holds": Word("{members} 个主体 · {links} 条内部担保", "{members} parties · {links} links inside"),
    "explorer.part_short": Word("{members} 户", "{members}"),
    "explorer.part_opens": Word("点击或回车打开", "click or Enter opens it"),
    "explorer.open_part": Word("打开", "Open"),
    "explorer.came": Word("新增 {number} 个主体", "{number} parties came"),
    "explorer.went": Word("收起 {number} 个主体", "{number} parties went"),
    "explorer.opened": Word("已打开，{number} 个主体", "Opened: {number} parties"),
    "explorer.pinned": Word("已固定", "Pinned"),
    "explorer.unpinned": Word("已取消固定", "Unpinned"),
    "explorer.missing": Word(
        "{number} 个主体在所选日期不存在或无权查看", "{number} parties are not there on this day, or not yours to see"
    ),
    "explorer.link": Word("担保（担保人→借款企业）", "guarantees (guarantor → borrower)"),
    "explorer.mutual": Word("互保", "mutual"),
    "explorer.external": Word("市外", "outside the city"),
    "explorer.filtered": Word("筛选隐去 {number} 个主体", "{number} parties hidden by filters"),
    "risk.listed": Word("高：在风险台账", "high: on the risk ledger"),
    "risk.alarming": Word("高：贷款次级及以下", "high: loans substandard or worse"),
    "risk.watched": Word("中：贷款关注", "medium: special mention"),
    "risk.none": Word("无上述情形", "none of these"),
    "explorer.risk": Word("风险分类", "Risk class"),
    "risk.listed.short": Word("台账", "listed"),
    "risk.alarming.short": Word("不良", "bad loans"),
    "risk.watched.short": Word("关注", "watched"),
    "explorer.seed": Word("违约起点", "seed"),
    "explorer.fallen": Word("连锁违约", "fallen"),
    "explorer.standing": Word("未违约", "standing"),
    "explorer.select_one": Word("选中图中的主体、担保或合并节点查看详情", "Select a party, a guarantee or a part to read about it"),
    "core": CORE.word,
}

_FACTS: Final = {
    "explorer.given": Word("对外担保", "Guarantees given"),
    "explorer.received": Word("获得担保", "Guarantees received"),
    "explorer.lenders": Word("债权机构", "Lenders"),
    "explorer.other_banks": Word("其他机构", "others"),
    "explorer.listing": Word("风险台账", "On the risk ledger"),
    "explorer.parties": Word("主体", "Parties"),
    "explorer.guarantees": Word("担保关系", "Guarantees"),
    "explorer.mark": Word("标识", "Mark"),
    "explorer.liability": Word("保证方式", "Liability"),
    "explorer.kinds": Word("主体类型", "Kinds of party"),
    "explorer.amount_from": Word("担保金额不低于（万元）", "Amount from (10,000 yuan)"),
    "explorer.direction": Word("方向", "Direction"),
    "explorer.direction.any": Word("双向", "both ways"),
    "explorer.direction.given": Word("它担保的", "whom it guarantees"),
    "explorer.direction.received": Word("为它担保的", "who guarantees it"),
    "explorer.depth": Word("层数", "Steps"),
    "explorer.show_all": Word("清除筛选", "Clear filters"),
    "explorer.show_day": Word("查看该日", "Show the day"),
    "explorer.days_known": Word("已载入数据日期：{days}", "Days of the data loaded: {days}"),
    "explorer.before_adding": Word("展开前筛选", "Before expanding"),
    "explorer.before_adding.about": Word(
        "展开时只加入符合条件的主体和担保；不选类型为全部", "Only what fits is added; no kind chosen means all"
    ),
    "explorer.what_shows": Word("显示筛选", "What is shown"),
    "explorer.what_shows.about": Word(
        "隐去的主体连同其担保一起隐去；不改变图的内容", "Hidden parties hide their guarantees; the picture keeps them"
    ),
    "explorer.key.click": Word("单击", "click"),
    "explorer.key.click.does": Word("选中（Shift/Ctrl 多选）", "selects (Shift or Ctrl: more)"),
    "explorer.key.double": Word("双击", "double click"),
    "explorer.key.double.does": Word("按条件展开一层", "expands, filtered"),
    "explorer.key.drag": Word("拖动", "drag"),
    "explorer.key.drag.does": Word("移动并固定", "moves and pins"),
    "explorer.key.arrows": Word("方向键", "arrows"),
    "explorer.key.arrows.does": Word("移到相邻主体", "walk to the next party"),
    "explorer.key.enter": Word("回车", "Enter"),
    "explorer.key.enter.does": Word("展开／打开", "expands or opens"),
    "explorer.key.delete": Word("Delete", "Delete"),
    "explorer.key.delete.does": Word("收起", "collapses"),
    "explorer.key.undo": Word("Ctrl+Z／Ctrl+Y", "Ctrl+Z / Ctrl+Y"),
    "explorer.key.undo.does": Word("撤销／重做", "undo, redo"),
}

_PATHS: Final = {
    "explorer.path": Word("最短担保路径", "Shortest chain of guarantees"),
    "explorer.path.about": Word("选定两个主体，路径加入图中并列出", "Choose two parties; the chain is drawn and listed"),
    "explorer.path.from": Word("起点", "From"),
    "explorer.path.to": Word("终点", "To"),
    "explorer.path.selected": Word("取所选两个", "Take the two selected"),
    "explorer.path.find": Word("查找路径", "Find the path"),
    "explorer.path.steps": Word("共 {number} 步", "{number} steps"),
    "explorer.path.none": Word("两者之间没有担保路径", "No chain of guarantees joins them"),
    "explorer.nobody": Word("未选", "nobody yet"),
    "explorer.guarantees_for": Word("为其担保", "guarantees"),
    "explorer.guaranteed_by": Word("由其担保", "is guaranteed, for"),
    "explorer.motifs": Word("结构查找", "Shapes"),
    "explorer.motifs.about": Word(
        "在当前显示的图中找互保对、环、星形（5家以上）和链（4家以上）", "Mutual pairs, rings, stars of five or more, chains of four or more"
    ),
    "explorer.motifs.find": Word("查找结构", "Find shapes"),
    "explorer.motifs.all": Word("全部选中", "Select all"),
    "explorer.motifs.none": Word("没有找到", "None among what is shown"),
    "explorer.motif.mutual": Word("互保对", "Mutual pairs"),
    "explorer.motif.ring": Word("担保环", "Rings"),
    "explorer.motif.star": Word("星形担保", "Stars"),
    "explorer.motif.chain": Word("担保链", "Chains"),
}

_SIMULATION: Final = {
    "explorer.seeds": Word("违约起点", "Who defaults first"),
    "explorer.seeds.about": Word(
        "在图中选中主体后加入，再推演连锁违约", "Select parties on the picture, add them, and let the cascade run"
    ),
    "explorer.seed_selected": Word("加入所选", "Add the selected"),
    "explorer.remove_seed": Word("移除", "Remove"),
    "explorer.no_seeds": Word("尚未选择", "Nobody yet"),
    "explorer.simulate": Word("推演", "Simulate"),
    "explorer.end_simulation": Word("结束推演", "End it"),
    "explorer.computing": Word("正在计算…", "Computing…"),
    "explorer.counties_hit": Word("受损区县", "Counties hit"),
    "explorer.play": Word("播放", "Play"),
    "explorer.pause": Word("暂停", "Pause"),
    "explorer.round_back": Word("上一轮", "Back"),
    "explorer.round_on": Word("下一轮", "Next"),
    "explorer.round_of": Word("第 {round} 轮 / 共 {last} 轮", "round {round} of {last}"),
    "explorer.in_round": Word("第{round}轮违约", "fell in round {round}"),
    "explorer.call": Word("为{borrower}代偿 {amount}", "called for {borrower}: {amount}"),
    "explorer.compared": Word("处置前后对比", "Before and after"),
}

_KEPT: Final = {
    "explorer.views": Word("保存的视图", "Views you keep"),
    "explorer.view_name": Word("视图名称", "Name of the view"),
    "explorer.keep_view": Word("保存当前视图", "Keep this view"),
    "explorer.forget_view": Word("删除视图", "Forget"),
    "explorer.no_views": Word("还没有保存的视图", "None yet"),
    "explorer.kept": Word("已保存", "Kept"),
    "explorer.address": Word("链接", "Address"),
    "explorer.address.about": Word(
        "地址栏始终对应当前的中心、层数、日期、筛选、所选和手工加入的主体",
        "The address holds where the picture began, its day, filters, selection and parties added",
    ),
    "explorer.copy_address": Word("复制链接", "Copy the address"),
    "explorer.copied": Word("已复制", "Copied"),
    "explorer.export.about": Word(
        "导出当前显示的主体与担保；文件注明导出人和时间", "What is shown now; each file says who took it and when"
    ),
    "explorer.taken": Word("已导出", "Taken"),
    "explorer.form.html": Word("离线网页", "Offline HTML"),
    "explorer.form.xlsx": Word("Excel", "Excel"),
    "explorer.form.csv.guarantees": Word("CSV（担保）", "CSV (guarantees)"),
    "explorer.form.csv.parties": Word("CSV（主体）", "CSV (parties)"),
    "explorer.form.graphml": Word("GraphML", "GraphML"),
    "explorer.form.gexf": Word("GEXF", "GEXF"),
}

TEXTS: Final = (
    _PICTURE
    | _FACTS
    | _PATHS
    | _SIMULATION
    | _KEPT
    | {f"explorer.liability.{kind.name.lower()}": word for kind, word in LIABILITY.items()}
    | {f"explorer.rule.{name}": word for name, word in RULES.items()}
    | {f"explorer.tier.{name}": word for name, word in TIER.items()}
)
