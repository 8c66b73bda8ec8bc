"""Sphinx configuration."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.tools import stand_in

# Nothing has to be compiled, and the pages come out the same on every platform.
stand_in.install()

import cffisock  # noqa: E402 - with the stand-in

project = "cffisock"
author = "The cffisock developers"
copyright = "2026, The cffisock developers"
version = release = cffisock.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "docs.tools.constants",
    "docs.tools.names",
    "docs.tools.speed",
]
exclude_patterns = ["_build", "tools"]
html_theme = "furo"
html_title = "cffisock"
html_static_path = ["_static"]
html_css_files = ["tables.css"]

# A name between single backquotes is looked for everywhere, and has to be found.
default_role = "any"
nitpicky = True
# What annotations call values that no page is about.
nitpick_ignore_regex = [
    ("py:.*", r"(cffisock\.native\.)?(CData|Callable|Mapping|ModuleType|Struct|T)"),
    ("py:class", r"Buffer|AnyBinary|ReadWriteBinary|Answer|SendableFile"),
]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True

# The Python documentation's names that the pages link to are listed here, so that a build asks no network.
intersphinx_mapping = {"python": ("https://docs.python.org/3", "python.inv")}
