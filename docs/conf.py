"""Sphinx configuration."""

from __future__ import annotations

project = "cffisock"
author = "The cffisock developers"
copyright = "2026, The cffisock developers"

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "cffisock"
default_role = "any"
nitpicky = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
suppress_warnings = ["ref.any"]
