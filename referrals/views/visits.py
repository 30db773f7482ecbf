"""The page of step 3: a visit as it was planned, or as it came about."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.views.steps import StepView
from referrals.forms.facts import FindingForm
from referrals.forms.visits import VisitForm
from schools.access import Action, states


@states(Action.CASE_RECORD, of_object=True)
class VisitAdd(StepView):
    """Step 3; `?plan=KEY` fills in what was planned."""

    form_class = VisitForm
    template_name = "referrals/visit_form.html"
    rows = {"findings": (FindingForm, gettext_lazy("ข้อเท็จจริงที่"), gettext_lazy("เพิ่มข้อเท็จจริง"))}

    def form(self, *args, **options):
        """The form; when the page opens, filled in from the plan its address names."""
        is_opening = not args and "initial" not in options
        return super().form(*args, plan_key=self.request.GET.get("plan", "") if is_opening else "", **options)

    def save(self, form, formsets):
        """The visit; a place abroad is worth a second look."""
        super().save(form, formsets)
        if form.is_abroad:
            messages.warning(self.request, _("ตำแหน่งที่บันทึกอยู่นอกประเทศไทย ตรวจอีกครั้ง หากผิดให้ยกเลิกรายการแล้วบันทึกใหม่"))
