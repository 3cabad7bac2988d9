"""Build the documentation site: sphinx-build -n -W --keep-going docs build/site.

The pages are the Markdown files of this folder. The pages of the commands, of the parts and of the API, and
the gallery, are made from the program while the site is built.
"""

import os
import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx

from difference_finder import __version__

ROOT = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(ROOT / "docs" / "extensions"))
os.environ["MPLBACKEND"] = "agg"  # the gallery opens no windows

project = "difference-finder"
author = "The difference-finder authors"
copyright = author
release = __version__
version = ".".join(release.split(".")[:2])
language = "en"
smartquotes = False  # two hyphens stay two hyphens

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "command_pages",
    "mathml",
    "part_pages",
    "public_names",
    "repository_links",
]
exclude_patterns = [
    "_build",
    "extensions",
    "templates",
    "**/*.ipynb",
    "**/sg_execution_times.rst",
    "sg_execution_times.rst",
]
templates_path = ["templates"]
nitpicky = True
# Docstrings may mention modules that have no page; names of users always have one.
nitpick_ignore_regex = [(r"py:.*", r"difference_finder\.[a-z_]+\.[a-z_.]+(\.[A-Z]\w+)?")]

# Markdown
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header", "config.cache"]

# API
autosummary_generate = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# Gallery
sphinx_gallery_conf = {
    "examples_dirs": [str(ROOT / "examples")],
    "gallery_dirs": ["gallery"],
    "filename_pattern": r"\.py$",
    "copyfile_regex": r"index\.rst",
    "download_all_examples": False,
    "show_memory": False,
    "show_signature": False,
    "min_reported_time": 60,
    "remove_config_comments": True,
    "matplotlib_animations": False,
    "plot_gallery": True,
    "abort_on_example_error": True,
    "within_subsection_order": "gallery_order.Order",
    "nested_sections": False,
    "thumbnail_size": (320, 224),
}

# HTML
html_theme = "pydata_sphinx_theme"
html_title = "difference-finder"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"index": [], "install": []}
html_theme_options = {
    "logo": {"text": "difference-finder"},
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
}
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos, .gp, .go"


def write_demo(*_: object) -> None:
    """Write the images of the examples, where they are not there yet."""
    for arguments, written in ((["demo"], "original.png"), (["demo", "--folders"], "truth")):
        if not (ROOT / "examples" / "demo" / written).exists():
            command = [sys.executable, "-m", "difference_finder", *arguments]
            subprocess.run(command, cwd=ROOT / "examples", check=True, stdout=subprocess.DEVNULL)


def setup(app: Sphinx) -> None:
    """Register what this file adds to the build."""
    app.connect("config-inited", write_demo)
