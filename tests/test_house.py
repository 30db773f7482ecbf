"""The house keeps its shape: floors, imports, docstrings, sizes, templates, and nothing tracked that make makes."""

import ast
import re
import subprocess
from pathlib import Path

import crispy_forms
import pytest
from django import forms, views
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template

from tests.translations import COMMENTS

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["thai", "schools", "dropout_cases", "referrals", "summaries"]
MOST_LINES = 400
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

PYTHON = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
CODE = [path for path in PYTHON if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
MODELS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def markup_of(path):
    """A template without its comments."""
    return COMMENTS.sub("", path.read_text(encoding="utf-8"))


def imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=name_of)


# Python


@pytest.mark.parametrize("floor", range(len(FLOORS)), ids=FLOORS)
def test_floor_imports_only_from_below(floor):
    above = set(FLOORS[floor + 1 :])
    for path in (ROOT / FLOORS[floor]).rglob("*.py"):
        assert not above & {module.split(".")[0] for module in imported_modules(tree_of(path))}, path


@each(CODE)
def test_imports_stand_at_the_top(path):
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, FUNCTIONS))
    inner = (node for function in functions for node in ast.walk(function))
    assert not [node.lineno for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]


@each(CODE)
def test_nobody_imports_the_settings_module(path):
    assert "dropout_cases.settings" not in imported_modules(tree_of(path))


@each([path for path in CODE if path.read_text(encoding="utf-8").strip()])
def test_public_names_say_what_they_are(path):
    tree = tree_of(path)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert ast.get_docstring(tree), "a module opens with one sentence"
    assert not silent


@each(CODE)
def test_no_room_is_too_large(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each(CODE)
def test_forms_name_their_fields(path):
    values = (node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Assign | ast.keyword))
    assert not [value.lineno for value in values if isinstance(value, ast.Constant) and value.value == "__all__"]


# Models


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def persons_of(model):
    """The fields that say who did something."""
    return [field for field in model._meta.fields if field.is_relation and field.name.endswith("_by")]


def moments_of(who, fields):
    """The fields that say when the same thing was done."""
    return {field.name for field in fields} & {who.name.removesuffix("_by") + ending for ending in ("_at", "_on")}


def names_in(condition):
    """The fields a condition speaks of."""
    if isinstance(condition, models.Q):
        return {name for child in condition.children for name in names_in(child)}
    return {condition[0].split("__")[0]} if isinstance(condition, tuple) else set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_who_goes_with_when(model):
    assert not [who.name for who in persons_of(model) if not moments_of(who, model._meta.fields)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_who_and_when_are_tied_by_the_database(model):
    """Where both may be empty, a constraint speaks of both."""
    checks = [check for check in model._meta.constraints if isinstance(check, models.CheckConstraint)]
    tied = [names_in(check.condition) for check in checks]
    optional = [field for field in model._meta.fields if field.null]
    pairs = [{who.name, *moments_of(who, optional)} for who in persons_of(model) if who.null]
    assert not [pair for pair in pairs if len(pair) > 1 and not any(pair <= names for names in tied)]


# Templates


@each(TEMPLATES)
def test_template_parses(path):
    get_template(path.relative_to(ROOT / "templates").as_posix())


def texts_in(path):
    """The texts of a Python file as patterns; what an f-string or %s fills in may be anything."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value).replace("%s", ".+")


def test_every_template_is_used():
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    frameworks = [file for asker in (crispy_forms, views, forms) for file in Path(asker.__path__[0]).rglob("*.py")]
    in_python = {text for path in PYTHON + frameworks for text in texts_in(path) if re.search(r"\w.*\\\.\w+$", text)}
    in_templates = {text for path in TEMPLATES for text in re.findall(r"""["']([\w./-]+\.\w+)["']""", markup_of(path))}
    used = re.compile("|".join(in_python | {re.escape(name) for name in in_templates}))
    assert not [name for name in names if not used.fullmatch(name)]


FORBIDDEN_IN_TEMPLATES = {
    "a style attribute, which the Content-Security-Policy refuses": r"<[^>]*\sstyle\s*=",
    "an inline event handler, which the Content-Security-Policy refuses": r"<[^>{]*\son[a-z]+\s*=",
    "an inline script, which the Content-Security-Policy refuses": r"<script(?![^>]*\bsrc=)",
    "an inline style sheet, which the Content-Security-Policy refuses": r"<style\b",
    "a date field of the browser, which shows years of the Christian era": r"""\stype=["']?(?:date|month|week)""",
    "a date of Django's, which shows years of the Christian era": r"\|\s*date\b|{%\s*now\b",
}


@pytest.mark.parametrize("kind", FORBIDDEN_IN_TEMPLATES, ids=lambda kind: kind.split(",")[0])
def test_no_template_has(kind):
    pattern = re.compile(FORBIDDEN_IN_TEMPLATES[kind])
    assert not [name_of(path) for path in TEMPLATES if pattern.search(markup_of(path))]


def test_only_the_form_pack_trusts_markup():
    """Help texts come from the code; whatever people typed is escaped."""
    trusting = [path for path in TEMPLATES if re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", markup_of(path))]
    assert not [name_of(path) for path in trusting if path.parts[-3:-1] != ("house", "layout")]


@each(TEMPLATES + STATIC)
def test_nothing_is_loaded_from_another_host(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")  # names of XML, fetched by nobody
    assert not re.findall(r"""https?://[^\s"')]+|(?:src|href)\s*=\s*["']?//\S+|url\(\s*["']?//[^)]+""", text)


# The folder


def test_nothing_tracked_is_ignored():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == ""


def test_commands_of_the_readme_exist():
    readme, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    named = set(re.findall(r"(?:`|^\s*|\$ )(?:\w+=\S+ )*make ([a-z][\w-]*)", readme, re.MULTILINE))
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    assert {"run", "test", "check"} <= named <= targets


def test_locks_name_no_host():
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert "--hash=sha256:" in text
