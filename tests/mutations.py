"""Takes away one question of access at a time, and sees whether `test_access.py` notices: `python -m tests.mutations`.

Each removal is made in a copy of the tree: what is visible becomes everything, may becomes True, a refusal becomes nothing.
`--list` names them all; `--only TEXT` tries those with TEXT in their name; `--minutes N` stops after so long.
"""

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("schools", "dropout_cases", "referrals", "summaries")
LEFT_OUT = ("migrations", "demo", "management")  # nobody reaches them through a request
COPIED = (*APPS, "thai", "tests", "templates", "static", "locale", "pyproject.toml", "manage.py")

# Who may see: the queryset stays whole.
SCOPES = {"visible_to", "managed_by", "countable_by", "whole_to"}
# Who may do: the answer is yes.
QUESTIONS = {"may", "holds", "shows_sensitive_to", "shows_whole_to", "belongs_to_office_of"}
# Refusals: nothing happens.
REFUSALS = {"ask", "require", "demand"}

# What may be taken away without anybody noticing, because the same is asked again; and where that is.
EQUIVALENT: dict[str, str] = {}


@dataclass(frozen=True)
class Mutation:
    """One question taken out of a file: where it stands, what stood there, and what stands there now."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str
    within: str

    @property
    def name(self) -> str:
        """How the list of equivalents names it; line numbers move, so they are no part of it."""
        return f"{self.path}:{self.within}: {' '.join(self.before.split())}"


def mutations(tree: Path) -> list[Mutation]:
    """Every question asked in the code, in the order of the files."""
    files = [path.relative_to(tree) for app in APPS for path in sorted((tree / app).rglob("*.py"))]
    found = [one for path in files if not {*path.parts} & {*LEFT_OUT} for one in of_file(tree, path)]
    return [one for one in found if one.before != one.after]


def of_file(tree: Path, path: Path) -> Iterator[Mutation]:
    """The questions of one file."""
    text = (tree / path).read_text(encoding="utf-8")
    offsets = [0]
    for line in text.encode().splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))

    def mutation(node: ast.AST, after: str, within: str) -> Mutation:
        start, end = (offsets[row - 1] + column for row, column in ends_of(node))
        return Mutation(path.as_posix(), node.lineno, start, end, text.encode()[start:end].decode(), after, within)

    for within, node in named_nodes(ast.parse(text)):
        if after := without_question(node, text):
            yield mutation(node, after, within)
        if isinstance(node, ast.Call) and called(node) == "fetch":
            yield from (mutation(one, "action=None", within) for one in node.keywords if one.arg == "action")
        if isinstance(node, ast.FunctionDef) and node.name in SCOPES:
            yield mutation(node.body[-1], "return self.all()", within + node.name)
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield from (mutation(one.args[0], "Action.OWN_ACCOUNT", node.name) for one in stated(node))


def ends_of(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a node begins and ends: line, and column in bytes."""
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def named_nodes(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node below, with the names of the classes and functions around it."""
    for node in ast.iter_child_nodes(tree):
        yield within, node
        named = isinstance(node, ast.ClassDef | ast.FunctionDef)
        yield from named_nodes(node, f"{within}{node.name}." if named else within)


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def without_question(node: ast.AST, text: str) -> str:
    """What a call becomes when it no longer asks; nothing for calls that do not ask."""
    if not isinstance(node, ast.Call):
        return ""
    name = called(node)
    if name in SCOPES and isinstance(node.func, ast.Attribute):
        return f"{ast.get_source_segment(text, node.func.value)}.all()"
    return "True" if name in QUESTIONS else "None" if name in REFUSALS else ""


def stated(node: ast.ClassDef | ast.FunctionDef) -> list[ast.Call]:
    """The decorators that state an act."""
    return [one for one in node.decorator_list if isinstance(one, ast.Call) and called(one) == "states"]


def copy_of_the_tree(folder: Path) -> None:
    """What the tests need, without what they make."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
        elif source.exists():
            shutil.copy(source, folder / name)
    table = folder / "tests" / "access_table.py"
    # No question depends on the other methods, and this is three times as fast.
    table.write_text(re.sub("METHODS = .*", 'METHODS = ("GET", "POST")', table.read_text(encoding="utf-8")), encoding="utf-8")


def is_noticed(folder: Path, mutation: Mutation) -> bool:
    """Whether the tests fail without the question; the copy is made whole again."""
    file = folder / mutation.path
    whole = file.read_bytes()
    file.write_bytes(whole[: mutation.start] + mutation.after.encode() + whole[mutation.end :])
    try:
        return not passes(folder)
    finally:
        file.write_bytes(whole)


def passes(folder: Path) -> bool:
    """Whether the tests of access pass in a tree."""
    command = [sys.executable, "-m", "pytest", "tests/test_access.py", "-x", "-q", "--no-header", "--tb=no", "--show-capture=no"]
    command += ["-p", "no:xdist", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def main() -> int:
    """Try the mutations one after another; 1 when one survives that is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--minutes", type=float, default=600)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="access-") as name:
        folder = Path(name)
        copy_of_the_tree(folder)
        tried = [one for one in mutations(folder) if asked.only in one.name]
        if asked.list:
            sys.stdout.writelines(f"{one.line}: {one.name} → {one.after}\n" for one in tried)
            return 0
        if not passes(folder):
            sys.exit("The tests fail before anything is taken away.")
        until = time.monotonic() + 60 * asked.minutes
        survivors = [one for one in tried if time.monotonic() < until and not told(one, is_noticed(folder, one))]
    unexplained = [one for one in survivors if one.name not in EQUIVALENT]
    sys.stdout.writelines(f"Not noticed: {one.line}: {one.name}\n" for one in unexplained)
    return 1 if unexplained else 0


def told(mutation: Mutation, noticed: bool) -> bool:
    """Say how it went."""
    word = "noticed" if noticed else "explained" if mutation.name in EQUIVALENT else "NOT NOTICED"
    sys.stdout.write(f"{word:<12} {mutation.name}\n")
    sys.stdout.flush()
    return noticed


if __name__ == "__main__":
    sys.exit(main())
