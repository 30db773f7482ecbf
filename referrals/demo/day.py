"""What fills a day beside due steps: tasks of several people, one late and one done, and a case that has gone quiet."""

from datetime import date, datetime, time

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Case, Task
from schools.models import Notice, NoticeKind

from .ordinary import Days, coordinated
from .story import Office, Story, child

NOT_READ = 3


def tell_the_day(office: Office, days: Days) -> None:
    """A case with its tasks, and one into which nobody wrote for weeks; of the answers that came, the last few are not read yet."""
    tell_of_tasks(office, days)
    tell_of_silence(office, days)
    answers = Notice.objects.filter(kind=NoticeKind.ANSWER_CAME).order_by("-pk").values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(answers[NOT_READ:])).update(read_at=timezone.now())


def tell_of_tasks(office: Office, days: Days) -> None:
    """Both sides answered five days ago; five people have something to do before the visit."""
    pupil = child("ด.ช. ต้นกล้า สมมติสุข", "กล้า", "08", days.ago(8), "นางบัวลอย สมมติสุข", "08", guardian_phone="081-000-0051")
    story = Story(
        office, pupil, on=days.opening(8, before=6), by="teacher", school="บ้านกอก", teacher="teacher", causes="NO_EQUIPMENT",
        story="ไม่มีชุดนักเรียนและหนังสือ อายเพื่อน จึงไม่มาเรียน", best="มีของใช้ครบและกล้ามาเรียน",
    )  # fmt: skip
    coordinated(story, days.ago(6), days.ago(5))
    give(story, "ขอชุดนักเรียนจากกองทุนของโรงเรียน", days.ago(5), days.ago(2), owner="officer")
    give(story, "ตรวจสิทธิ์ทุนเสมอภาคของนักเรียน", days.ago(5), days.ago(-1), owner="officer2")
    give(story, "ติดต่อ อบต. เรื่องรถรับส่ง", days.ago(5), days.ago(-4), owner="supervisor")
    give(story, "พบยายที่บ้านและแจ้งวันลงพื้นที่", days.ago(5), days.today, by_school=True)
    done = give(story, "นัดผู้ใหญ่บ้านร่วมลงพื้นที่", days.ago(5), days.ago(3), owner="officer")
    workflow.finish_task(done, note="ผู้ใหญ่บ้านไปด้วยได้", on=days.ago(4), by=office.people["officer"])


def give(story: Story, text: str, on: date, due_on: date, *, owner: str = "", **whose) -> Task:
    """A task of the case, for one of the office or whoever else is named."""
    person = story.office.people.get(owner)
    task = Task(case=story.case, round=story.round, text=text, happened_on=on, due_on=due_on, owner=person, **whose)
    return workflow.give_task(task, by=story.officer)


def tell_of_silence(office: Office, days: Days) -> None:
    """Both sides answered weeks ago, and then nobody wrote a line."""
    pupil = child("ด.ญ. ข้าวหอม ตัวอย่างชื่น", "หอม", "07", days.ago(30), "นางสมร ตัวอย่างชื่น", "06")
    story = Story(
        office, pupil, on=days.opening(30, before=26), by="officer", school="บ้านฝาง", causes="TRANSPORT",
        story="บ้านไกล ไม่มีรถรับส่ง มาเรียนสัปดาห์ละสองวัน", best="มีรถมาเรียนทุกวัน",
    )  # fmt: skip
    coordinated(story, days.ago(26), days.ago(24))
    silent_since = timezone.make_aware(datetime.combine(days.ago(24), time(15)))
    Case.objects.filter(pk=story.case.pk).update(active_at=silent_since)
