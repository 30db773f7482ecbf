"""Who may do what: roles, actions, the grants between them, and the one question `may`."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post makes of a person."""

    OFFICER = "OFFICER", _("เจ้าหน้าที่เขตพื้นที่")
    SUPERVISOR = "SUPERVISOR", _("ผู้กำกับดูแลของเขต")
    SCHOOL_STAFF = "SCHOOL_STAFF", _("บุคลากรโรงเรียน")
    EXECUTIVE = "EXECUTIVE", _("ผู้บริหาร")
    PARTNER = "PARTNER", _("หน่วยงานภาคี")
    SYSADMIN = "SYSADMIN", _("ผู้ดูแลระบบ")


class Action(models.TextChoices):
    """Every act the site knows; its label says what it lets a person do."""

    OWN_ACCOUNT = "OWN_ACCOUNT", _("ใช้บัญชีของตนเอง")
    CASE_SEE = "CASE_SEE", _("ดูเคสในความรับผิดชอบ")
    CASE_SEE_WHOLE = "CASE_SEE_WHOLE", _("ดูบันทึกทั้งหมดของเคส")
    SENSITIVE_SEE = "SENSITIVE_SEE", _("ดูข้อมูลอ่อนไหวของทุกเคส")
    CASE_REPORT = "CASE_REPORT", _("แจ้งเคส")
    REPORT_DECIDE = "REPORT_DECIDE", _("รับเรื่องที่แจ้งและตัดสินใจ")
    POINT_MANAGE = "POINT_MANAGE", _("ทำแผ่นป้ายและลิงก์รับแจ้ง")
    CASE_MERGE = "CASE_MERGE", _("รวมเด็กหรือเคสที่ซ้ำกัน")
    SEARCH = "SEARCH", _("ค้นหา")
    ROLL_IMPORT = "ROLL_IMPORT", _("นำเข้ารายชื่อนักเรียนและการขาดเรียน")
    IMPORT_SEE = "IMPORT_SEE", _("นำเข้าไฟล์")
    WATCH_SEE = "WATCH_SEE", _("ดูรายชื่อเฝ้าระวังการขาดเรียน")
    ABSENCE_RECORD = "ABSENCE_RECORD", _("บันทึกการขาดเรียน")
    CALENDAR_EDIT = "CALENDAR_EDIT", _("แก้ไขปฏิทินโรงเรียนและเกณฑ์การขาดเรียน")
    CASE_RECORD = "CASE_RECORD", _("บันทึกขั้นตอนของเขต")
    SCHOOL_RECORD = "SCHOOL_RECORD", _("บันทึกขั้นตอนของโรงเรียน")
    STEP_WAIVE = "STEP_WAIVE", _("ระบุว่าขั้นตอนไม่จำเป็น")
    STEP_VOUCH = "STEP_VOUCH", _("รับรองขั้นตอนที่ยังไม่ครบ")
    ROUND_BEGIN = "ROUND_BEGIN", _("เริ่มรอบใหม่")
    CLOSING_ASK = "CLOSING_ASK", _("ขอปิดเคส")
    CASE_CLOSE = "CASE_CLOSE", _("อนุมัติปิดเคสและรับเคสกลับมาดูแล")
    CASE_HAND_OVER = "CASE_HAND_OVER", _("โอนเคสให้เขตอื่น")
    CASE_ASSIGN = "CASE_ASSIGN", _("มอบหมายผู้รับผิดชอบ")
    WORK_OVERSEE = "WORK_OVERSEE", _("ดูงานค้างของทั้งสำนักงาน")
    CASE_EXPORT = "CASE_EXPORT", _("ส่งออกรายการเคส")
    TRAIL_SEE = "TRAIL_SEE", _("ดูว่าใครเปิดเคส")
    REFERRAL_SEE = "REFERRAL_SEE", _("ดูการส่งต่อ")
    REFERRAL_ANSWER = "REFERRAL_ANSWER", _("ตอบการส่งต่อ")
    AGENCY_SEE = "AGENCY_SEE", _("ดูทำเนียบหน่วยงาน")
    AGENCY_EDIT = "AGENCY_EDIT", _("แก้ไขทำเนียบหน่วยงาน")
    SUMMARY_SEE = "SUMMARY_SEE", _("ดูสรุปรายปี")
    ACCOUNT_MANAGE = "ACCOUNT_MANAGE", _("จัดการบัญชีผู้ใช้")
    SCHOOL_MANAGE = "SCHOOL_MANAGE", _("จัดการข้อมูลโรงเรียน")
    LETTERHEAD_EDIT = "LETTERHEAD_EDIT", _("แก้ไขหัวหนังสือและผู้ลงนาม")


_OFFICER = frozenset(
    {
        Action.OWN_ACCOUNT,
        Action.CASE_SEE,
        Action.CASE_SEE_WHOLE,
        Action.CASE_REPORT,
        Action.REPORT_DECIDE,
        Action.POINT_MANAGE,
        Action.SEARCH,
        Action.ROLL_IMPORT,
        Action.IMPORT_SEE,
        Action.WATCH_SEE,
        Action.ABSENCE_RECORD,
        Action.CASE_RECORD,
        Action.SCHOOL_RECORD,
        Action.STEP_WAIVE,
        Action.ROUND_BEGIN,
        Action.CLOSING_ASK,
        Action.CASE_EXPORT,
        Action.REFERRAL_SEE,
        Action.AGENCY_SEE,
        Action.AGENCY_EDIT,
        Action.SUMMARY_SEE,
    }
)

GRANTS: dict[str, frozenset[Action]] = {
    Role.OFFICER: _OFFICER,
    Role.SUPERVISOR: _OFFICER
    | {
        Action.SENSITIVE_SEE,
        Action.STEP_VOUCH,
        Action.CASE_CLOSE,
        Action.CASE_HAND_OVER,
        Action.CASE_ASSIGN,
        Action.WORK_OVERSEE,
        Action.CASE_MERGE,
        Action.CALENDAR_EDIT,
        Action.LETTERHEAD_EDIT,
        Action.TRAIL_SEE,
    },
    Role.SCHOOL_STAFF: frozenset(
        {
            Action.OWN_ACCOUNT,
            Action.CASE_SEE,
            Action.CASE_REPORT,
            Action.SCHOOL_RECORD,
            Action.CASE_EXPORT,
            Action.POINT_MANAGE,
            Action.SEARCH,
            Action.WATCH_SEE,
            Action.ABSENCE_RECORD,
        }
    ),
    Role.EXECUTIVE: frozenset({Action.OWN_ACCOUNT, Action.SUMMARY_SEE}),
    Role.PARTNER: frozenset({Action.OWN_ACCOUNT, Action.REFERRAL_SEE, Action.REFERRAL_ANSWER}),
    Role.SYSADMIN: frozenset(
        {
            Action.OWN_ACCOUNT,
            Action.ACCOUNT_MANAGE,
            Action.SCHOOL_MANAGE,
            Action.IMPORT_SEE,
            Action.CALENDAR_EDIT,
            Action.LETTERHEAD_EDIT,
        }
    ),
}

# Pages that show no row of their own: whoever holds none of these rights is told so; anything else does not exist for them.
OPENLY_REFUSED = frozenset(
    {
        Action.SUMMARY_SEE,
        Action.ACCOUNT_MANAGE,
        Action.SCHOOL_MANAGE,
        Action.AGENCY_SEE,
        Action.AGENCY_EDIT,
        Action.IMPORT_SEE,
        Action.CALENDAR_EDIT,
        Action.LETTERHEAD_EDIT,
    }
)


@dataclass(frozen=True)
class No:
    """A refusal that knows its reason: false in any test, readable on any page."""

    reason: str | Promise

    def __bool__(self) -> bool:
        return False


def may(user, action: Action, place) -> "bool | No":
    """Whether `user` may do `action` at `place` (an Area, School or Agency); a refusal says which right is missing."""
    for post in user.current_posts:
        if action in GRANTS[post.role] and post.covers(place):
            return True
    return No(_("ต้องมีสิทธิ์ “%(act)s” ในพื้นที่นี้ ติดต่อผู้ดูแลระบบของเขต") % {"act": Action(action).label})


def holds(user, action: Action) -> bool:
    """Whether any post of `user` grants `action`, wherever it is."""
    return any(action in GRANTS[post.role] for post in user.current_posts)


def states(action: Action, *, of_object: bool = False):
    """Mark a view with the act it is for.

    A page of its own is closed here to those who hold the right nowhere. A page of one row (`of_object`) leaves the question to
    `fetch`, because whether a row exists for somebody comes before what they may do with it.
    """

    def mark(view):
        view.action = action
        view.of_object = of_object
        return view

    return mark


def require(user, action: Action) -> None:
    """Close a page to whoever holds `action` nowhere: 404, or 403 where the page is no secret."""
    if holds(user, action):
        return
    if action in OPENLY_REFUSED:
        raise PermissionDenied(_("ต้องมีสิทธิ์ “%(act)s” ติดต่อผู้ดูแลระบบของเขต") % {"act": Action(action).label})
    raise Http404
