"""What rules find: findings with a stable identity, by the city in columns and one by one as objects."""

from analysis.findings.batch import Batch, report
from analysis.findings.finding import Finding
from analysis.findings.shelf import FindingShelf
from analysis.findings.table import Comparison, FindingTable, compare

__all__ = ["Batch", "Comparison", "Finding", "FindingShelf", "FindingTable", "compare", "report"]
