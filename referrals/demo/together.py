"""What people of several organisations plan together, and one meeting with everything its minutes hold. All people are invented."""

from datetime import date, time

from dropout_cases import workflow
from dropout_cases.models import Task
from referrals import plans
from referrals.forms.meetings import USUAL_NAME
from referrals.models import AgendaItem, Attendee, Invitee, Meeting, Plan, PlanKind, Resolution, Side

from .ordinary import Days
from .story import Story


def plan_visit(story: Story, on: date, made_on: date, agency: str) -> None:
    """A visit with the school and an agency lies ahead."""
    invited = [Invitee(name=str(one), agency=one) for one in [story.office.agencies[agency]]]
    _plan(story, PlanKind.VISIT, on, made_on, [*invited, _school(story)], place_text="บ้านของนักเรียน", starts_at=time(9, 30))


def plan_meeting(story: Story, on: date, made_on: date) -> None:
    """A meeting at the school lies ahead."""
    invited = [_school(story), Invitee(name="ผู้ใหญ่บ้าน"), Invitee(name="ผู้ปกครองของนักเรียน")]
    agenda = "แผนการเรียนที่ตามทัน\nเพื่อนช่วยเพื่อนและครูพี่เลี้ยง"
    place = f"ห้องประชุม{story.case.school}"
    _plan(story, PlanKind.MEETING, on, made_on, invited, place_text=place, starts_at=time(13, 30), agenda=agenda)


def meet_in_full(story: Story, on: date, days: Days) -> None:
    """Five sides are heard, all that was said stands under its item, and one of three resolutions is done."""
    officer, chair = story.officer, story.office.people["supervisor"]
    entry = Meeting(
        round=story.round, happened_on=on, name=USUAL_NAME, place_text=f"ห้องประชุม{story.case.school}", chair=chair.full_name,
        starts_at=time(9, 30), ends_at=time(11, 45), secretary=officer.full_name, checker=chair.full_name, safety="SAFE",
        best_interest=story.best, summary="ให้นักเรียนได้กินอิ่มและมาเรียนทุกวัน โดยทุกฝ่ายช่วยคนละส่วน",
    )  # fmt: skip
    workflow.record(entry, by=officer, lines=[*_came(story), *_said(), *_agreed(story, days)])
    done = Task.objects.get(resolution__record=entry, by_school=True)
    workflow.finish_task(done, note="จัดอาหารเช้าให้ทุกวันตั้งแต่วันจันทร์", on=days.ago(3), by=officer)


def _plan(story: Story, kind: PlanKind, on: date, made_on: date, invited: list[Invitee], **fields) -> None:
    plan = Plan(case=story.case, round=story.round, kind=kind, planned_on=on, **fields)
    plans.make_plan(plan, by=story.officer, invitees=invited, on=made_on)


def _school(story: Story) -> Invitee:
    return Invitee(name=str(story.case.school))


def _came(story: Story) -> list[Attendee]:
    chair, officer = story.office.people["supervisor"], story.officer
    return [
        Attendee(name=chair.full_name, position=chair.position, side=Side.OFFICE, statement="เขตพื้นที่จะติดตามทุกสัปดาห์"),
        Attendee(name=officer.full_name, position=officer.position, side=Side.OFFICE),
        Attendee(
            name="นายสมมติ รักเรียน", position="ผู้อำนวยการโรงเรียน", side=Side.SCHOOL,
            statement="รับกลับเข้าเรียนทันที จัดอาหารเช้าและสอนเสริมหลังเลิกเรียน",
        ),
        Attendee(
            name="มารดาของนักเรียน", position="ผู้ปกครอง", side=Side.FAMILY,
            statement="อยากให้ลูกเรียนต่อ แต่ยังหางานไม่ได้ ขอช่วยเรื่องชุดและค่าอาหาร",
        ),
        Attendee(
            name="นายตัวอย่าง ใจกล้า", position="ผู้ใหญ่บ้าน", side=Side.COMMUNITY, statement="จะแวะดูที่บ้านและช่วยหางานรับจ้างในหมู่บ้านให้แม่",
        ),
        Attendee(
            name="นางทดสอบ ช่วยเหลือ", position="นักพัฒนาชุมชนเทศบาล", side=Side.AGENCY, statement="มีงบชุดนักเรียนเหลือในปีนี้",
        ),
        Attendee(name="นายสมมติ ติดราชการ", position="อสม.", side=Side.COMMUNITY, present=False, absence_reason="ติดอบรม"),
        Attendee(name="นางสาวตัวอย่าง ฝึกงาน", position="นักศึกษาฝึกประสบการณ์", side=Side.OFFICE, is_guest=True),
    ]  # fmt: skip


def _said() -> list[AgendaItem]:
    texts = {
        1: "ประธานแจ้งว่าเขตพื้นที่ขอให้ทุกโรงเรียนสำรวจนักเรียนที่ขาดแคลนอุปกรณ์การเรียนให้เสร็จภายในเดือนนี้",
        2: "ไม่มี เนื่องจากเป็นการประชุมครั้งแรกของเรื่องนี้",
        4: "เจ้าหน้าที่รายงานผลการลงพื้นที่ บ้านเช่าหลังเดียวอยู่กันสี่คน รายได้ไม่พอค่าอาหารและค่าเดินทาง",
        5: "พิจารณาแนวทางช่วยเหลือให้นักเรียนกลับมาเรียน ทุกฝ่ายเห็นว่าควรแก้เรื่องอาหารและชุดนักเรียนก่อน",
    }
    return [AgendaItem(number=number, text=text) for number, text in texts.items()]


def _agreed(story: Story, days: Days) -> list[Resolution]:
    municipality = story.office.agencies["MUNICIPALITY"]
    return [
        Resolution(text="จัดอาหารเช้าและสอนเสริมหลังเลิกเรียน", by_school=True, due_on=days.ago(2)),
        Resolution(text="จัดชุดนักเรียนและอุปกรณ์การเรียน", agency=municipality, due_on=days.ago(-4)),
        Resolution(text="ขอเงินสงเคราะห์จาก พมจ. และรายงานผลให้ทุกฝ่ายทราบ", owner=story.officer, due_on=days.ago(-1)),
    ]
