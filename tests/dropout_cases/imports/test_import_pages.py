"""The five pages of an import: who may open them, what they show, and that a person chooses what is never guessed silently."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dropout_cases.imports import jobs, pupil_sql, storing
from dropout_cases.models import BatchState, ImportBatch, ImportKind, Student
from schools.models import Notice, School, TrailEvent, Verb
from tests.dropout_cases.imports.hostile import sheet_xml, workbook
from tests.dropout_cases.imports.lists import DMC, SCHOOLS, as_csv, batch_of, checked, pupil, school, upload, written
from tests.make import DAY

PUPILS = ImportKind.PUPILS
ADD, LIST = "/imports/add/", "/imports/"


def page(name, batch, *more):
    return reverse(f"dropout_cases:import-{name}", args=[batch.key, *more])


def text(answer):
    return answer.content.decode()


def roll(*rows):
    return as_csv(rows, DMC)


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


# The way through


def test_a_file_goes_through_five_pages(world, officer):
    rows = [pupil(1), pupil(2, วันเกิด="31/02/2558"), pupil(3, school="โรงเรียนนึ่ง")]
    sent = officer.post(ADD, {"kind": PUPILS, "file": upload(roll(*rows))})
    batch = ImportBatch.objects.get()
    assert sent.url == page("reading", batch)
    shown = text(officer.get(sent.url))
    assert "ภาษาไทย Windows-874" in shown
    assert "เลขประจำตัวประชาชน" in shown
    reading = {"encoding": "cp874", "delimiter": ",", "heading_row": "1"}
    columns = officer.post(page("reading", batch), reading)
    assert columns.url == page("columns", batch)
    form = officer.get(columns.url).context["form"]
    assert "หมายเลขบัตรประชาชนบิดา" in form.ignored
    assert officer.post(columns.url, chosen(form)).url == page("detail", batch)
    result = text(officer.get(page("detail", batch)))
    assert "ไม่มีวันนี้ในปฏิทิน" in result
    assert "31/02/2558" in result
    assert "โรงเรียนหนึ่ง" in result
    officer.post(page("fix", batch), {"kind": "UNKNOWN_SCHOOL", "value": "โรงเรียนนึ่ง", "school": "โรงเรียนหนึ่ง"})
    assert "นำเข้า 2 แถว" in text(officer.get(page("confirm", batch)))
    assert not Student.objects.exists()
    assert officer.post(page("confirm", batch)).url == page("detail", batch)
    assert Student.objects.count() == 2
    assert "นำเข้าเมื่อ" in text(officer.get(page("detail", batch)))
    assert list(Notice.objects.values_list("path", flat=True).order_by().distinct()) == [page("detail", batch)]


def chosen(form):
    """What a browser sends of the form as it is shown."""
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, "", False)}


def test_the_encoding_is_shown_with_a_sample_and_chosen(world, officer):
    officer.post(ADD, {"kind": PUPILS, "file": upload(roll(pupil(1)))})
    batch = ImportBatch.objects.get()
    assert officer.get(page("columns", batch)).url == page("reading", batch)
    look = officer.post(page("reading", batch), {"encoding": "cp874", "delimiter": ";", "heading_row": "1", "look": "1"})
    assert look.status_code == 200
    assert [len(row) for row in look.context["rows"]] == [1, 1]
    refused = officer.post(page("reading", batch), {"encoding": "cp874", "delimiter": ",", "heading_row": "9"})
    assert "แถวที่ 9 ว่าง" in text(refused)


def test_what_a_kind_cannot_do_without_is_asked_for(world, officer):
    batch = batch_of(world, PUPILS, as_csv([{"ชื่อ": "สมชาย"}], ["ชื่อ", "นามสกุล"]))
    form = officer.get(page("columns", batch)).context["form"]
    answer = officer.post(page("columns", batch), chosen(form))
    assert "เลือกคอลัมน์ของชื่อโรงเรียน หรือ รหัสโรงเรียน" in text(answer)
    assert officer.post(page("columns", batch), chosen(form) | {"school": "โรงเรียนหนึ่ง"}).status_code == 302
    batch.refresh_from_db()
    assert batch.counts["new"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "ไฟล์ว่าง"), (b"%PDF-1.7 x", "PDF"), (b"\x89PNG\x00\x00 ", "ภาพ")],
)
def test_a_file_of_another_kind_comes_back_with_what_to_do(world, officer, content, said):
    answer = officer.post(ADD, {"kind": PUPILS, "file": upload(content)})
    assert said in text(answer)
    assert not ImportBatch.objects.exists()


def test_nothing_chosen_comes_back_with_what_is_missing(officer):
    answer = text(officer.post(ADD, {}))
    assert "เลือกชนิดของข้อมูล" in answer
    assert "เลือกไฟล์" in answer


def test_the_wrong_rows_are_taken_away_corrected_and_come_in(world, officer):
    batch = checked(world, PUPILS, roll(pupil(1), pupil(2, วันเกิด="31/02/2558", ห้อง="=1+1")))
    answer = officer.post(page("wrong", batch))
    lines = text(answer).removeprefix("\ufeff").splitlines()
    assert len(lines) == 2
    assert "ไม่มีวันที่นี้" in lines[1]
    assert "'=1+1" in lines[1]
    assert TrailEvent.objects.get(verb=Verb.EXPORTED).fields == ["wrong-rows", "n=1"]
    corrected = answer.content.decode().replace("31/02/2558", "28/02/2558").replace("'=1+1", "1").encode()
    retried = checked(world, PUPILS, corrected, encoding="utf-8-sig")
    assert (retried.counts["new"], retried.counts["wrong"]) == (1, 0)


def test_a_correction_is_taken_back(world, officer):
    number = "1100000000001"
    batch = checked(world, PUPILS, roll(pupil(1, **{DMC[2]: number})))
    assert batch.counts["faults"] == {"NUMBER_CHECK": 1}
    officer.post(page("fix", batch), {"kind": "NUMBER_CHECK", "way": "accept"})
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 0)
    assert "รับค่าตามไฟล์" in text(officer.get(page("detail", batch)))
    officer.post(page("fix", batch), {"kind": "NUMBER_CHECK", "value": "*", "forget": "1"})
    batch.refresh_from_db()
    assert batch.counts["wrong"] == 1


@pytest.mark.parametrize("typed", [{"school": "ไม่มีจริง"}, {"way": "accept"}, {"school": ""}])
def test_a_correction_that_is_none_says_so(world, officer, typed):
    batch = checked(world, PUPILS, roll(pupil(1, school="โรงเรียนนึ่ง")))
    answer = officer.post(page("fix", batch), {"kind": "UNKNOWN_SCHOOL", "value": "โรงเรียนนึ่ง"} | typed, follow=True)
    assert 'class="notice error"' in text(answer)


def test_all_faults_of_a_kind_are_listed_in_pages(world, officer):
    batch = checked(world, PUPILS, roll(*(pupil(number, วันเกิด="31/02/2558") for number in range(60))))
    assert "ดูทั้ง 60 แถว" in text(officer.get(page("detail", batch)))
    listed = officer.get(page("faults", batch, "NO_DAY") + "?page=2")
    assert len(listed.context["page_obj"]) == 10
    assert officer.get(page("faults", batch, "NO_SUCH")).status_code == 404


def test_giving_up_destroys_the_file(world, officer, django_capture_on_commit_callbacks):
    batch = checked(world, PUPILS, roll(pupil(1)))
    path = storing.path_of(batch)
    assert path.exists()
    assert officer.get(page("abandon", batch)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(page("abandon", batch)).url == LIST
    assert not path.exists()
    assert not ImportBatch.objects.exists()


def test_writing_destroys_the_file(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = checked(world, PUPILS, roll(pupil(1)))
        path = storing.path_of(batch)
        jobs.start_write(batch, by=world.officer, today=DAY)
    assert batch.state == BatchState.WRITTEN
    assert not path.exists()


def test_the_template_has_headings_that_are_known_again(world, officer):
    answer = text(officer.get("/imports/template/PUPILS/"))
    assert answer.startswith("\ufeff")
    batch = batch_of(world, PUPILS, answer.encode(), encoding="utf-8-sig")
    assert len(batch.columns) == len(set(batch.columns.values())) >= 17


def test_a_spreadsheet_is_read_from_the_sheet_and_row_chosen(world, officer):
    row = pupil(1, วันเกิด="2015-05-03")
    table = [["รายชื่อนักเรียน"], list(row), list(row.values())]
    book = workbook({"อื่น": sheet_xml([["ว่าง"]]), "นักเรียน": sheet_xml(table)})
    officer.post(ADD, {"kind": PUPILS, "file": upload(book, "นักเรียน.xlsx")})
    batch = ImportBatch.objects.get()
    assert officer.post(page("reading", batch), {"sheet": "นักเรียน", "heading_row": "2"}).status_code == 302
    officer.post(page("columns", batch), chosen(officer.get(page("columns", batch)).context["form"]))
    batch.refresh_from_db()
    assert (batch.file_type, batch.counts["new"], batch.counts["wrong"]) == ("xlsx", 1, 0)
    assert batch.pupils.get().born_on == date(2015, 5, 3)


# The job


def working(batch, seconds=0):
    since = timezone.now() - timedelta(seconds=seconds)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.CHECKING, done=1240, total=3000, run="old", moved_at=since)


def test_the_page_of_a_job_may_be_left_and_opened_again(world, officer):
    batch = checked(world, PUPILS, roll(pupil(1)))
    working(batch)
    shown = text(officer.get(page("detail", batch)))
    assert "1,240 จาก 3,000 แถว" in shown
    assert "เริ่มใหม่" not in shown
    assert officer.get(page("progress", batch)).json() == {
        "working": True, "done": 1240, "total": 3000, "words": "1,240 จาก 3,000 แถว",
    }  # fmt: skip
    assert officer.get(page("columns", batch)).status_code == 404


def test_a_job_at_work_is_not_started_twice(world, officer):
    batch = checked(world, PUPILS, roll(pupil(1)))
    working(batch)
    officer.post(page("check", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.run) == (BatchState.CHECKING, "old")


def test_a_job_that_died_is_started_again(world, officer):
    batch = checked(world, PUPILS, roll(pupil(1)))
    working(batch, seconds=600)
    assert "เริ่มใหม่" in text(officer.get(page("detail", batch)))
    officer.post(page("check", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (BatchState.CHECKED, 1)


def test_a_job_that_wakes_up_late_writes_nothing(world):
    batch = checked(world, PUPILS, roll(pupil(1)))
    working(batch)
    jobs.check_batch.enqueue(batch.key, "another", world.officer.key, DAY.isoformat())
    jobs.write_batch.enqueue(batch.key, "old", world.officer.key, DAY.isoformat())
    batch.refresh_from_db()
    assert (batch.state, Student.objects.count()) == (BatchState.CHECKING, 0)


def test_a_file_that_is_gone_fails_with_a_sentence_and_leaves_no_half(world, caplog):
    batch = batch_of(world, PUPILS, roll(pupil(1)))
    storing.path_of(batch).unlink()
    jobs.start_check(batch, by=world.officer, today=DAY)
    assert batch.state == BatchState.FAILED
    assert "ไม่มีข้อมูลใดถูกเปลี่ยน" in batch.failure
    assert "FileNotFoundError" in caplog.text


def test_a_confirmation_that_fails_writes_nothing_and_logs_no_name(world, caplog, monkeypatch):
    batch = checked(world, PUPILS, roll(*map(pupil, range(3))))
    monkeypatch.setattr(pupil_sql, "WRITE_NEW", (*pupil_sql.WRITE_NEW, "SELECT 'สมชาย ใจดี' FROM no_such_table"))
    jobs.start_write(batch, by=world.officer, today=DAY)
    assert (batch.state, Student.objects.count()) == (BatchState.CHECKED, 0)
    assert "สมชาย" not in caplog.text


# Who


@pytest.mark.parametrize("who", ["teacher", "executive", "partner", "nobody"])
def test_others_do_not_import(world, client, who):
    batch = checked(world, PUPILS, roll(pupil(1)))
    client.force_login(getattr(world, who))
    assert client.get(LIST).status_code == client.get(ADD).status_code == client.post(ADD).status_code == 403
    for name in ("detail", "reading", "columns", "progress", "confirm", "abandon"):
        assert client.get(page(name, batch)).status_code == 404


@pytest.mark.parametrize("name", ["check", "fix", "wrong", "confirm", "undo", "abandon"])
def test_an_officer_of_another_area_changes_nothing(world, client, name):
    batch = checked(world, PUPILS, roll(pupil(1)))
    client.force_login(world.stranger)
    assert client.post(page(name, batch)).status_code == 404
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED


def test_a_system_administrator_imports_schools_and_sees_no_list_of_children(world, client):
    rolls = checked(world, PUPILS, roll(pupil(1)))
    client.force_login(world.sysadmin)
    assert rolls.key not in text(client.get(LIST))
    assert client.get(page("detail", rolls)).status_code == 404
    assert client.get("/imports/template/PUPILS/").status_code == 404
    assert "เลือกจากรายการ" in text(client.post(ADD, {"kind": PUPILS, "file": upload(b"x,y\n1,2\n")}))
    client.post(ADD, {"kind": ImportKind.SCHOOLS, "file": upload(as_csv([school(1)], SCHOOLS, "utf-8"))})
    assert ImportBatch.objects.get(kind=ImportKind.SCHOOLS).made_by == world.sysadmin


def test_an_officer_imports_no_schools(world, officer):
    assert "เลือกจากรายการ" in text(officer.post(ADD, {"kind": ImportKind.SCHOOLS, "file": upload(b"x,y\n1,2\n")}))
    assert not School.objects.filter(name__contains="สมมติ").exists()


def test_who_lost_the_right_meanwhile_writes_nothing(world):
    batch = checked(world, PUPILS, roll(pupil(1)))
    world.officer.posts.update(ended_on=DAY)
    jobs.start_write(batch, by=world.officer, today=DAY)
    assert (batch.state, Student.objects.count()) == (BatchState.CHECKED, 0)
    assert "ต้องมีสิทธิ์" in batch.failure


@pytest.mark.parametrize("path", [LIST, ADD, "/imports/template/PUPILS/"])
def test_nobody_signed_in_is_sent_to_sign_in(client, db, path):
    assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"


# Costs


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_result_of_many_faults_costs_as_much_as_one_of_few(world, officer):
    few = checked(world, PUPILS, roll(pupil(1, school="ก"), pupil(2, วันเกิด="x")))
    many = checked(world, PUPILS, roll(*(pupil(n, school="ก") for n in range(40)), *(pupil(n, วันเกิด="x") for n in range(50, 90))))
    assert queries(officer, page("detail", few)) == queries(officer, page("detail", many)) <= 16


def test_a_list_of_many_imports_costs_as_much_as_one_of_few(world, officer):
    written(world, PUPILS, roll(pupil(1)))
    few = queries(officer, LIST)
    for number in range(10):
        checked(world, PUPILS, roll(pupil(number)))
    assert queries(officer, LIST) == few
