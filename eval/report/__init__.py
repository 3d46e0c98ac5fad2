"""The reports made from ``results.json``: Markdown and one self-contained HTML page."""
