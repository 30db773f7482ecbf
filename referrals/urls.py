"""The addresses of this floor."""

from django.urls import path

from .views import (
    answers,
    calls,
    consents,
    contacts,
    directory,
    dossier,
    facts,
    meetings,
    minutes,
    needs,
    numbers,
    papers,
    plans,
    received,
    referrals,
    sending,
    visits,
)
from .views.effect import effect_urls

app_name = "referrals"

urlpatterns = [
    # /cases/KEY/… the records of steps 2–5
    path("cases/<key:key>/contact/", contacts.ContactAdd.as_view(), name="contact-add"),
    path("cases/<key:key>/visit/", visits.VisitAdd.as_view(), name="visit-add"),
    path("cases/<key:key>/meeting/", meetings.MeetingAdd.as_view(), name="meeting-add"),
    path("cases/<key:key>/referral/", sending.ReferralAdd.as_view(), name="referral-add"),
    path("cases/<key:key>/agencies/", directory.agency_choose, name="agency-choose"),
    path("cases/<key:key>/referral/urgent/", sending.ReferralUrgent.as_view(), name="referral-urgent"),
    path("cases/<key:key>/consents/add/", consents.consent_add, name="consent-add"),
    path("consents/<key:key>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path("contacts/<key:key>/answer/", contacts.contact_answer, name="contact-answer"),
    path("cases/<key:key>/dossier/", dossier.case_dossier, name="dossier"),
    # Meetings and their minutes
    path("meetings/<key:key>/", minutes.meeting_detail, name="meeting-detail"),
    path("meetings/<key:key>/minutes.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("meetings/<key:key>/minutes.docx", minutes.minutes_word, name="minutes-word"),
    # Facts
    path("cases/<key:key>/facts/", facts.finding_list, name="finding-list"),
    path("cases/<key:key>/facts/add/", facts.finding_add, name="finding-add"),
    path("facts/<key:key>/check/", facts.finding_check, name="finding-check"),
    path("visits/<key:key>/finding/", facts.visit_finding, name="visit-finding"),
    path("a/<key:secret>/finding/", facts.finding_answer, name="finding-answer"),
    # Plans
    path("cases/<key:key>/plan/<slug:kind>/", plans.plan_add, name="plan-add"),
    path("plans/<key:key>/", plans.plan_detail, name="plan-detail"),
    path("plans/<key:key>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<key:key>/call-off/", plans.PlanCallOff.as_view(), name="plan-call-off"),
    path("plans/<key:key>/calendar.ics", plans.plan_calendar, name="plan-calendar"),
    # Referrals
    path("referrals/", numbers.referral_list, name="referral-list"),
    path("referrals/numbers/", numbers.referral_numbers, name="referral-numbers"),
    path("referrals/needs/", numbers.need_list, name="need-list"),
    *effect_urls,
    path("referrals/<key:key>/", referrals.referral_detail, name="referral-detail"),
    path("referrals/<key:key>/answer/", answers.referral_answer, name="referral-answer"),
    path("referrals/<key:key>/ask/", answers.referral_ask, name="referral-ask"),
    path("referrals/<key:key>/helping/", answers.referral_helping, name="referral-helping"),
    path("referrals/<key:key>/result/", answers.referral_result, name="referral-result"),
    path("referrals/<key:key>/files/<key:document>/", received.referral_file, name="referral-file"),
    path("referrals/<key:key>/form.pdf", received.referral_form, name="referral-form"),
    path("a/<key:secret>/referral.pdf", received.received_form, name="received-form"),
    path("a/<key:secret>/referral/", received.referral_received, name="referral-received"),
    path("a/<key:secret>/referral/<slug:act>/", received.received_act, name="received-act"),
    path("a/<key:secret>/referral/files/<key:document>/", received.received_file, name="received-file"),
    path("referrals/<key:key>/reply/", sending.referral_reply, name="referral-reply"),
    path("referrals/<key:key>/share/", sending.referral_share, name="referral-share"),
    path("referrals/<key:key>/call/", calls.referral_call, name="referral-call"),
    path("referrals/<key:key>/withdraw/", referrals.referral_withdraw, name="referral-withdraw"),
    path("cases/<key:key>/needs/add/", needs.need_add, name="need-add"),
    # Official papers, and the register of what went out
    path("papers/", papers.paper_list, name="paper-list"),
    path("cases/<key:key>/papers/<slug:kind>/add/", papers.paper_add, name="paper-add"),
    path("referrals/<key:key>/papers/", papers.paper_follow, name="paper-follow"),
    path("papers/<key:key>/", papers.paper_detail, name="paper-detail"),
    path("papers/<key:key>/edit/", papers.paper_edit, name="paper-edit"),
    path("papers/<key:key>/issue/", papers.PaperIssue.as_view(), name="paper-issue"),
    path("papers/<key:key>/paper.pdf", papers.paper_pdf, name="paper-pdf"),
    path("papers/<key:key>/paper.docx", papers.paper_word, name="paper-word"),
]
