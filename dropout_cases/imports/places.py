"""The schools, tambon and codes a file may name, held in memory while it is read."""

import re
from collections import defaultdict
from difflib import get_close_matches

from schools.form_fields import ALIKE, BEFORE_PLACE, labels_of
from schools.models import Amphoe, Area, Code, School, Tambon
from thai.text import fold_school, squash

from .faults import Wrong

PREFIX = re.compile("^(?:ตำบล|ต[.]|แขวง|อำเภอ|อ[.]|เขต|กิ่งอำเภอ) *")
DMC_PLACE = re.compile("[0-9]{6}00")  # DMC pads the six digits of DOPA with two zeros


class Schools:
    """The schools of an area by code, name and recorded misprint."""

    def __init__(self, area: Area):
        self.all = list(School.objects.filter(area=area).select_related("tambon__amphoe"))
        self.labels = labels_of(self.all)
        self.by_code = {school.code: school for school in self.all if school.code}
        self.by_name: dict[str, list[School]] = defaultdict(list)
        for school in self.all:
            for name in dict.fromkeys(fold_school(name) for name in (school.name, *school.aliases.split(","))):
                self.by_name[name].append(school)
        self.named = {fold_school(school.name): label for school, label in zip(self.all, self.labels, strict=True)}

    def find(self, code: str, name: str) -> School:
        """The school meant by a code, or else by a name, perhaps with its tambon; Wrong with the nearest name as suggestion."""
        if not (code or name):
            raise Wrong("NO_SCHOOL", field="school_name")
        if code in self.by_code:
            return self.by_code[code]
        plain, _mark, place = name.partition(BEFORE_PLACE)
        found = [school for school in self.by_name.get(fold_school(plain), []) if place in str(school.tambon)] if name else []
        if len(found) == 1:
            return found[0]
        field, value = ("school_name", name) if name else ("school_code", code)
        raise Wrong("SEVERAL_SCHOOLS" if found else "UNKNOWN_SCHOOL", field=field, value=value, suggestion=self.near(name))

    def near(self, name: str) -> str:
        """The name most like a misspelled one, or an empty text."""
        close = get_close_matches(fold_school(name), self.named, 1, ALIKE) if name else []
        return self.named[close[0]] if close else ""


class Tambons:
    """Every tambon known, by code, and by its name within its amphoe; without one, among the amphoe of the area."""

    def __init__(self, area: Area):
        own = set(area.amphoe.values_list("pk", flat=True))
        self.by_code: dict[str, Tambon] = {}
        self.by_name: dict[tuple[str, str], list[Tambon]] = defaultdict(list)
        for tambon in Tambon.objects.select_related("amphoe"):
            self.by_code[tambon.code] = tambon
            self.by_name[_plain(tambon.name), _plain(tambon.amphoe.name)].append(tambon)
            if tambon.amphoe_id in own:
                self.by_name[_plain(tambon.name), ""].append(tambon)

    def find(self, name: str, amphoe: str = "", code: str = "") -> Tambon:
        """The tambon meant; Wrong where it is not known or not told apart."""
        number = code or (name if name.isdecimal() else "")
        number = number[:6] if DMC_PLACE.fullmatch(number) else number
        if number in self.by_code:
            return self.by_code[number]
        found = self.by_name.get((_plain(name), _plain(amphoe)), [])
        if len(found) == 1:
            return found[0]
        raise Wrong("UNKNOWN_TAMBON", field="tambon", value=name or code)

    def learn(self, code: str, name: str, amphoe_name: str, province: str) -> Tambon:
        """A tambon not known before, from a file that gives its six-digit code and its names; nothing is saved."""
        amphoe = Amphoe(code=code[:4], name=amphoe_name, province=province)
        self.by_code[code] = Tambon(code=code, name=name, amphoe=amphoe)
        return self.by_code[code]


def _plain(name: str) -> str:
    return squash(PREFIX.sub("", name.strip()))


class Codes:
    """Code lists by code and by label."""

    def __init__(self):
        self.grades = _by_label("grade")
        self.relations = _by_label("guardian_relation")
        self.statuses = _by_label("student_status")
        self.traces = _by_label("panong_trace_reason")
        for squashed, code in list(self.grades.items()):
            self.grades[squashed.replace("ปีที่", "")] = code
            self.grades[squashed.replace("ปีที่", "").replace("ศึกษา", "").replace("อนุบาล", "อ")] = code

    def grade(self, text: str) -> Code:
        """A grade by its DMC code (04 or 4), its name (ป.1, ประถมศึกษาปีที่ 1), with or without the room after it (ป.1/2)."""
        return _found(self.grades, text.partition("/")[0], "UNKNOWN_GRADE")

    def relation(self, text: str) -> Code:
        """What the guardian is to the child."""
        return _found(self.relations, text, "UNKNOWN_RELATION")

    def status(self, text: str) -> Code:
        """How the pupil stands on the roll."""
        return _found(self.statuses, text, "UNKNOWN_STATUS")

    def trace(self, text: str) -> Code:
        """Why a child could not be brought back, as the ministry's tracing list has it: the code alone, or before its words."""
        return _found(self.traces, text if text.strip().isdecimal() else text.lstrip("0123456789. )-"), "UNKNOWN_CAUSE")


def _by_label(name: str) -> dict[str, Code]:
    table: dict[str, Code] = {}
    for code in Code.objects.filter(list=name):
        words = (code.code, code.label_th, code.label_en, code.extra.get("full_th", ""))
        table |= {squash(word): code for word in words if word}
        if code.code.isdecimal():
            table[str(int(code.code))] = code
    return table


def _found(table: dict[str, Code], text: str, kind: str) -> Code:
    found = table.get(squash(text))
    if not found:
        raise Wrong(kind)
    return found
