"""Days counted back from a given one, and the steps an open case went through without anything out of the ordinary."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Pause
from referrals.models import Party, Referral, Side
from thai.dates import fiscal_year, fiscal_year_bounds

from .story import Story


@dataclass(frozen=True)
class Days:
    """Days as a story counts them: so many before today."""

    today: date

    def ago(self, number: int) -> date:
        """The day `number` days before today; a negative number lies ahead."""
        return self.today - timedelta(days=number)

    def opening(self, number: int, *, before: int) -> date:
        """A day to open a case: within this fiscal year if that is not later than `before` days ago."""
        first, _last = fiscal_year_bounds(fiscal_year(self.today))
        return min(max(self.ago(number), first), self.ago(before))


def coordinated(story: Story, on: date, answered_on: date, agency: str = "MUNICIPALITY") -> None:
    """Step 2: the school and an agency are asked on one day, and both have answered by another."""
    story.contact(
        on,
        Party.SCHOOL,
        "ขอสถิติการมาเรียนและผลการคัดกรอง",
        answer="ส่งสถิติแล้ว ขาดเรียนติดต่อกันเกิน 7 วัน",
        answered_on=answered_on,
        to_find_out="รายได้ของครอบครัว และใครดูแลนักเรียนตอนนี้",
    )
    story.contact(
        on,
        Party.AGENCY,
        "ขอข้อมูลครอบครัวและนัดลงพื้นที่ร่วมกัน",
        agency=agency,
        answer="ร่วมลงพื้นที่ได้",
        answered_on=answered_on,
    )


def visited(story: Story, on: date, agency: str = "MUNICIPALITY", **fields) -> None:
    """Step 3: the school and an agency came along, somebody was met, and the facts were checked."""
    found = [
        ("รายได้ของครอบครัวไม่พอค่าเดินทางและอาหาร", "ผู้ปกครอง", "ผู้ใหญ่บ้าน"),
        ("นักเรียนอยากกลับไปเรียน", "นักเรียน"),
    ]
    story.visit(on, agency, found, **{"worrying": "income", "conclusion": "กลับไปเรียนได้ถ้าแก้เรื่องค่าใช้จ่าย"} | fields)


def met(story: Story, on: date, days: Days) -> None:
    """Step 4: all sides were heard, and what was resolved has its owner and date."""
    story.meeting(
        on,
        [
            (Side.SCHOOL, "ผู้อำนวยการโรงเรียน", "รับกลับเข้าเรียนและจัดสอนเสริม"),
            (Side.FAMILY, "ผู้ปกครอง", "พร้อมให้กลับไปเรียน ขอช่วยเรื่องค่าใช้จ่าย"),
            (Side.COMMUNITY, "ผู้ใหญ่บ้าน", "ช่วยดูแลการเดินทางช่วงเช้า"),
        ],
        [
            ("จัดสอนเสริมและครูพี่เลี้ยง", "โรงเรียน", days.ago(-7)),
            ("ช่วยรับส่งช่วงเช้า", "ผู้ใหญ่บ้าน", days.ago(-3)),
        ],
        "ให้กลับเข้าเรียนโดยเร็ว และขอความช่วยเหลือเรื่องค่าใช้จ่าย",
    )


def helped(story: Story, on: date, accepted_on: date, agency: str = "PMJ", pathway: str = "SAME_SCHOOL") -> Referral:
    """Step 5: an agency was asked to help, and took it on."""
    referral = story.refer(on, agency, "EMERGENCY_CASH SUPPLIES", "ขอเงินช่วยเหลือและอุปกรณ์การเรียน", pathway)
    story.accepted(referral, accepted_on, "รับเรื่องแล้ว")
    return referral


def rest(story: Story, days: Days, begun: int, note: str) -> None:
    """The case rests from `begun` days ago until a month from today, for the season; not where that is over by the clock."""
    until = days.ago(-30)
    if until > timezone.localdate():
        pause = Pause(case=story.case, happened_on=days.ago(begun), until=until, reason_id="pause_reason.MIGRATION", note=note)
        workflow.pause(pause, by=story.officer)


def until_returned(story: Story, days: Days, returned: int, *, agency: str = "PMJ") -> Referral:
    """Steps 2 to 6 in their usual time, the return `returned` days ago and confirmed on the same day."""
    coordinated(story, days.ago(returned + 20), days.ago(returned + 18))
    visited(story, days.ago(returned + 14))
    met(story, days.ago(returned + 8), days)
    referral = helped(story, days.ago(returned + 6), days.ago(returned + 3), agency)
    story.back(days.ago(returned), "SAME_SCHOOL", "สอนเสริมและครูพี่เลี้ยง", days.ago(returned))
    return referral
