"""Papers people use: 一企一策, 一圈一策, the sheet for a leader's meeting, the credit check sheet (核查单).

What a paper says is composed once, as plain texts (a module a paper), and laid out once (`Layout`). It is rendered twice: as an HTML page
with print styles, and as a Word file through a template that an office may replace (`templates/`).
"""

from viz.papers.content import Origin, Paper
from viz.papers.page import html
from viz.papers.word import BrokenTemplate, docx

__all__ = ["BrokenTemplate", "Origin", "Paper", "docx", "html"]
