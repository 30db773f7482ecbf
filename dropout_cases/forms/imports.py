"""The forms of an import: the file, how it is read, what its columns hold, and corrections for many rows at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dropout_cases.imports.cells import BUDDHIST, CHRISTIAN
from dropout_cases.imports.faults import FAULTS, Wrong
from dropout_cases.imports.headings import guess
from dropout_cases.imports.kinds import kind_of
from dropout_cases.imports.limits import MB, MOST_BYTES
from dropout_cases.imports.places import Schools
from dropout_cases.imports.tracing import SOURCES
from dropout_cases.models import ImportBatch, ImportKind
from dropout_cases.models.imports import RIGHT_TO_IMPORT
from schools.access import holds
from schools.form_fields import SchoolField
from schools.forms.words import areas_of
from schools.models import Area, Code, School

from .base import SentOnce

ENCODINGS = {
    "utf-8-sig": _("UTF-8"),
    "utf-8": _("UTF-8"),
    "cp874": _("ภาษาไทย Windows-874 (TIS-620)"),
    "utf-16": _("UTF-16 (Unicode)"),
    "utf-16-le": _("UTF-16 LE (Unicode)"),
    "utf-16-be": _("UTF-16 BE (Unicode)"),
}
DELIMITERS = {",": _("จุลภาค ( , )"), ";": _("อัฒภาค ( ; )"), "\t": _("แท็บ"), "|": _("ขีดตั้ง ( | )")}
MOST_BEFORE_HEADINGS = 20
LONGEST_SAMPLE = 40


def kinds_for(user) -> list[ImportKind]:
    """The kinds of file a person may import."""
    return [kind for kind in ImportKind if holds(user, RIGHT_TO_IMPORT[kind])]


class UploadForm(SentOnce):
    """The file, and what it holds. Where a person imports for several areas, for which."""

    kind = forms.ChoiceField(label=_("ไฟล์นี้คืออะไร"), widget=forms.RadioSelect, error_messages={"required": _("เลือกชนิดของข้อมูล")})
    area = forms.ModelChoiceField(Area.objects.none(), label=_("เขตพื้นที่"))
    file = forms.FileField(
        label=_("ไฟล์"),
        help_text=_(".xlsx .xls หรือ .csv ไม่เกิน %(most)d MB ไม่เกิน 200,000 แถว") % {"most": MOST_BYTES // MB},
        error_messages={"required": _("เลือกไฟล์"), "empty": _("ไฟล์ว่าง เลือกไฟล์ที่มีข้อมูล")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.user, kinds = user, kinds_for(user)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.initial.setdefault("kind", kinds[0].value)
        held = {area for kind in kinds for area in areas_of(user, RIGHT_TO_IMPORT[kind])}
        self.fields["area"].queryset = Area.objects.filter(pk__in=[area.pk for area in held])
        if len(held) == 1:
            del self.fields["area"]
            self.only_area = held.pop()

    def clean(self):
        """The area must be one for which this kind may be imported."""
        typed = super().clean()
        area = typed.get("area") or getattr(self, "only_area", None)
        kind = typed.get("kind")
        if area and kind and not areas_of(self.user, RIGHT_TO_IMPORT[ImportKind(kind)]).filter(pk=area.pk).exists():
            self.add_error("kind", _("นำเข้าข้อมูลชนิดนี้ในเขตนี้ไม่ได้"))
        typed["area"] = area
        return typed


class ReadingForm(SentOnce):
    """How the file is read: which sheet, or which encoding and delimiter, and where the headings stand."""

    sheet = forms.ChoiceField(label=_("แผ่นงาน"))
    encoding = forms.ChoiceField(label=_("รหัสอักษร"), widget=forms.RadioSelect, help_text=_("เลือกแบบที่อ่านภาษาไทยในตัวอย่างได้ถูกต้อง"))
    delimiter = forms.ChoiceField(label=_("ตัวคั่นช่อง"), widget=forms.RadioSelect)
    heading_row = forms.IntegerField(
        label=_("หัวตารางอยู่แถวที่"),
        min_value=1,
        max_value=MOST_BEFORE_HEADINGS,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )

    def __init__(self, *args, batch: ImportBatch, **options):
        known = batch.reading
        first = {"sheet": known.get("sheets"), "encoding": known.get("encodings"), "delimiter": known.get("delimiters")}
        options["initial"] = {name: values[0] for name, values in first.items() if values} | known
        super().__init__(*args, **options)
        for name, values in first.items():
            labels = {"encoding": ENCODINGS, "delimiter": DELIMITERS}.get(name, {})
            self.fields[name].choices = [(value, labels.get(value, value)) for value in values or []]
            if not values:
                del self.fields[name]

    def reading(self) -> dict:
        """What is chosen, or offered first."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return {name: chosen.get(name) for name in ("sheet", "encoding", "delimiter", "heading_row") if name in self.fields}

    def _normalise(self, name, text):
        if name != "delimiter":  # a tab is one, and no text
            super()._normalise(name, text)


class ColumnsForm(SentOnce):
    """What the columns hold, guessed from their headings; in which era dates are, and what else is taken."""

    era = forms.ChoiceField(
        label=_("ปีในไฟล์เป็น"), choices=[(BUDDHIST, _("พ.ศ.")), (CHRISTIAN, _("ค.ศ."))], widget=forms.RadioSelect, initial=BUDDHIST
    )
    school = SchoolField(
        queryset=School.objects.none(),
        label=_("โรงเรียนของแถวที่ไม่ระบุโรงเรียน"),
        required=False,
        help_text=_("กรอกเมื่อไฟล์ไม่มีคอลัมน์โรงเรียน"),
    )
    source = forms.ChoiceField(label=_("ที่มาของรายชื่อ"), widget=forms.RadioSelect, error_messages={"required": _("เลือกที่มาของรายชื่อ")})
    with_family = forms.BooleanField(
        label=_("นำเข้าชื่อผู้ปกครอง โทรศัพท์ และที่อยู่ด้วย"),
        required=False,
        help_text=_("เปิดเมื่อจำเป็นต่อการติดตามเด็ก เลขบัตรและรายได้ของบิดามารดาไม่ถูกนำเข้าไม่ว่ากรณีใด"),
    )

    def __init__(self, *args, batch: ImportBatch, rows: list[list[str]], **options):
        self.batch, self.kind = batch, kind_of(batch)
        self.headings, self.first = rows[0], rows[1] if len(rows) > 1 else []
        columns = batch.columns or guess(self.headings, self.kind.fields)
        chosen = {f"column_{name}": str(index) for name, index in columns.items()}
        options["initial"] = chosen | {"source": SOURCES[0]} | batch.options | {"school": self._school()}
        super().__init__(*args, **options)
        self._offer_options()
        choices = [("", _("ไม่มีในไฟล์")), *((str(index), self._label(index)) for index in range(len(self.headings)))]
        for field in self.kind.fields:
            column = forms.ChoiceField(label=str(field.label), choices=choices, required=False)
            column.one_of_several = True  # "not required" beside every box would hide which ones are
            self.fields[f"column_{field.name}"] = column

    def _school(self) -> str:
        key = self.batch.options.get("school")
        found = School.objects.filter(area=self.batch.area, key=key).first() if key else None
        return str(found or "")

    def _offer_options(self):
        self.fields["school"].queryset = School.objects.filter(area=self.batch.area)
        self.fields["source"].choices = [(one.code, one.label) for one in Code.objects.of("report_source").filter(code__in=SOURCES)]
        wanted = {
            "era": self.kind.has_dates,
            "school": self.kind.one_school,
            "source": self.kind.asks_source,
            "with_family": self.kind.has_family,
        }
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]

    def _label(self, index: int) -> str:
        heading = self.headings[index] or _now("คอลัมน์ที่ %(number)d ไม่มีหัว") % {"number": index + 1}
        cell = self.first[index][:LONGEST_SAMPLE] if index < len(self.first) else ""
        return f"{heading} · {cell}" if cell else heading

    def clean(self):
        """Each fact from one column; what the kind cannot do without from some column."""
        typed = super().clean()
        self.columns = {
            field.name: int(typed[f"column_{field.name}"]) for field in self.kind.fields if typed.get(f"column_{field.name}")
        }
        for names in self.kind.needs:
            if not any(name in self.columns or name == "school" and typed.get("school") for name in names):
                self._ask_for(names)
        return typed

    def _ask_for(self, names):
        labels = [str(field.label) for name in names for field in self.kind.fields if field.name == name]
        message = _now("เลือกคอลัมน์ของ%(fields)s") % {"fields": _now(" หรือ ").join(labels)}
        self.add_error(f"column_{names[0]}", message)

    def options(self) -> dict:
        """What was chosen beside the columns."""
        names = [name for name in ("era", "source", "with_family") if name in self.fields]
        chosen = {name: self.cleaned_data[name] for name in names}
        school = self.cleaned_data.get("school")
        return chosen | ({"school": school.key} if school else {})

    @property
    def column_rows(self):
        """The bound boxes of the columns; those of guardian and home in a part of their own."""
        return [self[f"column_{field.name}"] for field in self.kind.fields if not field.family]

    @property
    def family_rows(self):
        """The bound boxes of guardian and home."""
        return [self[f"column_{field.name}"] for field in self.kind.fields if field.family]

    @property
    def ignored(self) -> list[str]:
        """Headings that stand for nothing that is taken."""
        used = {int(self[f"column_{field.name}"].value() or -1) for field in self.kind.fields}
        return [heading for index, heading in enumerate(self.headings) if heading and index not in used]


class FixForm(SentOnce):
    """A correction for all rows of a kind of fault, or of one value of it."""

    kind = forms.ChoiceField(choices=[(name, name) for name in FAULTS])
    value = forms.CharField(max_length=200, required=False)
    way = forms.CharField(max_length=10, required=False)
    school = forms.CharField(max_length=250, required=False)

    def __init__(self, *args, batch: ImportBatch, **options):
        super().__init__(*args, **options)
        self.batch = batch

    def clean(self):
        """A way this kind offers, or a school of the area."""
        typed = super().clean()
        kind, way, school = typed.get("kind"), typed.get("way"), typed.get("school")
        if kind and way and way not in {one.name for one in kind_of(self.batch).ways(kind)}:
            raise ValidationError(_("เลือกจากรายการ"))
        if not way:
            typed["school"] = self._found(school or "")
        return typed

    def _found(self, typed: str) -> str:
        try:
            Schools(self.batch.area).find("", typed)
        except Wrong:
            raise ValidationError(_("ไม่พบโรงเรียน “%(typed)s” เลือกจากรายการ") % {"typed": typed}) from None
        return typed

    def fix(self) -> tuple[str, str, str]:
        """The kind of fault, the value (none where all are meant), and what is meant by it."""
        typed = self.cleaned_data
        return (typed["kind"], "", typed["way"]) if typed["way"] else ("UNKNOWN_SCHOOL", typed["value"], typed["school"])
