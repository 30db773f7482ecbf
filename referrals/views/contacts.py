"""The pages of step 2: whom the office told or asked, and what came back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases import workflow
from dropout_cases.forms.team import AdviceRow
from dropout_cases.parts import part_of, refuse_unread
from dropout_cases.timeline import lines_for
from dropout_cases.views.steps import StepView, said_and_next
from referrals.forms.contacts import ContactAnswerForm, ContactForm
from referrals.models import Contact, Party
from schools import trail
from schools.access import Action, may, states
from schools.views.posting import get_or_post


@states(Action.CASE_RECORD, of_object=True)
class ContactAdd(StepView):
    """Step 2; "and another" comes back for the next party."""

    form_class = ContactForm
    template_name = "referrals/contact_form.html"
    rows = {"advice": (AdviceRow, gettext_lazy("ข้อแนะนำของทีมข้อที่"), gettext_lazy("เพิ่มข้อแนะนำ"))}

    def done(self):
        """The next contact, or the case."""
        response = super().done()
        return redirect("referrals:contact-add", self.case.key) if "again" in self.request.POST else response


@states(Action.SCHOOL_RECORD, of_object=True)
@get_or_post
def contact_answer(request, key):
    """What a party answered: typed in by an officer, or by the school that was asked."""
    contacts = Contact.objects.visible_to(request.user).select_related("round__case__school", "round__case__area", "agency")
    case_of = {"round__case__area__in": request.user.scope_of(Action.CASE_SEE_WHOLE, "school")[0]}
    contacts = contacts.filter(party=Party.SCHOOL) | contacts.filter(**case_of)
    contact = trail.fetch(request, contacts, key=key, action=Action.SCHOOL_RECORD)
    case, today = contact.round.case, timezone.localdate()
    refuse_unread(request, part_of(case, request.user), contact)
    form = ContactAnswerForm(request.POST or None, contact=contact, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.answer(
                contact,
                by=request.user,
                action=Action.SCHOOL_RECORD,
                fields=form.cleaned_data,
                allowed=lambda entry: entry.takes(form.cleaned_data["answer"]),
            )
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            case.refresh_from_db()
            messages.success(request, said_and_next(_("คำตอบ"), case))
            return redirect(case)
    to_links = contact.awaited and may(request.user, Action.CASE_RECORD, case.place)
    context = {
        "link_url": reverse("dropout_cases:link-list", args=[contact.key, "contact"]) if to_links else "",
        "case": case,
        "form": form,
        "contact": contact,
        "lines": lines_for(contact, whole=case.shows_whole_to(request.user)),
    }
    return render(request, "referrals/contact_answer.html", context)
