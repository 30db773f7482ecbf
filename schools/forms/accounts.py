"""The form of an account: the particulars of a person, and the post they hold."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.access import Action, Role
from schools.form_fields import PhoneField, SchoolField
from schools.models import Agency, Area, Post, School, User

from .words import PlainWords, areas_of

PARTICULARS = ["username", "full_name", "position", "phone", "email"]
POST_FIELDS = ("role", "area", "school", "agency")
# Where each role is held when it is not held over the area.
PLACES = {Role.SCHOOL_STAFF: "school", Role.PARTNER: "agency"}
ASK_PLACE = {
    "area": _("เลือกเขตพื้นที่"),
    "school": _("กรอกชื่อโรงเรียนที่บุคลากรคนนี้ทำงาน"),
    "agency": _("เลือกหน่วยงานที่คนนี้ทำงาน"),
}


class AccountForm(PlainWords, forms.ModelForm):
    """Particulars and post of an account kept by `manager`, whose own post is no field of theirs."""

    phone = PhoneField(label=_("โทรศัพท์ที่ทำงาน"), max_length=40, required=False)
    role = forms.ChoiceField(label=_("บทบาท"), choices=[("", _("เลือกบทบาท")), *Role.choices])
    area = forms.ModelChoiceField(Area.objects.none(), label=_("เขตพื้นที่"), required=False)
    school = SchoolField(queryset=School.objects.none(), required=False, help_text=_("สำหรับบุคลากรโรงเรียน พิมพ์บางส่วนของชื่อได้"))
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("หน่วยงาน"), required=False, help_text=_("สำหรับหน่วยงานภาคี"))

    class Meta:
        model = User
        fields = PARTICULARS
        help_texts = {"username": _("ตัวพิมพ์เล็ก a–z ตัวเลข จุด หรือขีด ใช้เข้าสู่ระบบ")}

    def __init__(self, *args, manager, **options):
        super().__init__(*args, **options)
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        self.areas = areas_of(manager, Action.ACCOUNT_MANAGE)
        self.fields["area"].queryset, self.fields["area"].empty_label = self.areas, ASK_PLACE["area"]
        self.fields["school"].queryset = School.objects.visible_to(manager, Action.ACCOUNT_MANAGE)
        self.fields["agency"].queryset = Agency.objects.visible_to(manager, Action.ACCOUNT_MANAGE).choosable()
        self.fields["agency"].empty_label = _("เลือกหน่วยงาน")
        if self.instance == manager:
            self._drop(*POST_FIELDS)
        elif len(self.areas) == 1:
            self._drop("area")
        if self.instance.pk and "role" in self.fields:
            self._show_post()

    def clean(self):
        """The post asked for; its role says in which field the place stands."""
        super().clean()
        if role := self.cleaned_data.get("role"):
            self.cleaned_data["post"] = self._post(role, PLACES.get(role, "area"))
        return self.cleaned_data

    def particulars_changed(self) -> list[str]:
        """The names of the changed fields of the account itself."""
        return [name for name in self.changed_data if name in PARTICULARS]

    def new_post(self) -> Post | None:
        """The post asked for, not yet saved; None where it is the one held."""
        return self.cleaned_data["post"] if set(POST_FIELDS) & set(self.changed_data) else None

    def _post(self, role: str, place_name: str) -> Post | None:
        place = self.cleaned_data.get(place_name) if place_name in self.fields else self.areas[0]
        if place:
            return Post(role=role, **{place_name: place})
        if place_name not in self.errors:
            self.add_error(place_name, ValidationError(ASK_PLACE[place_name], code="required"))
        return None

    def _drop(self, *names: str):
        for name in names:
            del self.fields[name]

    def _show_post(self):
        for post in self.instance.current_posts[:1]:
            self.initial |= {"role": post.role, PLACES.get(post.role, "area"): post.place.pk}
