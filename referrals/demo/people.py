"""The people of the demo: somebody of every role, and the staff the stories need. All names are invented."""

from django.contrib.auth.hashers import make_password

from schools.access import Role
from schools.models import Agency, Area, Post, School, User

# User name, name, position, role, and the school or kind of agency where the post is not over the area.
PEOPLE = [
    ("officer", "นางสาวอรุณี สมมติงาม", "นักจิตวิทยาโรงเรียนประจำเขตพื้นที่", Role.OFFICER, ""),
    ("officer2", "นายปกรณ์ ตัวอย่างดี", "นักวิชาการศึกษาชำนาญการ", Role.OFFICER, ""),
    ("supervisor", "นางวิไลพร สมมติธรรม", "ผู้อำนวยการกลุ่มส่งเสริมการจัดการศึกษา", Role.SUPERVISOR, ""),
    ("supervisor2", "นายสุเทพ ตัวอย่างมั่น", "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", Role.SUPERVISOR, ""),
    ("executive", "นายบัญชา สมมติวงศ์", "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา", Role.EXECUTIVE, ""),
    ("sysadmin", "นายณัฐพล ตัวอย่างชัย", "นักวิชาการคอมพิวเตอร์", Role.SYSADMIN, ""),
    ("teacher", "นางสาวจันทร์เพ็ญ สมมติใจ", "ครูที่ปรึกษา", Role.SCHOOL_STAFF, "บ้านกอก"),
    ("teacher-khamhai", "นางมาลี ตัวอย่างสุข", "ครูหัวหน้างานดูแลช่วยเหลือนักเรียน", Role.SCHOOL_STAFF, "บ้านคำไฮ"),
    ("teacher-ton", "นายวีระ สมมติพงษ์", "รองผู้อำนวยการโรงเรียน", Role.SCHOOL_STAFF, "บ้านโต้น"),
    ("teacher-nongpho", "นางสาวสุดารัตน์ ตัวอย่างแก้ว", "ครูแนะแนว", Role.SCHOOL_STAFF, "หนองโพธิ์"),
    ("partner", "นางสาวกมลชนก สมมติทรัพย์", "นักสังคมสงเคราะห์", Role.PARTNER, "PMJ"),
    ("partner2", "นางพรทิพย์ ตัวอย่างพร", "พยาบาลวิชาชีพชำนาญการ", Role.PARTNER, "HOSPITAL"),
]


def make_people(area: Area, schools: dict[str, School], agencies: dict[str, Agency], password: str) -> dict[str, User]:
    """The accounts with their posts, by user name."""
    hashed = make_password(password)
    people = {}
    for number, (username, name, position, role, place) in enumerate(PEOPLE, start=1):
        person = User.objects.create(
            username=username, password=hashed, full_name=name, position=position, phone=f"043-000-{100 + number}",
            email=f"{username}@example.org",
        )  # fmt: skip
        at_school, at_agency = schools.get(place), agencies.get(place)
        over_area = None if at_school or at_agency else area
        Post.objects.create(user=person, role=role, area=over_area, school=at_school, agency=at_agency)
        people[username] = person
    return people
