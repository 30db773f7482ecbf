"""The outbox, for the system administrator: how many mails stand where, and what keeps some from going out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from schools import outbox
from schools.access import Action, states
from schools.models import Mail, MailState, User


@states(Action.ACCOUNT_MANAGE)
@require_safe
def mail_list(request):
    """Counts by state, and what was given up by kind of fault; no address and no text, for the outbox is the whole site's."""
    counts = Mail.objects.counts()
    context = {
        "counts": [(state.label, counts[state]) for state in MailState],
        "failed": counts[MailState.FAILED],
        "faults": Mail.objects.failed().by_fault(),
        "oldest": Mail.objects.unsent().order_by("made_at").first(),
        "accounts": User.objects.managed_by(request.user).filter(mails__in=Mail.objects.failed()).distinct(),
    }
    return render(request, "schools/mail_list.html", context)


@states(Action.ACCOUNT_MANAGE)
@require_POST
def mail_retry(request):
    """Have every mail that was given up tried again."""
    count = outbox.retry_failed(by=request.user)
    said = ngettext("จะส่งอีเมลอีกครั้ง %(count)d ฉบับ", "จะส่งอีเมลอีกครั้ง %(count)d ฉบับ", count)
    messages.success(request, said % {"count": count})
    return redirect("schools:mail-list")
