"""The network of the demo: one agency of every kind. Names and numbers are invented, and the names say so."""

from schools.models import Agency, Area

from .story import codes

MARK = "(ตัวอย่าง)"
HOURS = "จันทร์–ศุกร์ 08.30–16.30 น."
ALWAYS = "ทุกวัน ตลอด 24 ชั่วโมง"

# Kind, name, the help it gives, and its amphoe where it does not serve the whole province.
AGENCIES = [
    ("ESAO", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาขอนแก่น", "ENROLL CREDIT_TRANSFER GUIDANCE", ""),
    ("SCHOOL", "โรงเรียนเครือข่ายรับย้ายนักเรียน", "ENROLL MENTOR", "4001"),
    ("PEO", "สำนักงานศึกษาธิการจังหวัดขอนแก่น", "ENROLL SCHOLARSHIP GUIDANCE", ""),
    ("LEARNING_PROMO", "สกร.ระดับอำเภอเมืองขอนแก่น", "FLEX_LEARNING CREDIT_TRANSFER ENROLL", "4001"),
    ("SPECIAL_ED_CENTER", "ศูนย์การศึกษาพิเศษ เขตการศึกษา 9", "DISABILITY_AID FLEX_LEARNING", ""),
    ("WELFARE_SCHOOL", "โรงเรียนศึกษาสงเคราะห์ขอนแก่น", "ENROLL HOUSING FOOD", ""),
    ("VOCATIONAL", "วิทยาลัยสารพัดช่างขอนแก่น", "OCCUPATION ENROLL", "4001"),
    ("PRIVATE_ED", "กลุ่มโรงเรียนเอกชนขอนแก่น", "ENROLL SCHOLARSHIP", "4001"),
    ("LEARNING_CENTER", "ศูนย์การเรียนบ้านทุ่งรัก", "FLEX_LEARNING CREDIT_TRANSFER", ""),
    ("UNIVERSITY", "คลินิกการเรียนรู้ มหาวิทยาลัยขอนแก่น", "PSYCH REMEDIAL GUIDANCE", ""),
    ("EEF", "กองทุนเพื่อความเสมอภาคทางการศึกษา ทีมขอนแก่น", "SCHOLARSHIP EMERGENCY_CASH SUPPLIES", ""),
    (
        "PMJ",
        "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดขอนแก่น",
        "EMERGENCY_CASH FOSTER CHILD_PROTECTION HOUSING FAMILY_WORK",
        "",
    ),
    ("CHILD_SHELTER", "บ้านพักเด็กและครอบครัวจังหวัดขอนแก่น", "SHELTER CHILD_PROTECTION PSYCH FOSTER", ""),
    ("DCY_HOME", "สถานคุ้มครองสวัสดิภาพเด็กภาคตะวันออกเฉียงเหนือ", "SHELTER CHILD_PROTECTION", ""),
    ("HOMELESS_CENTER", "ศูนย์คุ้มครองคนไร้ที่พึ่งจังหวัดขอนแก่น", "SHELTER FOOD HOUSING", ""),
    ("EMPLOYMENT", "สำนักงานสวัสดิการและคุ้มครองแรงงานจังหวัดขอนแก่น", "OCCUPATION LEGAL", ""),
    ("HOSPITAL", "โรงพยาบาลพระยืน", "MEDICAL MATERNAL PSYCH", "4003"),
    ("RPST", "รพ.สต.บ้านเป็ด", "MEDICAL", "4001"),
    ("MENTAL_HOSP", "โรงพยาบาลจิตเวชขอนแก่นราชนครินทร์", "PSYCH REHAB", ""),
    ("PHO", "สำนักงานสาธารณสุขอำเภอพระยืน", "MEDICAL MATERNAL", "4003"),
    ("VHV", "ชมรม อสม. ตำบลหนองแวง", "MEDICAL FOOD", "4003"),
    ("POLICE", "สถานีตำรวจภูธรเมืองขอนแก่น", "CHILD_PROTECTION LEGAL", "4001"),
    ("JUVENILE_COURT", "ศาลเยาวชนและครอบครัวจังหวัดขอนแก่น", "LEGAL CHILD_PROTECTION", ""),
    ("OBSERVATION", "สถานพินิจและคุ้มครองเด็กและเยาวชนจังหวัดขอนแก่น", "LEGAL GUIDANCE", ""),
    ("PROBATION", "สำนักงานคุมประพฤติจังหวัดขอนแก่น", "REHAB GUIDANCE", ""),
    ("PROSECUTOR", "สำนักงานอัยการคุ้มครองสิทธิ จังหวัดขอนแก่น", "LEGAL", ""),
    ("DISTRICT", "ที่ว่าการอำเภอบ้านฝาง", "CIVIL_STATUS FOOD", "4002"),
    ("PROVINCE", "ศาลากลางจังหวัดขอนแก่น กลุ่มงานยุทธศาสตร์", "EMERGENCY_CASH OTHER", ""),
    ("MUNICIPALITY", "เทศบาลเมืองบ้านเป็ด", "FOOD HOUSING TRANSPORT SUPPLIES", "4001"),
    ("SAO", "องค์การบริหารส่วนตำบลบ้านโต้น", "FOOD TRANSPORT HOUSING", "4003"),
    ("PAO", "องค์การบริหารส่วนจังหวัดขอนแก่น", "SCHOLARSHIP TRANSPORT", ""),
    ("VILLAGE_HEAD", "ชมรมกำนันผู้ใหญ่บ้านอำเภอพระยืน", "FAMILY_WORK FOOD", "4003"),
    ("TEMPLE", "วัดป่าบ้านกอก", "FOOD HOUSING SUPPLIES", "4001"),
    ("FOUNDATION", "มูลนิธิเพื่อเด็กอีสาน", "SCHOLARSHIP FAMILY_WORK CHILD_PROTECTION", ""),
    ("BUSINESS", "หอการค้าขอนแก่น โครงการเรียนรู้คู่รายได้", "OCCUPATION SCHOLARSHIP", ""),
    ("ALUMNI", "สมาคมผู้ปกครองและศิษย์เก่าบ้านกอก", "SCHOLARSHIP SUPPLIES TRANSPORT", "4001"),
    ("OTHER", "เครือข่ายอาสาสมัครรถรับส่งนักเรียน", "TRANSPORT", ""),
]
ALWAYS_OPEN = {"CHILD_SHELTER", "HOSPITAL", "MENTAL_HOSP", "POLICE"}
CONTACTS = ["คุณใจดี", "คุณเมตตา", "คุณอารี", "คุณการุณ", "คุณเกื้อกูล", "คุณไมตรี"]


def make_agencies(area: Area) -> dict[str, Agency]:
    """The agencies, by kind."""
    return {facts[0]: _make(area, place, *facts) for place, facts in enumerate(AGENCIES, start=1)}


def _make(area: Area, place: int, kind: str, name: str, services: str, amphoe: str) -> Agency:
    agency = Agency.objects.create(
        area=area,
        kind_id=f"agency_kind.{kind}",
        name=f"{name} {MARK}",
        amphoe_id=amphoe or None,
        contact_name=f"{CONTACTS[place % len(CONTACTS)]} สมมติงาน",
        phone=f"043-000-{place:03d}",
        email=f"{kind.lower().replace('_', '-')}@example.org",
        hours=ALWAYS if kind in ALWAYS_OPEN else HOURS,
    )
    agency.services.set(codes("help_kind", services))
    return agency
