"""Resolve references of docstrings to the names that users import: ``rank`` for ``study.rank.rank``."""

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.Node) -> nodes.Node | None:
    """Return the link to the documented name that ends like the reference; None if there is none."""
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    parts = node["reftarget"].split(".")
    ends = [".".join(parts), ".".join(parts[-2:]), parts[-1]]  # the module of a public name is not public
    for end in ends if parts[0] == "difference_finder" else ends[:1]:
        found = [name for name in domain.objects if name.endswith(f".{end}")]
        if found:
            target = min(found, key=len)
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, text)
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
