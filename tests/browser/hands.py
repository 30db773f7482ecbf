"""What hands do in a browser: sign in, fill in a date, press a button, look."""

from datetime import date

from thai.dates import BE

PASSWORD = "a-long-password"


def sign_in(page, user, password=PASSWORD):
    """Sign in and land on the first page."""
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_label("ชื่อผู้ใช้").fill(user.username)
    page.get_by_label("รหัสผ่าน", exact=True).fill(password)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def fill_date(page, name: str, day: date):
    """Type a date in พ.ศ. into the three boxes of a field."""
    page.locator(f"#id_{name}_0").fill(str(day.day))
    page.locator(f"#id_{name}_1").select_option(str(day.month))
    page.locator(f"#id_{name}_2").fill(str(day.year + BE))


def choose(page, group: str, option: str):
    """Choose a radio button or tick a box by the words beside it."""
    page.get_by_role("group", name=group).get_by_label(option, exact=True).check()


def answer_safely(page):
    """The two questions of every district form."""
    choose(page, "ตอนนี้นักเรียนปลอดภัยไหม", "ปลอดภัย")
    page.get_by_label("สิ่งที่ดีที่สุดสำหรับนักเรียน").fill("ได้เรียนใกล้บ้านกับยาย")


def press(page, button: str):
    """Press a button by its words."""
    page.get_by_role("button", name=button, exact=True).click()


def due(page) -> str:
    """What the case page says is to be done next."""
    return page.locator(".next-action-what").first.inner_text()


def banner(page) -> str:
    """What the page says happened."""
    return page.get_by_role("status").inner_text()
