"""The form of a school."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.conflicts import BothMayChange
from schools.form_fields import PhoneField
from schools.models import School, Tambon

from .words import OfAreaForm


class SchoolForm(BothMayChange, OfAreaForm):
    """A school and where it stands; its tambon is one of the amphoe of the area."""

    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)

    class Meta:
        model = School
        fields = ["area", "name", "aliases", "code", "tambon", "level_range", "phone", "is_open"]
        labels = {"area": _("เขตพื้นที่")}
        help_texts = {
            "name": _("ชื่อเต็มที่ถูกต้อง ขึ้นต้นด้วยโรงเรียน"),
            "aliases": _("ชื่อเดิมหรือชื่อที่มักพิมพ์ผิด ใช้ค้นหาได้ คั่นด้วยจุลภาค"),
            "level_range": _("เช่น อนุบาล 2 – ม.3"),
            "is_open": _("โรงเรียนที่ยุบหรือเลิกยังอยู่ในเคสเก่า"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        there = Q(amphoe__areas__in=self.areas) | Q(pk=self.instance.tambon_id)
        self.fields["tambon"].queryset = Tambon.objects.filter(there).select_related("amphoe").distinct()
        self.fields["tambon"].empty_label = _("เลือกตำบล")
