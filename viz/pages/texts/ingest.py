"""What the page of loads says."""

from __future__ import annotations

from typing import Final

from graph.schema import TABLES
from viz.style import Word

TEXTS: Final = {f"table.{name}": Word(one.chinese, name.replace("_", " ")) for name, one in TABLES.items()} | {
    "ingest.title": Word("数据接入", "Loading data"),
    "ingest.lead": Word(
        "一次上传、一次入库：要么全部写入，要么原样不动；不合格的行退回更正",
        "One upload, one run: all of it or nothing; rows that do not hold are given back to be corrected",
    ),
    "ingest.upload": Word("上传报表", "Send files"),
    "ingest.drop": Word("将文件拖到此处", "Drop files here"),
    "ingest.choose": Word("选择文件", "Choose files"),
    "ingest.kinds": Word("Excel、CSV、Parquet 及 manifest.toml，可一次多个", "Excel, CSV, Parquet and manifest.toml, several at once"),
    "ingest.none_chosen": Word("尚未选择文件", "No file chosen yet"),
    "ingest.remove": Word("移除 {name}", "Remove {name}"),
    "ingest.reporting_date": Word("数据日期", "Reporting date"),
    "ingest.reporting_date.about": Word("留空时以文件所载日期为准", "Empty: the date the files hold"),
    "ingest.complete": Word("完整报送声明", "Declared complete"),
    "ingest.complete.about": Word(
        "声明某表即为全部数据：库中未再出现的旧记录将被关闭", "These rows are all there are: what the store holds beyond them is closed"
    ),
    "ingest.complete.add": Word("添加声明", "Add a declaration"),
    "ingest.complete.table": Word("表", "Table"),
    "ingest.complete.bank": Word("银行代码（可空）", "Bank code (optional)"),
    "ingest.complete.date": Word("日期（可空）", "Date (optional)"),
    "ingest.reason": Word("事由", "Reason"),
    "ingest.reason.about": Word("与上传人一并留痕", "Kept with the author"),
    "ingest.send": Word("上传并入库", "Send and load"),
    "ingest.sending": Word("正在上传…", "Sending…"),
    "ingest.cancel": Word("取消入库", "Cancel the load"),
    "ingest.report": Word("入库报告", "Report"),
    "ingest.report.empty": Word(
        "上传后在此显示进度与报告；也可在下方选择一个批次", "Progress and report appear here; or choose a run below"
    ),
    "ingest.stage.read": Word("读取文件", "reading"),
    "ingest.stage.clean": Word("整理数据", "cleaning"),
    "ingest.stage.check": Word("校验", "checking"),
    "ingest.stage.write": Word("写入", "writing"),
    "ingest.stage.return": Word("生成退回件", "marking the copies"),
    "ingest.waiting": Word("排队中", "waiting"),
    "ingest.done": Word("已入库", "loaded"),
    "ingest.nothing_loaded": Word("未写入任何数据", "Nothing was loaded"),
    "ingest.rejections": Word("退回的单元格", "Refused cells"),
    "ingest.no_rejections": Word("没有退回的行", "No row was refused"),
    "ingest.returned": Word("下载退回件（已标注）", "Download the marked copies"),
    "ingest.notices": Word("提示", "Notices"),
    "ingest.skipped": Word("未识别的文件或工作表", "Files or sheets that were skipped"),
    "ingest.closed": Word("因完整报送而关闭", "closed as no longer reported"),
    "ingest.runs": Word("历次入库", "Earlier runs"),
    "ingest.run": Word("批次", "Run"),
    "ingest.author": Word("经办", "Author"),
    "ingest.command_line": Word("命令行", "command line"),
    "ingest.data_date": Word("数据时点", "Data as of"),
    "ingest.tables": Word("各表结果", "Table by table"),
    "ingest.kind.upload": Word("上传", "upload"),
    "ingest.kind.plan": Word("还款计划录入", "repayment plan"),
    "ingest.kind.listing": Word("台账录入", "ledger entry"),
    "ingest.kind.consent": Word("授权录入", "consent"),
    "ingest.no_report": Word("该批次没有保存报告", "This run kept no report"),
    "job.queued": Word("排队", "queued"),
    "job.running": Word("运行中", "running"),
    "job.done": Word("完成", "done"),
    "job.failed": Word("失败", "failed"),
    "job.cancelled": Word("已取消", "cancelled"),
    "job.interrupted": Word("已中断", "interrupted"),
    "dialog.cancel": Word("返回", "Back"),
    "dialog.reason": Word("事由（留痕）", "Reason (kept on record)"),
}
