"""The addresses of this floor."""

from django.urls import path

from .views import records, referrals

app_name = "referrals"

urlpatterns = [
    # /cases/KEY/… the records of steps 2–5
    path("cases/<key:key>/contact/", records.ContactAdd.as_view(), name="contact-add"),
    path("cases/<key:key>/visit/", records.VisitAdd.as_view(), name="visit-add"),
    path("cases/<key:key>/meeting/", records.MeetingAdd.as_view(), name="meeting-add"),
    path("cases/<key:key>/referral/", referrals.ReferralAdd.as_view(), name="referral-add"),
    path("contacts/<key:key>/answer/", records.contact_answer, name="contact-answer"),
    # Referrals
    path("referrals/", referrals.referral_list, name="referral-list"),
    path("referrals/<key:key>/", referrals.referral_detail, name="referral-detail"),
    path("referrals/<key:key>/answer/", referrals.referral_answer, name="referral-answer"),
    path("referrals/<key:key>/result/", referrals.referral_result, name="referral-result"),
    path("referrals/<key:key>/withdraw/", referrals.referral_withdraw, name="referral-withdraw"),
]
