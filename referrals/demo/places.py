"""The office of the demo: its amphoe, tambon and schools, which are public facts."""

from schools.models import Amphoe, Area, School, Tambon

AREA_CODE = "ขก1"
PROVINCE = "ขอนแก่น"

AMPHOE = {"4001": "เมืองขอนแก่น", "4002": "บ้านฝาง", "4003": "พระยืน"}

# In the order of their codes: the first tambon of 4001 is 400101.
TAMBON = {
    "4001": ("ในเมือง สำราญ โคกสี ท่าพระ บ้านทุ่ม เมืองเก่า พระลับ สาวะถี บ้านหว้า บ้านค้อ แดงใหญ่ ดอนช้าง ดอนหัน ศิลา บ้านเป็ด หนองตูม บึงเนียม โนนท่อน"),
    "4002": "หนองบัว ป่าหวายนั่ง โนนฆ้อง บ้านเหล่า ป่ามะนาว บ้านฝาง โคกงาม",
    "4003": "พระยืน พระบุ บ้านโต้น หนองแวง ขามป้อม",
}

TO_PRIMARY = "อนุบาล–ประถมศึกษา"
TO_LOWER_SECONDARY = "อนุบาล–มัธยมศึกษาตอนต้น"

# A short name for the stories, the name, the tambon, the levels taught, and misprints a search should still find.
SCHOOLS = [
    ("บ้านโต้น", "โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา", "400303", TO_PRIMARY, "ชุมชนบ้านไต้ต้นศรีพิมลวิทยา"),
    ("บ้านกอก", "โรงเรียนบ้านกอก", "400115", TO_PRIMARY, ""),
    ("บ้านคำไฮ", "โรงเรียนบ้านคำไฮหัวทุ่งประชาบำรุง", "400115", TO_PRIMARY, ""),
    ("หนองโพธิ์", "โรงเรียนหนองโพธิ์ประชานุกูล", "400304", TO_LOWER_SECONDARY, ""),
    ("สนามบิน", "โรงเรียนสนามบิน", "400101", TO_LOWER_SECONDARY, ""),
    ("อนุบาลขอนแก่น", "โรงเรียนอนุบาลขอนแก่น", "400101", TO_PRIMARY, ""),
    ("บ้านเป็ด", "โรงเรียนบ้านเป็ด (ท่าบึงประชาสงเคราะห์)", "400115", TO_PRIMARY, ""),
    ("โคกสี", "โรงเรียนบ้านโคกสีวิทยาเสริม", "400103", TO_PRIMARY, ""),
    ("ท่าพระ", "โรงเรียนชุมชนบ้านท่าพระ", "400104", TO_LOWER_SECONDARY, ""),
    ("สาวะถี", "โรงเรียนบ้านสาวะถี (สาวัตถีราษฎร์รังสฤษฏิ์)", "400108", TO_PRIMARY, ""),
    ("ศิลา", "โรงเรียนบ้านศิลา", "400114", TO_PRIMARY, ""),
    ("ดอนหัน", "โรงเรียนบ้านดอนหันวิทยาสาร", "400113", TO_PRIMARY, ""),
    ("บ้านฝาง", "โรงเรียนชุมชนบ้านฝาง", "400206", TO_PRIMARY, ""),
    ("หนองบัว", "โรงเรียนชุมชนบ้านหนองบัว", "400201", TO_PRIMARY, ""),
    ("โคกงาม", "โรงเรียนโคกงามวิทยาคาร", "400207", TO_LOWER_SECONDARY, ""),
    ("พระยืน", "โรงเรียนชุมชนบ้านพระยืน", "400301", TO_PRIMARY, ""),
    ("พระบุ", "โรงเรียนพระบุบ้านหันราษฎร์ประสาท", "400302", TO_LOWER_SECONDARY, ""),
]


def make_area() -> Area:
    """The office with its three amphoe and thirty tambon."""
    area = Area.objects.create(
        code=AREA_CODE,
        name="สำนักงานเขตพื้นที่การศึกษาประถมศึกษาขอนแก่น เขต 1",
        short_name="สพป.ขอนแก่น เขต 1",
        province=PROVINCE,
        check_term_end=False,  # in 2567 a pupil was looked after for twelve weeks
    )
    for code, name in AMPHOE.items():
        amphoe, _made = Amphoe.objects.get_or_create(code=code, defaults={"name": name, "province": PROVINCE})
        area.amphoe.add(amphoe)
        for number, tambon in enumerate(TAMBON[code].split(), start=1):
            Tambon.objects.get_or_create(code=f"{code}{number:02d}", defaults={"name": tambon, "amphoe": amphoe})
    return area


def make_schools(area: Area) -> dict[str, School]:
    """The schools, by the short names of the stories."""
    return {
        short: School.objects.create(area=area, name=name, tambon_id=tambon, level_range=levels, aliases=aliases)
        for short, name, tambon, levels, aliases in SCHOOLS
    }
