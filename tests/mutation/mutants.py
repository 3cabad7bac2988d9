"""Mutants: copies of a module with one small fault, which a test should notice."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum"}


@dataclass(frozen=True)
class Mutant:
    """A fault of a module.

    Parameters
    ----------
    path
        File of the module.
    node, choice
        Number of the changed node of the module, and which of its changes is meant.
    line
        Line of the fault.
    function
        First line of the innermost function around it; 0 outside of functions.
    change
        The code before and after.
    """

    path: Path
    node: int
    choice: int
    line: int
    function: int
    change: str

    def tree(self) -> ast.Module:
        """Return the whole module with the fault."""
        whole = ast.parse(self.path.read_text("utf-8"))
        place, _ = next(found for number, found in enumerate(_places(whole)) if number == self.node)
        _replace(whole, place, list(_changes(place))[self.choice])
        return ast.fix_missing_locations(whole)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a module."""
    for number, (node, function) in enumerate(_places(ast.parse(path.read_text("utf-8")))):
        for choice, changed in enumerate(_changes(node)):
            before, after = (" ".join(ast.unparse(part).split())[:70] for part in (node, changed))
            yield Mutant(path, number, choice, node.lineno, function, f"{before} -> {after}")


def _places(tree: ast.AST, function: int = 0) -> Iterator[tuple[ast.AST, int]]:
    """Yield the nodes of the code itself: no annotations, documentation, or messages of errors."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list", "type_comment"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _is_text(node):
                continue
            inner = node.lineno if isinstance(node, ast.FunctionDef | ast.Lambda) else function
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                inner = node.decorator_list[0].lineno  # as its code object says
            yield node, inner
            yield from _places(node, inner)


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may become."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield ast.Compare(node.left, [COMPARISONS[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _other_constant(node.value)
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in NAMES and isinstance(node, ast.Name):
            yield ast.Name(NAMES[name], node.ctx)
        elif name in NAMES:
            yield ast.Attribute(node.value, NAMES[name], node.ctx)
    elif isinstance(node, ast.If | ast.IfExp):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield changed
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Break):
        yield ast.Pass()


def _other_constant(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 1.25 if value else 1.0)


def _replace(tree: ast.AST, place: ast.AST, changed: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is place:
                setattr(parent, field, ast.copy_location(changed, place))
                return
            if isinstance(value, list) and any(item is place for item in value):
                items = [ast.copy_location(changed, place) if item is place else item for item in value]
                setattr(parent, field, items)
                return
