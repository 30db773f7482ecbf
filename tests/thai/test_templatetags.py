"""Dates, names and digits in templates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template

TODAY = date(2025, 8, 22)
MOMENT = datetime(2025, 8, 22, 2, 30, tzinfo=UTC)


def render(source, **context):
    return Template("{% load thai %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{ day|thai_date }}", '<span class="nowrap">22 ส.ค. 2568</span>'),
        ('{{ day|thai_date:"long" }}', '<span class="nowrap">22 สิงหาคม 2568</span>'),
        ("{{ day|thai_date_text }}", "22 ส.ค. 2568"),
        ('{{ day|thai_date_text:"numeric" }}', "22/08/2568"),
        ("{{ day|thai_month_year }}", '<span class="nowrap">สิงหาคม 2568</span>'),
        ("{{ moment|thai_datetime }}", '<span class="nowrap">22 ส.ค. 2568 09.30 น.</span>'),
        ("{{ moment|thai_datetime_text }}", "22 ส.ค. 2568 09.30 น."),
        ("{{ moment|thai_date }}", '<span class="nowrap">22 ส.ค. 2568</span>'),
        ("{{ moment|thai_time }}", '<span class="nowrap">09.30 น.</span>'),
        ("{{ 2567|thai_digits }}", "๒๕๖๗"),
        ("{{ day|thai_span:day }}", '<span class="nowrap">22–22 ส.ค. 2568</span>'),
    ],
)
def test_filter(source, html):
    assert render(source, day=TODAY, moment=MOMENT) == html


@pytest.mark.parametrize(
    "name",
    ["thai_date", "thai_date_text", "thai_month_year", "thai_datetime", "thai_datetime_text", "thai_time"],
)
@pytest.mark.parametrize("nothing", [None, ""])
def test_no_date_shows_nothing(name, nothing):
    assert render("{{ day|" + name + " }}", day=nothing) == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "เกินกำหนด 3 วัน"), (-1, "เกินกำหนด 1 วัน"), (0, "ครบกำหนดวันนี้"), (1, "อีก 1 วัน"), (5, "อีก 5 วัน")],
)
def test_due_day_is_told_from_today(days, words):
    assert render("{{ due|due_words:today }}", due=TODAY + timedelta(days=days), today=TODAY) == words


def test_no_due_day_says_nothing():
    assert render("{{ due|due_words:today }}", due=None, today=TODAY) == ""


@pytest.mark.parametrize(
    ("parts", "html"),
    [
        (
            ("ด.ญ.", "ปิ่นเพ็ชร์", "น้ำทิพย์กู้เกียรติ์"),
            '<span class="nowrap">ด.ญ.&nbsp;ปิ่นเพ็ชร์</span> <span class="nowrap">น้ำทิพย์กู้เกียรติ์</span>',
        ),
        (("", "ปิ่น", "ใจดี"), '<span class="nowrap">ปิ่น</span> <span class="nowrap">ใจดี</span>'),
        (("ด.ญ.", "ปิ่น", ""), '<span class="nowrap">ด.ญ.&nbsp;ปิ่น</span>'),
        (("", "", "ใจดี"), '<span class="nowrap">ใจดี</span>'),
        (("", "<b>", "&"), '<span class="nowrap">&lt;b&gt;</span> <span class="nowrap">&amp;</span>'),
    ],
)
def test_a_name_is_never_broken(parts, html):
    title, first, last = parts
    source = "{% person title first last %}"
    assert render(source, title=title, first=first, last=last) == f'<span class="name">{html}</span>'
