"""What the page of the audit trail and the keys says."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "audit.title": Word("审计与密钥", "Audit and keys"),
    "audit.lead": Word(
        "每一次访问与办理都留痕，逐条相扣，只增不改", "Every access and act is written down, each sealed with the one before, never changed"
    ),
    "audit.chain": Word("链条状态", "The chain"),
    "audit.verified": Word("完整：{count} 条记录逐条相扣", "Whole: {count} entries, each sealed with the one before"),
    "audit.fault": Word("不完整：第 {number} 条起有异常", "Broken from entry {number} on"),
    "audit.verify": Word("重新核验", "Verify again"),
    "audit.head": Word("末条摘要（抄录备查）", "Digest of the last entry (write it down elsewhere)"),
    "audit.trail": Word("审计记录", "Trail"),
    "audit.number": Word("编号", "No."),
    "audit.at": Word("时间", "When"),
    "audit.who": Word("何人", "Who"),
    "audit.role": Word("角色", "Role"),
    "audit.action": Word("行为", "Act"),
    "audit.object": Word("对象", "On what"),
    "audit.reason": Word("事由", "Reason"),
    "audit.results": Word("条数", "Rows"),
    "audit.status": Word("状态码", "Status"),
    "audit.filter": Word("筛选", "Filter"),
    "audit.status.key": Word("状态", "Status"),
    "audit.details": Word("明细", "Details"),
    "audit.digest": Word("摘要", "Digest"),
    "keys.title": Word("访问密钥", "API keys"),
    "keys.new": Word("新建密钥", "New key"),
    "keys.role": Word("角色", "Role"),
    "keys.jurisdiction": Word("辖区或银行代码", "County or bank code"),
    "keys.label": Word("用途", "Label"),
    "keys.created": Word("新建于", "Made"),
    "keys.by": Word("经办", "By"),
    "keys.act": Word("操作", "Act"),
    "keys.revoke": Word("停用", "Revoke"),
    "keys.revoke.about": Word("密钥 {id} 立即停用，不可恢复", "The key {id} ends at once and for good"),
    "keys.revoked": Word("已停用", "revoked"),
    "keys.active": Word("有效", "active"),
    "keys.once": Word("此密钥只显示这一次，请立即妥善保存", "The key is shown this once: keep it now"),
    "keys.copy": Word("复制", "Copy"),
    "keys.copied": Word("已复制", "Copied"),
    "keys.make": Word("生成", "Make it"),
    "role.city": Word("市级", "city"),
    "role.county": Word("县（区）", "county"),
    "role.bank": Word("银行", "bank"),
    "role.analyst": Word("分析", "analyst"),
    "role.admin": Word("管理员", "admin"),
}
