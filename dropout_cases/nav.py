"""The frame of every page: the menus a person has, and what header and footer say."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases import drafts
from schools.access import Action, holds
from schools.models import Notice

MOST_COUNTED = 99  # unread notices; more are not told apart


@dataclass(frozen=True)
class Item:
    """One entry of a menu, shown to whoever holds its action."""

    label: str | Promise
    url_name: str
    icon: str
    action: Action
    on_phone: bool = False
    aside: bool = False  # used now and then: behind one's name, not in the bar


MENU = (
    Item(_("งานวันนี้"), "home", "sun", Action.CASE_SEE, on_phone=True),
    Item(_("เคส"), "dropout_cases:case-list", "folder", Action.CASE_SEE, on_phone=True),
    Item(_("แจ้งเคส"), "dropout_cases:case-add", "plus-circle", Action.CASE_REPORT, on_phone=True),
    Item(_("เฝ้าระวัง"), "dropout_cases:watch-list", "eye", Action.WATCH_SEE),
    Item(_("ส่งต่อ"), "referrals:referral-list", "paper-airplane", Action.REFERRAL_SEE),
    Item(_("หน่วยงาน"), "schools:agency-list", "building-office-2", Action.AGENCY_SEE),
    Item(_("สรุปรายปี"), "summaries:summary-list", "chart-bar", Action.SUMMARY_SEE),
    Item(_("ผู้ใช้"), "schools:account-list", "users", Action.ACCOUNT_MANAGE, on_phone=True),
    Item(_("โรงเรียน"), "schools:school-list", "academic-cap", Action.SCHOOL_MANAGE, on_phone=True),
    Item(_("งาน"), "dropout_cases:task-list", "clipboard-document-check", Action.CASE_SEE_WHOLE, aside=True),
    Item(_("งานค้าง"), "dropout_cases:stuck-list", "exclamation-triangle", Action.WORK_OVERSEE, aside=True),
    Item(_("เรื่องที่แจ้งเข้ามา"), "dropout_cases:report-list", "inbox", Action.REPORT_DECIDE, aside=True),
    Item(_("ย้ายและโอนเคส"), "dropout_cases:move-list", "arrows-right-left", Action.CASE_SEE, aside=True),
    Item(_("ทะเบียนหนังสือส่ง"), "referrals:paper-list", "document-text", Action.CASE_RECORD, aside=True),
    Item(_("จุดรับแจ้งและแผ่นป้าย"), "dropout_cases:point-list", "qr-code", Action.POINT_MANAGE, aside=True),
    Item(_("นำเข้าไฟล์"), "dropout_cases:import-list", "arrow-up-tray", Action.IMPORT_SEE, aside=True),
    Item(_("ปฏิทินโรงเรียน"), "schools:calendar-detail", "calendar-days", Action.CALENDAR_EDIT, aside=True),
    Item(_("หัวหนังสือ"), "schools:letterhead", "document-duplicate", Action.LETTERHEAD_EDIT, aside=True),
    Item(_("อีเมลขาออก"), "schools:mail-list", "envelope", Action.ACCOUNT_MANAGE, aside=True),
)


def menu_for(user, path: str) -> list[dict]:
    """The entries `user` may use, the one for `path` marked."""
    entries = [(item, reverse(item.url_name)) for item in MENU if holds(user, item.action)]
    best = max((url for _item, url in entries if path.startswith(url)), key=len, default=None)
    return [
        {"label": item.label, "url": url, "icon": item.icon, "current": url == best, "on_phone": item.on_phone, "aside": item.aside}
        for item, url in entries
    ]


def frame(request) -> dict[str, object]:
    """What base.html needs on every page."""
    user = getattr(request, "user", None)
    nav = menu_for(user, request.path) if user and user.is_authenticated else []
    return {
        "nav": nav,
        "nav_phone": [entry for entry in nav if entry["on_phone"]] or nav[:3],
        "unread_notices": Notice.objects.visible_to(user).unread()[:MOST_COUNTED].count() if nav else 0,
        "nav_search": bool(nav) and holds(user, Action.SEARCH),
        "user_roles": user.role_words if user and nav else "",
        "demo": settings.DEMO,
        "office_phone": settings.OFFICE_PHONE,
        "version": settings.VERSION,
        "whose": drafts.whose(user) if user and user.is_authenticated else "",
        "error_count": 0,
        "form": None,
        "formset": None,
        "formsets": [],
    }
