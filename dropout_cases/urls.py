"""The map of the site."""

from django.urls import include, path

from schools import converters  # noqa: F401  registers <key:…>

from . import errors, health
from .views import acts, cases, documents, home, intake, lists, notes, points, public, reports, returns, school, search, students
from .views.absences import absence_urls
from .views.answers import answer_urls
from .views.checks import check_urls
from .views.closings import closing_urls
from .views.drafts import draft_urls
from .views.handover import handover_urls
from .views.imports import import_urls
from .views.links import link_urls
from .views.merges import merge_urls
from .views.moves import move_urls
from .views.pauses import pause_urls
from .views.printing import print_urls
from .views.rounds import round_urls
from .views.saved_views import view_urls
from .views.stuck import stuck_urls
from .views.tasks import task_urls
from .views.team import team_urls

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
    path("views/", include(view_urls)),
    # /cases/KEY/
    path("<key:key>/", cases.case_detail, name="case-detail"),
    path("<key:key>/student/", students.case_student, name="case-student"),
    path("<key:key>/student/edit/", students.student_edit, name="student-edit"),
    path("<key:key>/uploads/", documents.upload_add, name="upload-add"),
    path("<key:key>/documents/", documents.case_documents, name="case-documents"),
    path("<key:key>/trail/", cases.case_trail, name="case-trail"),
    path("<key:key>/note/", notes.note_add, name="note-add"),
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
    path("<key:key>/undo/<slug:kind>/<key:entry>/", notes.entry_undo, name="entry-undo"),
]
record_urls = [
    *draft_urls,
    *search.search_urls,
    path("r/", include(public.public_urls)),
    path("a/", include(answer_urls)),
    path("links/", include(link_urls)),
    *team_urls,
    path("reports/", include(reports.report_urls)),
    path("reports/points/", include(points.point_urls)),
    path("reports/<key:key>/answer/", intake.report_answer, name="report-answer"),
    *returns.return_urls,
    *check_urls,
    path("documents/<key:key>/", documents.document_detail, name="document-detail"),
    path("documents/<key:key>/preview/", documents.document_preview, name="document-preview"),
    path("documents/<key:key>/edit/", documents.document_edit, name="document-edit"),
    path("attendance/", school.attendance_add, name="attendance-add"),
    *closing_urls,
    *pause_urls,
    *handover_urls,
    *move_urls,
    *round_urls,
    *print_urls,
    *task_urls,
    *stuck_urls,
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
