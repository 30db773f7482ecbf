"""Open cases at step 5, where everything that can pass between the office and a receiver has passed. All people are invented."""

from datetime import date, datetime, time

from django.utils import timezone

from dropout_cases.steps import Risk
from dropout_cases.workflow import links
from referrals import consents, needs, package, passing, silence
from referrals.models import Consent, ConsentForm, Outcome, Package, PathwayReply, Referral, UnmetNeed

from .ordinary import Days, coordinated, met, visited
from .story import Office, Story, child, codes

LINK_DAYS = 60


def tell_referrals(office: Office, days: Days) -> None:
    """A hospital that answers by link, several receivers at once, help nobody gives, and a question that waits for the office."""
    tell_of_help_by_link(office, days)
    tell_of_several_at_once(office, days)
    tell_of_help_not_to_be_had(office, days)
    tell_of_a_question(office, days)


def tell_of_help_by_link(office: Office, days: Days) -> None:
    """A hospital asks, is answered, helps and reports by its link; what rested on a consent ended when that was taken back."""
    pupil = child("ด.ญ. ปลายฟ้า สมมติชื่น", "ฟ้า", "09", days.ago(34), "นางสาวแพรว สมมติชื่น", "02", guardian_phone="081-000-0061")
    pupil.address = "บ้านเลขที่ 0/6 หมู่ 0 ต.ในเมือง (ที่อยู่สมมติ)"
    story = Story(
        office, pupil, on=days.opening(34, before=32), by="officer", school="สนามบิน", causes="MENTAL_HEALTH",
        risk=Risk.HIGH, story="ซึมเศร้า ไม่ออกจากห้อง ขาดเรียนสามสัปดาห์", best="ได้รับการรักษา และกลับมาเรียนเมื่อพร้อม",
    )  # fmt: skip
    coordinated(story, days.ago(32), days.ago(30))
    visited(story, days.ago(27))
    met(story, days.ago(22), days)
    written = consent(story, days.ago(21), "นางสาวแพรว สมมติชื่น", "แบ่งปันข้อมูลสุขภาพและการเรียนกับโรงพยาบาลเพื่อการรักษา")
    spoken = consent(story, days.ago(21), "นางสาวแพรว สมมติชื่น", "แบ่งปันชื่อและชั้นเรียนกับมหาวิทยาลัย", how=ConsentForm.SPOKEN)
    story.refer(
        days.ago(20), "UNIVERSITY", "REMEDIAL", "ขอจัดนักศึกษาช่วยสอนเสริมที่บ้าน", "SAME_SCHOOL", basis="CONSENT", consent=spoken,
    )  # fmt: skip
    referral = story.refer(
        days.ago(20), "MENTAL_HOSP", "PSYCH GUIDANCE", "ขอประเมินและรักษาภาวะซึมเศร้า", "HOME_BASED_SCHOOL",
        basis="EXPLICIT_CONSENT", consent=written, pathway_support="ครูติดตามที่บ้านสัปดาห์ละครั้ง", urgency_id="urgency.URGENT",
    )  # fmt: skip
    nurse = by_link(story, referral)
    passing.open_for(referral, voice=nurse, on=days.ago(19), at=moment(days.ago(19)))
    passing.inquire(referral, voice=nurse, on=days.ago(19), text="ขอเบอร์ผู้ปกครองเพื่อนัด และเคยรักษาที่ใดมาก่อนหรือไม่")
    numbers = further(story, referral, days.ago(18), ["guardian", "guardian_phone"])
    passing.reply(referral, by=story.officer, on=days.ago(18), text="ไม่เคยรักษามาก่อน ส่งเบอร์ผู้ปกครองเพิ่มแล้ว", package=numbers)
    passing.withdraw_consent(spoken, by=story.officer, on=days.ago(18), at=timezone.now(), note="แม่ยังไม่พร้อมให้คนอื่นมาที่บ้าน")
    agreed = {"pathway_reply": PathwayReply.AGREED, "agreed_from": days.ago(-14)}
    passing.accept(referral, voice=nurse, on=days.ago(17), text="นัดประเมินวันอังคารหน้า", next_on=days.ago(13), recommendation=agreed)
    home = further(story, referral, days.ago(14), ["address"])
    passing.share_more(referral, package=home, by=story.officer, on=days.ago(14), text="ส่งที่อยู่สำหรับเยี่ยมบ้าน")
    passing.begin_help(referral, voice=nurse, on=days.ago(13), text="ประเมินแล้ว เริ่มพูดคุยสัปดาห์ละครั้ง", next_on=days.ago(6))
    helped = dict(zip(codes("help_kind", "PSYCH GUIDANCE"), (Outcome.GOT, Outcome.PARTLY), strict=True))
    told = "อาการดีขึ้น นอนหลับได้ ครอบครัวเข้ากลุ่มผู้ปกครองแล้วหนึ่งครั้ง"
    passing.report(referral, voice=nurse, on=days.ago(3), given=helped, text=told, next_on=days.ago(-25))


def tell_of_several_at_once(office: Office, days: Days) -> None:
    """Four receivers at once: one told its result, one offers another pathway, one is a school, and one stays silent."""
    pupil = child("ด.ช. อาทิตย์ ตัวอย่างชัย", "อาร์ต", "12", days.ago(30), "นายสมพร ตัวอย่างชัย", "01", guardian_phone="081-000-0062")
    story = Story(
        office, pupil, on=days.opening(30, before=28), by="officer2", officer="officer2", school="หนองโพธิ์",
        teacher="teacher-nongpho", causes="BREADWINNER TRANSPORT",
        story="ทำงานส่งของกับพ่อ มาเรียนไม่ได้เพราะไม่มีรถ", best="ได้วุฒิ ม.3 โดยครอบครัวยังอยู่ได้",
    )  # fmt: skip
    coordinated(story, days.ago(28), days.ago(26), agency="VILLAGE_HEAD")
    visited(story, days.ago(23), agency="VILLAGE_HEAD")
    met(story, days.ago(17), days)
    money = story.refer(days.ago(15), "PMJ", "EMERGENCY_CASH", "ขอเงินสงเคราะห์ระหว่างพ่อรักษาตัว", "LEARNING_PROMO")
    story.accepted(money, days.ago(13), "รับเรื่องแล้ว")
    story.done(money, days.ago(5), "จ่ายเงินสงเคราะห์ครั้งแรกแล้ว")
    lessons = story.refer(
        days.ago(15), "LEARNING_PROMO", "FLEX_LEARNING CREDIT_TRANSFER", "ขอรับเข้าเรียนวันอาทิตย์", "LEARNING_PROMO",
        pathway_place="สกร.ระดับอำเภอเมืองขอนแก่น (ตัวอย่าง)", credit_transfer="ผลการเรียน ม.1–ม.2", pathway_from=days.ago(-10),
    )  # fmt: skip
    other = {
        "pathway_reply": PathwayReply.OTHERWISE, "agreed_pathway": codes("education_pathway", "ONE_SCHOOL_3")[0],
        "agreed_place": "โรงเรียนเดิม จัดเวลาเรียนตามการทำงาน", "agreed_from": days.ago(-17),
    }  # fmt: skip
    story.accepted(lessons, days.ago(11), "เทียบโอนให้ได้ แต่เรียนที่โรงเรียนเดิมแบบยืดหยุ่นจะจบเร็วกว่า", recommendation=other)
    mentor = story.refer(days.ago(15), "", "MENTOR", "ขอครูพี่เลี้ยงช่วงย้ายแผนการเรียน", "ONE_SCHOOL_3", school="บ้านคำไฮ")
    story.accepted(mentor, days.ago(12), "ครูแนะแนวรับเป็นพี่เลี้ยง")
    passing.begin_help(mentor, voice=story.voice(mentor), on=days.ago(6), text="พบกันครั้งแรกแล้ว นัดทุกวันพุธ", next_on=days.ago(-1))
    ride = story.refer(days.ago(15), "SAO", "TRANSPORT", "ขอรถรับส่งวันเรียน", "ONE_SCHOOL_3", answer_by=days.ago(5))
    for day in (7, 5, 4, 2):
        let_the_clock_speak(ride, days.ago(day))
    passing.call(ride, by=story.officer, on=days.ago(1), text="ผู้รับเรื่องลาพัก ฝากเรื่องไว้กับปลัด", said_by="เจ้าหน้าที่ธุรการ")


def tell_of_help_not_to_be_had(office: Office, days: Days) -> None:
    """Two agencies say that they have no such help here; one names another, and the office tells its province what is missing."""
    pupil = child("ด.ช. เมฆา สมมติวัฒน์", "เมฆ", "11", days.ago(29), "นางบานเย็น สมมติวัฒน์", "08", guardian_phone="081-000-0063")
    story = Story(
        office, pupil, on=days.opening(29, before=27), by="officer", school="บ้านฝาง", causes="DRUGS FAMILY_PROBLEM", risk=Risk.HIGH,
        story="หนีเรียนไปมั่วสุมกับรุ่นพี่ ยายดูแลไม่ไหว", best="ได้อยู่ในที่ที่มีผู้ใหญ่ดูแล และเลิกได้จริง",
    )  # fmt: skip
    coordinated(story, days.ago(27), days.ago(25), agency="DISTRICT")
    visited(story, days.ago(22), agency="DISTRICT")
    met(story, days.ago(16), days)
    first = story.refer(days.ago(14), "PROBATION", "REHAB", "ขอรับเข้าบำบัดแบบเช้าไปเย็นกลับ", "SAME_SCHOOL")
    story.declined(first, days.ago(10), "NO_SERVICE", "รับเฉพาะผู้ที่ศาลสั่ง", instead="โรงพยาบาลจิตเวชขอนแก่นราชนครินทร์ (ตัวอย่าง)")
    second = story.refer(days.ago(9), "PHO", "REHAB", "ขอรับเข้าบำบัดในชุมชน", "SAME_SCHOOL")
    story.declined(second, days.ago(4), "OUT_OF_AREA", "ดูแลเฉพาะอำเภอพระยืน")
    told = {"help_kind": codes("help_kind", "HOUSING")[0], "note": "ถามเทศบาล วัด และศูนย์คนไร้ที่พึ่งแล้ว ไม่มีที่รับเด็กประจำ"}
    needs.tell_need(UnmetNeed(case=story.case, round=story.round, happened_on=days.ago(3), **told), by=story.officer)


def tell_of_a_question(office: Office, days: Days) -> None:
    """A hospital asked something yesterday, and waits for the office."""
    pupil = child("ด.ญ. ใยไหม ตัวอย่างพร", "ไหม", "07", days.ago(20), "นางอุไร ตัวอย่างพร", "02", guardian_phone="081-000-0064")
    story = Story(
        office, pupil, on=days.opening(20, before=18), by="officer", school="พระยืน", causes="ILLNESS",
        story="ปวดท้องบ่อย ขาดเรียนสัปดาห์ละสองวัน แม่ไม่มีเวลาพาไปตรวจ", best="ได้ตรวจรักษา และมาเรียนสม่ำเสมอ",
    )  # fmt: skip
    coordinated(story, days.ago(18), days.ago(16), agency="VHV")
    visited(story, days.ago(12), agency="VHV")
    met(story, days.ago(7), days)
    referral = story.refer(days.ago(4), "HOSPITAL", "MEDICAL", "ขอนัดตรวจช่วงเย็นหรือวันเสาร์", "SAME_SCHOOL")
    nurse = story.voice(referral)
    passing.open_for(referral, voice=nurse, on=days.ago(2), at=moment(days.ago(2)))
    passing.inquire(referral, voice=nurse, on=days.ago(1), text="เคยตรวจที่ รพ.สต. หรือยัง และแพ้ยาใดหรือไม่")


def by_link(story: Story, referral: Referral) -> passing.Voice:
    """The receiver's registered contact speaks through a personal link; where none can be given any more, somebody types it in."""
    if not referral.is_open_to_links:
        return story.voice(referral)
    known, now = referral.link_to(), timezone.now()
    link, _secret = links.make_link(
        referral, for_whom=known["for_whom"], way="MAIL", address=known["email"], days=LINK_DAYS, by=story.officer, at=now
    )
    return passing.Voice(through=link)


def further(story: Story, referral: Referral, on: date, more: list[str]) -> Package:
    """A further version of what is shared, with these parts of the case added."""
    before = referral.packages.latest("version")
    items = package.extended(package.thaw(before.items), package.build(story.case, more, on=on))
    return Package(items=package.freeze(items), shared=[*before.shared, *more])


def consent(story: Story, on: date, who: str, scope: str, how: str = ConsentForm.WRITTEN) -> Consent:
    """A parent consents to something being shared."""
    mother = codes("guardian_relation", "02")[0]
    given = Consent(case=story.case, round=story.round, happened_on=on, given_by=who, relation=mother, how=how, scope=scope)
    return consents.give_consent(given, by=story.officer)


def let_the_clock_speak(referral: Referral, on: date) -> None:
    """What the clock says of a silent referral on that day."""
    for silent, stage in silence.due(on):
        if silent == referral:
            words, token = str(stage.words), stage.token_of(silent)
            event = passing.passed(silent, stage.kind, voice=passing.CLOCK, on=on, text=words, token=token)
            stage.say(silent, event, moment(on))


def moment(on: date) -> datetime:
    """The morning of a day."""
    return timezone.make_aware(datetime.combine(on, time(9)))
