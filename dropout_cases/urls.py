"""The map of the site."""

from django.urls import include, path

from schools import converters  # noqa: F401  registers <key:…>

from . import errors, health
from .views import acts, cases, home, intake, lists, points, public, reports, returns, school, search
from .views.absences import absence_urls
from .views.imports import import_urls
from .views.merges import merge_urls

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.fault

case_urls = [
    # /cases/
    path("", lists.case_list, name="case-list"),
    path("board/", lists.case_board, name="case-board"),
    path("export/", lists.case_export, name="case-export"),
    path("add/", intake.case_add, name="case-add"),
    # /cases/KEY/
    path("<key:key>/", cases.case_detail, name="case-detail"),
    path("<key:key>/student/", cases.case_student, name="case-student"),
    path("<key:key>/student/edit/", cases.student_edit, name="student-edit"),
    path("<key:key>/people/", cases.case_people, name="case-people"),
    path("<key:key>/documents/", cases.case_documents, name="case-documents"),
    path("<key:key>/trail/", cases.case_trail, name="case-trail"),
    path("<key:key>/note/", cases.note_add, name="note-add"),
    # /cases/KEY/… the records of steps 1, 6 and 7
    path("<key:key>/report/", returns.ReportAdd.as_view(), name="report-add"),
    path("<key:key>/return/", returns.ReturnAdd.as_view(), name="return-add"),
    path("<key:key>/follow-up/", returns.FollowUpAdd.as_view(), name="followup-add"),
    # /cases/KEY/… decisions
    path("<key:key>/steps/<int:step>/waive/", acts.StepWaive.as_view(), name="step-waive"),
    path("<key:key>/steps/<int:step>/vouch/", acts.StepVouch.as_view(), name="step-vouch"),
    path("<key:key>/danger/end/", acts.DangerEnd.as_view(), name="danger-end"),
    path("<key:key>/postpone/", acts.CasePostpone.as_view(), name="case-postpone"),
    path("<key:key>/assign/", acts.CaseAssign.as_view(), name="case-assign"),
    path("<key:key>/void/<slug:kind>/<key:entry>/", acts.EntryVoid.as_view(), name="entry-void"),
    path("<key:key>/rounds/add/", acts.RoundAdd.as_view(), name="round-add"),
    path("<key:key>/closing/add/", acts.ClosingAdd.as_view(), name="closing-add"),
    path("<key:key>/closing/answer/", acts.ClosingAnswer.as_view(), name="closing-answer"),
    path("<key:key>/reopen/", acts.CaseReopen.as_view(), name="case-reopen"),
]
record_urls = [
    *search.search_urls,
    path("r/", include(public.public_urls)),
    path("reports/", include(reports.report_urls)),
    path("reports/points/", include(points.point_urls)),
    path("reports/<key:key>/answer/", intake.report_answer, name="report-answer"),
    path("returns/<key:key>/answer/", returns.return_answer, name="return-answer"),
    path("documents/<key:key>/", cases.document_detail, name="document-detail"),
    path("attendance/", school.attendance_add, name="attendance-add"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path(
        "", include(([path("cases/", include(case_urls)), *record_urls, *absence_urls, *merge_urls, *import_urls], "dropout_cases"))
    ),
    path("", include("referrals.urls")),
    path("summaries/", include("summaries.urls")),
    path("", include("schools.urls")),
]
