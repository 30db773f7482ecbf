"""Forms of the return: the child goes back, and the place says whether it is there."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Return, recommendation_for
from schools.form_fields import SchoolField
from schools.models import Code, School, User
from thai.dates import ThaiDateField, thai_date

from .base import HouseMixin, StepForm
from .watchers import WatchersMixin

LONGEST = 200  # of `Return.confirmed_how`
BETWEEN = " – "


class ReturnForm(WatchersMixin, StepForm):
    """The child goes back: where, which grade, by which pathway, with what support; and who looks after it there."""

    date_label = _("วันที่กลับเข้าเรียน")
    school = SchoolField(queryset=School.objects.none(), label=_("โรงเรียน"), required=False)

    class Meta:
        model = Return
        fields = ["school", "place_text", "grade", "classroom", "pathway", "support", "safety", "best_interest", "risk"]
        widgets = {"support": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"pathway": {"required": _("เลือกแนวทางการจัดการศึกษา")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.recommended = recommendation_for(self.case.current_round)
        self._announce()
        self.fields["school"].queryset = School.objects.filter(area=self.case.area, is_open=True)
        self.fields["place_text"].help_text = _("เช่น ศูนย์ สกร. วิทยาลัยอาชีวศึกษา หรือโรงเรียนนอกเขต กรอกเมื่อไม่มีในรายชื่อโรงเรียน")
        self.fields["school"].one_of_several = self.fields["place_text"].one_of_several = True
        self.fields["grade"].queryset = Code.objects.of("grade")
        self.fields["pathway"].queryset = Code.objects.of("education_pathway")
        self.fields["pathway"].label = _("แนวทางที่จัดจริง")
        self.fields["classroom"].widget.attrs["class"] = "input-short"
        if not self.is_bound:
            self.initial.setdefault("school", self.case.school)
            self.initial.setdefault("grade", self.case.student.grade_id)
            self.initial.setdefault("support", self.recommended.pathway_support if self.recommended else "")
        self.offer_watchers(self.case, self.school_meant)

    def _announce(self) -> None:
        """The day may lie ahead: the return is then announced, and counts once the place has confirmed it."""
        day, latest = self.fields["happened_on"], Return.latest_day(self.today)
        day.not_after = latest
        day.error_messages["future"] = _("แจ้งล่วงหน้าได้ถึง %(day)s") % {"day": thai_date(latest)}
        day.help_text = _("แจ้งล่วงหน้าได้ 60 วัน เคสแสดงว่า “แจ้งการกลับเข้าเรียน” จนกว่าปลายทางยืนยันว่านักเรียนมาเรียนแล้ว")

    @property
    def school_meant(self) -> School | None:
        """The school in the box: as it is typed now, or as the form opens."""
        typed = self["school"].value()
        if isinstance(typed, School) or not typed:
            return typed or None
        try:
            return self.fields["school"].clean(typed)
        except ValidationError:
            return None

    def clean(self):
        """Whoever is named looks after the child at the school it goes to."""
        typed = super().clean()
        self.instance.watchers = self.watchers()
        return typed


class ArrivalForm(HouseMixin, forms.Form):
    """The place says since when the child is there, or – by a button of its own – that it has not come yet, and why.

    `who` says so, where that is known; otherwise whoever writes it down says who it was and how.
    """

    since = ThaiDateField(label=_("มาเรียนแล้วตั้งแต่วันที่"), required=False)
    confirmed_how = forms.CharField(
        label=_("ใครบอก ทางใด"), max_length=100, help_text=_("เช่น ผอ.โรงเรียน ทางโทรศัพท์"),
        error_messages={"required": _("ระบุว่าใครบอก ทางใด")},
    )  # fmt: skip
    note = forms.CharField(label=_("เหตุที่ยังไม่มา หรือคาดว่าจะมาเมื่อไร"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, entry: Return, today: date, who: str = "", user: User | None = None, **options):
        usual = {"since": min(entry.happened_on, today), "confirmed_how": user.full_name if user else ""}
        super().__init__(*args, initial=usual, **options)
        self.entry, self.who = entry, who
        self.fields["since"].not_after = today
        self.fields["since"].one_of_several = self.fields["note"].one_of_several = True
        self.fields["note"].max_length = LONGEST - len(BETWEEN) - (len(who) or self.fields["confirmed_how"].max_length)
        if who:
            del self.fields["confirmed_how"]

    @property
    def is_not_there(self) -> bool:
        """Whether the button «not there yet» was pressed."""
        return "not_there" in self.data

    def clean(self):
        """A day since when, or a word on why not."""
        typed = super().clean()
        note, since = typed.get("note", ""), typed.get("since")
        if len(note) > self.fields["note"].max_length:
            self.add_error("note", _("ยาวเกินไป ใช้ไม่เกิน %(limit)d ตัวอักษร") % {"limit": self.fields["note"].max_length})
        if self.is_not_there and not note and "note" not in self.errors:
            self.add_error("note", _("เขียนเหตุที่ยังไม่มา หรือคาดว่าจะมาเมื่อไร"))
        if not self.is_not_there and "since" not in self.errors:
            self._check_day(since)
        return typed

    def _check_day(self, since: date | None) -> None:
        if since is None:
            self.add_error("since", _("กรอกวันที่นักเรียนมาเรียน"))
        elif since < self.entry.happened_on:
            day = thai_date(self.entry.happened_on)
            self.add_error("since", _("แจ้งไว้ว่าจะกลับเข้าเรียน %(day)s วันที่มาเรียนต้องไม่ก่อนวันนั้น") % {"day": day})

    def said(self) -> dict[str, Any]:
        """What the act takes of it."""
        how = BETWEEN.join(filter(None, (self.who or self.cleaned_data["confirmed_how"], self.cleaned_data["note"])))
        return {"how": how, "since": None if self.is_not_there else self.cleaned_data["since"]}
