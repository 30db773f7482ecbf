"""What every form says, how its row finds the area it belongs to, and rows under a form."""

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext as _

from schools.models import Area


class PlainWords(forms.BaseForm):
    """A form whose fields say in plain words what is missing or too long."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                asked = _("เลือก%(label)s") if hasattr(field, "choices") else _("กรอก%(label)s")
                field.error_messages["required"] = asked % {"label": field.label}
            field.error_messages.setdefault("max_length", _("ยาวเกินไป ใช้ไม่เกิน %(limit_value)d ตัวอักษร"))
            field.error_messages["invalid_choice"] = _("เลือกจากรายการ")
            field.error_messages["null_characters_not_allowed"] = _("ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่")


def areas_of(user, action):
    """The areas over which `user` may do `action`."""
    areas, _places = user.scope_of(action, "school")
    return Area.objects.filter(pk__in=areas)


class OfAreaForm(PlainWords, forms.ModelForm):
    """A form for a row that an area owns: the area stays, or is the writer's own; only who has several is asked."""

    def __init__(self, *args, user, action, **options):
        super().__init__(*args, **options)
        self.areas = list(areas_of(user, action))
        self.fields["area"].queryset, self.fields["area"].empty_label = areas_of(user, action), _("เลือกเขตพื้นที่")
        if self.instance.area_id or len(self.areas) == 1:
            del self.fields["area"]
            self.instance.area_id = self.instance.area_id or self.areas[0].pk

    def _get_validation_exclusions(self):
        # A name that is once in its area is checked also where the form does not ask for the area.
        return super()._get_validation_exclusions() - {"area"}


class LineFormSet(BaseFormSet):
    """Rows under a record; rows left empty do not count."""

    def initial_form_count(self) -> int:
        """None: what stands in a row when the page opens was typed there before, and counts as typed."""
        return 0

    def rows(self) -> list:
        """The unsaved lines of the rows that were filled in."""
        return [form.save(commit=False) for form in self.forms if form.has_changed()]
