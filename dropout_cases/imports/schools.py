"""Schools of an area: a row is a new school, or changes one known by its code, or by its name and tambon."""

import json
from typing import Any

from dropout_cases.models import ImportBatch, RowState, StagedRow
from schools import trail
from schools.models import Amphoe, School, Tambon, Verb
from thai.text import fold_school

from .desk import Desk
from .faults import DROP, Wrong
from .places import DMC_PLACE
from .staging import Staging
from .standing import referring

TOLD = ("code", "level_range", "phone")
KEPT = ("name", "aliases", "code", "tambon_id", "level_range", "phone")


class Schools(Staging):
    """Stages the schools of a file."""

    def __init__(self, desk: Desk):
        super().__init__(desk)
        self.met: dict[object, int] = {}
        elsewhere = School.objects.exclude(area=desk.area).exclude(code="")
        self.codes_elsewhere = set(elsewhere.values_list("code", flat=True))

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Stage a school; an empty cell leaves what is known."""
        tambon, name = self._tambon(values), values["school_name"]
        school = self._known(values, tambon)
        self._refuse_twin(line, school.key if school else (fold_school(name), tambon and tambon.pk))
        told = {"code": values["school_code"], "level_range": values["level_range"], "phone": values["phone"]}
        if school is None:
            if tambon is None:
                raise Wrong("NO_TAMBON", field="tambon")
            self.keep(line, RowState.NEW, {"name": name, **told, "tambon": _as_told(tambon)})
            return
        changes = {field: value for field, value in told.items() if value and value != getattr(school, field)}
        changes |= self._new_name(school, values)
        self.keep(line, RowState.CHANGED if changes else RowState.SAME, changes, school.key)

    def _refuse_twin(self, line: int, place: object) -> None:
        if place in self.met:
            raise Wrong("SCHOOL_TWICE", field="school_name", suggestion=str(self.met[place]))
        self.met[place] = line

    def _known(self, values: dict[str, Any], tambon: Tambon | None) -> School | None:
        code, known = values["school_code"], self.desk.schools
        named = [
            school
            for school in known.by_name.get(fold_school(values["school_name"]), [])
            if tambon is None or school.tambon_id == tambon.pk
        ]
        coded = known.by_code.get(code) if code else None
        if code in self.codes_elsewhere or coded and named and coded not in named:
            if self.desk.fix_of("CODE_TAKEN", code) != DROP:
                raise Wrong("CODE_TAKEN", field="school_code", value=code)
            values["school_code"], coded = "", None
        if not coded and len(named) > 1:
            raise Wrong("SEVERAL_SCHOOLS", field="school_name", value=values["school_name"])
        return coded or (named[0] if named else None)

    def _new_name(self, school: School, values: dict[str, Any]) -> dict[str, str]:
        """Another name under the same code: the old one stays as an alias, by which the school is still found."""
        names = {fold_school(name) for name in (school.name, *school.aliases.split(","))}
        if fold_school(values["school_name"]) in names:
            return {}
        aliases = ", ".join(part for part in (school.aliases, school.short_name) if part)
        return {"name": values["school_name"], "aliases": aliases[:300]}

    def _tambon(self, values: dict[str, Any]) -> Tambon | None:
        """The tambon of a row; one not known yet is learnt where the file gives its code and names."""
        code, name, amphoe = values["tambon_code"], values["tambon"], values["amphoe"]
        if not (code or name):
            return None
        places = self.desk.tambons
        number = code[:6] if DMC_PLACE.fullmatch(code) else code
        try:
            return places.find(name, amphoe, code)
        except Wrong:
            if len(number) == 6 and number.isdecimal() and name and amphoe:
                return places.learn(number, name, amphoe, values["province"] or self.desk.area.province)
            if self.desk.fix_of("UNKNOWN_TAMBON", name or code) == DROP:
                return None
            raise


def _as_told(tambon: Tambon) -> dict[str, str]:
    amphoe = tambon.amphoe
    return {
        "code": tambon.code,
        "name": tambon.name,
        "amphoe": amphoe.code,
        "amphoe_name": amphoe.name,
        "province": amphoe.province,
    }


def write(batch: ImportBatch, *, by, now, today) -> None:
    """Write the staged schools."""
    for row in batch.rows.filter(state=RowState.NEW):
        _add(batch, row, by)
    for row in batch.rows.filter(state=RowState.CHANGED):
        _change(batch, row, by)


def _add(batch: ImportBatch, row: StagedRow, by) -> None:
    told = json.loads(row.values)
    place = told.pop("tambon")
    amphoe, _made = Amphoe.objects.get_or_create(
        code=place["amphoe"], defaults={"name": place["amphoe_name"], "province": place["province"]}
    )
    batch.area.amphoe.add(amphoe)
    tambon, _made = Tambon.objects.get_or_create(code=place["code"], defaults={"name": place["name"], "amphoe": amphoe})
    school = School.objects.create(area=batch.area, tambon=tambon, **told)
    row.target = school.key
    row.save(update_fields=["target"])
    trail.write(by, Verb.CREATED, school, fields=["import", batch.key], area=batch.area)


def _change(batch: ImportBatch, row: StagedRow, by) -> None:
    school, changes = School.objects.get(key=row.target), json.loads(row.values)
    row.before = json.dumps({name: getattr(school, name) for name in changes}, ensure_ascii=False)
    row.save(update_fields=["before"])
    for name, value in changes.items():
        setattr(school, name, value)
    school.save()
    trail.write(by, Verb.CHANGED, school, fields=[*changes, "import", batch.key], area=batch.area)


def touched(batch: ImportBatch) -> int:
    """How many of the schools written were used or changed since."""
    made = School.objects.filter(key__in=batch.rows.filter(state=RowState.NEW).values("target"))
    changed = batch.rows.filter(state=RowState.CHANGED)
    return referring(made) + sum(_differs(row) for row in [*changed, *batch.rows.filter(state=RowState.NEW)])


def _differs(row: StagedRow) -> bool:
    school = School.objects.filter(key=row.target).first()
    told = {name: value for name, value in json.loads(row.values).items() if name in KEPT}
    return school is None or any(getattr(school, name) != value for name, value in told.items())


def undo(batch: ImportBatch, *, by, today) -> None:
    """Remove the schools the batch made, and give those it changed their former particulars back."""
    School.objects.filter(key__in=batch.rows.filter(state=RowState.NEW).values("target")).delete()
    for row in batch.rows.filter(state=RowState.CHANGED):
        school = School.objects.get(key=row.target)
        for name, value in json.loads(row.before).items():
            setattr(school, name, value)
        school.save()
