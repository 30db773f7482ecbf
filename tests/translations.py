"""Keep the English catalogue whole: `python -m tests.translations --check` or `--write`.

Source texts are Thai, as the officer reads them; English lives in `locale/en`. Texts are found in Python by its syntax
tree and in templates by Django's own reader, so that GNU gettext need not be installed.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("thai", "schools", "dropout_cases", "referrals", "summaries")
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# Thai words an English page may show, because they are the thing itself.
# Names of languages, and what is typed in Thai whatever the language of the page.
THAI_IN_ENGLISH = (
    "ไทย", "ด.ช.", "ด.ญ.", "น.ส.", "นาย", "บิดา", "มารดา", "ยาย", "ป.1", "ม.3", "ก.ย.", "กำลังศึกษา", "ลาออก", "จำหน่าย", "ชาย", "หญิง",
    "จึงเรียนมาเพื่อ", "ด้วย", "ตามที่", "นั้น", "หนังสือ…", "ที่ ศธ", "ศธ", "ลงวันที่ 3 มกราคม", "กลุ่มส่งเสริมการจัดการศึกษา", "รักษาราชการแทน",
    "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", "ผู้อำนวยการโรงพยาบาล",
)  # fmt: skip

# The arguments of each translating function.
SIGNATURES = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
ALIASES = {"_": "gettext", "gettext_noop": "gettext", **{f"{name}_lazy": name for name in SIGNATURES}}
LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
COMMENTS = re.compile(r"{#.*?#}|{% comment .*?endcomment %}|{% comment %}.*?endcomment %}|<!--.*?-->", re.DOTALL)
BLOCKTRANSLATE = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
THAI = re.compile(r"[\u0e00-\u0e7f]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{\w*(?::[^{}]*)?\}(?!\})|%[sd]")


class Text(NamedTuple):
    """A text to translate, as gettext tells one from another."""

    msgid: str
    context: str | None = None
    plural: str | None = None


def text_of(function: str, arguments: Iterable[str]) -> Text:
    """The text that a call of a translating function asks for."""
    return Text(**dict(zip(SIGNATURES[ALIASES.get(function, function)], arguments, strict=False)))


def function_name(call: ast.Call) -> str:
    """The name a call calls, whatever it hangs from."""
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def translating_calls(tree: ast.AST) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """Each call of a translating function, with the arguments that ought to be literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := ALIASES.get(function_name(node), function_name(node))) in SIGNATURES:
            yield node, node.args[: len(SIGNATURES[name])]


def is_literal(argument: ast.expr) -> bool:
    """Whether an argument is text written out."""
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def texts_in_python(source: str) -> Iterator[Text]:
    """The texts a Python file marks."""
    for call, arguments in translating_calls(ast.parse(source)):
        if arguments and all(map(is_literal, arguments)):
            yield text_of(function_name(call), [ast.literal_eval(argument) for argument in arguments])


def texts_in_template(source: str, name: str) -> Iterator[Text]:
    """The texts a template marks."""
    for call in CALL.finditer(templatize(source, origin=name)):
        yield text_of(call[1], [ast.literal_eval(literal) for literal in re.findall(LITERAL, call[2], re.DOTALL)])


def python_files() -> list[Path]:
    """The Python files of the apps; migrations repeat labels and are not read."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in files if "migrations" not in path.parts)


def template_files() -> list[Path]:
    """The templates of the site."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".svg"})


def name_of(path: Path) -> str:
    """A file as the catalogue and messages name it."""
    return path.relative_to(ROOT).as_posix()


def texts() -> dict[Text, list[str]]:
    """Every text of the site and the files it stands in, in the order of the files."""
    found: dict[Text, dict[str, None]] = defaultdict(dict)
    for path in python_files():
        for text in texts_in_python(path.read_text(encoding="utf-8")):
            found[text][name_of(path)] = None
    for path in template_files():
        for text in texts_in_template(path.read_text(encoding="utf-8"), name_of(path)):
            found[text][name_of(path)] = None
    return {text: list(files) for text, files in found.items() if text.msgid}


def key(entry: polib.POEntry | Text) -> tuple[str | None, str]:
    """What gettext looks a text up by."""
    return (entry.msgctxt if isinstance(entry, polib.POEntry) else entry.context, entry.msgid)


def catalogue() -> polib.POFile:
    """The English catalogue as it stands, or an empty one."""
    return polib.pofile(str(ENGLISH), wrapwidth=120) if ENGLISH.exists() else polib.POFile(wrapwidth=120)


def entry_for(text: Text, files: list[str], known: polib.POEntry | None) -> polib.POEntry:
    """The catalogue's entry of a text, with the English it already has."""
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context, occurrences=[(name, "") for name in files])
    if known:
        entry.msgstr, entry.tcomment, entry.flags = known.msgstr, known.tcomment, list(known.flags)
    if text.plural:
        entry.msgid_plural = text.plural
        # A text that had no plural until now keeps its English as the singular.
        entry.msgstr_plural = (known and known.msgstr_plural) or {0: entry.msgstr, 1: ""}
        entry.msgstr = ""
    return entry


def write() -> None:
    """Bring the catalogue in line with the site, keep its English, and compile every catalogue."""
    known = {key(entry): entry for entry in catalogue() if not entry.obsolete}
    entries: dict[tuple, polib.POEntry] = {}
    # Where one text is marked both with and without a plural, the plural form serves both.
    for text, files in sorted(texts().items(), key=lambda pair: pair[0].plural is None):
        if key(text) in entries:
            entries[key(text)].occurrences += [(name, "") for name in files]
        else:
            entries[key(text)] = entry_for(text, files, known.get(key(text)))
    po = polib.POFile(wrapwidth=120)
    po.metadata = METADATA
    po.extend(sorted(entries.values(), key=lambda entry: (entry.occurrences[0][0], entry.msgid)))
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(ENGLISH))
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def english_of(entry: polib.POEntry) -> list[str]:
    """The English of an entry: one text, or singular and plural."""
    return [entry.msgstr_plural.get(0, ""), entry.msgstr_plural.get(1, "")] if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with the English of one entry."""
    english = english_of(entry)
    if not all(english):
        yield "has no English"
    elif entry.fuzzy:
        yield "is marked fuzzy"
    else:
        thai = sorted(set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)))
        # An English singular may say "one" instead of the number.
        if sorted(set(PLACEHOLDER.findall(english[-1]))) != thai or not set(PLACEHOLDER.findall(english[0])) <= set(thai):
            yield "has other placeholders in English"
        left = " ".join(english)
        for word in THAI_IN_ENGLISH:
            left = left.replace(word, "")
        if THAI.search(left):
            yield "has Thai letters in its English"


def catalogue_problems() -> Iterator[str]:
    """Where the catalogue and the site differ, and what its entries lack."""
    wanted = {key(text): files for text, files in texts().items()}
    po = catalogue()
    have = {key(entry): entry for entry in po if not entry.obsolete}
    for missing in wanted.keys() - have.keys():
        yield f"{wanted[missing][0]}: «{missing[1]}» is not in the catalogue"
    for left_over in have.keys() - wanted.keys():
        yield f"«{left_over[1]}» is in the catalogue and nowhere on the site"
    for entry in po.obsolete_entries():
        yield f"«{entry.msgid}» is kept as obsolete"
    for known in have.keys() & wanted.keys():
        for fault in faults(have[known]):
            yield f"{wanted[known][0]}: «{known[1]}» {fault}"


def compiled_problems() -> Iterator[str]:
    """Compiled catalogues that are not what their source compiles to."""
    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = path.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != polib.pofile(str(path)).to_binary():
            yield f"{name_of(mo)} is not compiled from {path.name}"


def built_text_problems() -> Iterator[str]:
    """Texts put together before they are translated, which no catalogue can hold."""
    for path in python_files():
        for call, arguments in translating_calls(ast.parse(path.read_text(encoding="utf-8"))):
            if any(isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call) for argument in arguments):
                yield f"{name_of(path)}:{call.lineno}: translate the text first, then fill in its placeholders"


def unmarked_problems() -> Iterator[str]:
    """Thai letters in a template outside every translation tag."""
    for path in template_files():
        source = path.read_text(encoding="utf-8")
        for part in (COMMENTS, BLOCKTRANSLATE, TAGS):
            source = part.sub(lambda match: "\n" * match[0].count("\n"), source)
        for number, line in enumerate(source.splitlines(), start=1):
            if THAI.search(line):
                yield f"{name_of(path)}:{number}: «{line.strip()}» is not marked for translation"


def problems() -> list[str]:
    """Everything that keeps an English reader from reading the whole site."""
    checks = (catalogue_problems, compiled_problems, built_text_problems, unmarked_problems)
    return sorted(problem for check in checks for problem in check())


def main(arguments: list[str]) -> int:
    """Check or write, and tell the shell whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.translations", description=__doc__.splitlines()[0])
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--check", action="store_true", help="name what is missing, left over, empty or wrong")
    act.add_argument("--write", action="store_true", help="add what is missing, drop what is left over, compile")
    if parser.parse_args(arguments).write:
        write()
        return 0
    found = problems()
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
