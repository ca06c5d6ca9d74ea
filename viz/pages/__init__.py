"""The pages of the explorer: a shell a page, drawn by small ES modules out of what the API answers.

`templates/` are Jinja2, `static/` the styles and modules as they are served, `words.py` every text in Chinese and English. vis-network is
served out of the installed pyvis wheel and plotly.js out of plotly's, so that nothing is asked of any other machine.
"""

from viz.pages.assets import Asset, asset, digest
from viz.pages.rendering import PAGES, PageName, render

__all__ = ["PAGES", "Asset", "PageName", "asset", "digest", "render"]
