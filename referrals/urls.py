"""The addresses of this floor."""

from django.urls import path

from .views import contacts, facts, meetings, minutes, plans, referrals, visits

app_name = "referrals"

urlpatterns = [
    # /cases/KEY/… the records of steps 2–5
    path("cases/<key:key>/contact/", contacts.ContactAdd.as_view(), name="contact-add"),
    path("cases/<key:key>/visit/", visits.VisitAdd.as_view(), name="visit-add"),
    path("cases/<key:key>/meeting/", meetings.MeetingAdd.as_view(), name="meeting-add"),
    path("cases/<key:key>/referral/", referrals.ReferralAdd.as_view(), name="referral-add"),
    path("contacts/<key:key>/answer/", contacts.contact_answer, name="contact-answer"),
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
    path("referrals/", referrals.referral_list, name="referral-list"),
    path("referrals/<key:key>/", referrals.referral_detail, name="referral-detail"),
    path("referrals/<key:key>/answer/", referrals.referral_answer, name="referral-answer"),
    path("referrals/<key:key>/result/", referrals.referral_result, name="referral-result"),
    path("referrals/<key:key>/withdraw/", referrals.referral_withdraw, name="referral-withdraw"),
]
