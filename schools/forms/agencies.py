"""The form of an agency of the directory."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.conflicts import BothMayChange
from schools.form_fields import PhoneField
from schools.models import Agency, Amphoe, Code

from .words import OfAreaForm


class AgencyForm(BothMayChange, OfAreaForm):
    """An agency, what it can do, for which amphoe, and how it is reached."""

    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)

    class Meta:
        model = Agency
        fields = [
            "area",
            "name",
            "kind",
            "services",
            "amphoe",
            "contact_name",
            "phone",
            "email",
            "hours",
            "note",
            "is_open",
        ]
        labels = {"area": _("เขตพื้นที่")}
        widgets = {"services": forms.CheckboxSelectMultiple, "note": forms.Textarea({"rows": 3})}
        help_texts = {
            "hours": _("เช่น จันทร์–ศุกร์ 08.30–16.30 น."),
            "note": _("สิ่งที่ผู้ส่งต่อควรรู้ ไม่เขียนเรื่องของเด็กคนใด"),
            "is_open": _("หน่วยงานที่ไม่รับเรื่องแล้วยังอยู่ในการส่งต่อเดิม แต่เลือกใหม่ไม่ได้"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].queryset = self._codes("agency_kind", Q(pk=self.instance.kind_id))
        self.fields["kind"].empty_label = _("เลือกประเภท")
        chosen = self.instance.services.values("pk") if self.instance.pk else []
        self.fields["services"].queryset = self._codes("help_kind", Q(pk__in=chosen))
        there = Q(areas__in=self.areas) | Q(pk=self.instance.amphoe_id)
        self.fields["amphoe"].queryset = Amphoe.objects.filter(there).distinct()
        self.fields["amphoe"].empty_label = _("ทั้งเขตพื้นที่")

    @staticmethod
    def _codes(name: str, kept: Q):
        """The codes of a list that may be chosen, and those retired ones this agency already has."""
        return Code.objects.filter(Q(list=name, retired=False) | kept).order_by("order")
