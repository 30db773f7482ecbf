"""The child: names, numbers, guardians, and where the child lives and learns."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.encryption import EncryptedTextField, blind_index
from schools.fields import KeyField, LineField
from schools.models import Area, Code, School, Tambon
from thai.dates import BE, age_on
from thai.identity import identity_kind, mask_pin, normalise_id
from thai.sorting import sort_key
from thai.sounds import sound_key
from thai.text import fold, split_title, squash, strip_tones

SHORT_TITLES = {"เด็กชาย": "ด.ช.", "เด็กหญิง": "ด.ญ.", "นางสาว": "น.ส.", "สามเณร": "ส.ณ."}
TITLES_OF_CHILDREN = {"ด.ช.": "นาย", "ด.ญ.": "น.ส."}
LAST_YEAR_OF_CHILDHOOD = 14  # ด.ช. and ด.ญ. until the fifteenth birthday (พ.ร.บ.คำนำหน้านามบุคคล)
INDEXED = ("search_text", "sort_key", "sound_first", "sound_last", "phone_print")  # what `write_index` keeps true
TAIL = 4  # digits at the end of a number by which a child may be searched


class Sex(models.TextChoices):
    """As registered."""

    MALE = "M", _("ชาย")
    FEMALE = "F", _("หญิง")


SEX_OF_TITLE = {"ด.ช.": Sex.MALE, "ด.ญ.": Sex.FEMALE, "นาย": Sex.MALE, "น.ส.": Sex.FEMALE, "นาง": Sex.FEMALE}


class Precision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", _("ทราบวันเกิด")
    YEAR = "year", _("ทราบเฉพาะปีเกิด")


def name_index(*names: tuple[str, str], nickname: str = "") -> str:
    """What children are found by: each (given, family) name in one piece and the family name alone, and the nickname.

    Folded and without tone marks, each piece after a space, so that " กอ" finds what begins with กอ.
    """
    pieces = [piece for first, last in names for piece in (fold(first + last), fold(last))] + [fold(nickname)]
    return "".join(f" {piece}" for piece in dict.fromkeys(strip_tones(piece) for piece in pieces) if piece)[:400]


def phone_index(phone: str) -> str:
    """The fingerprint of a telephone number, by which two children of one guardian are known; empty without a number."""
    digits = "".join(letter for letter in squash(phone) if letter.isdigit())
    return blind_index(f"phone:{digits[:10]}") if len(digits) >= 9 else ""


def tail_index(number: str) -> str:
    """The fingerprint of the last four digits of an identity number."""
    return blind_index(f"tail:{normalise_id(number)[-TAIL:]}")


class StudentQuerySet(models.QuerySet):
    """Children by what is known of them."""

    def visible_to(self, user):
        """The children of `user`'s areas, and those at `user`'s schools."""
        areas, places = user.scope_of(Action.CASE_SEE, "school")
        return self.filter(Q(area__in=areas) | Q(school__in=places)).current()

    def current(self):
        """Children not merged into another row."""
        return self.filter(merged_into=None)

    def for_page(self):
        """What a page shows of a child over time, in a fixed number of queries."""
        joined = ("area", "school", "grade", "tambon__amphoe", "guardian_relation", "roll_status", "merged_into")
        return self.select_related(*joined).prefetch_related("identities", "former_names", "enrolments__school", "cases__outcome")

    def with_number(self, number: str):
        """Children who hold or held this identity number."""
        return self.filter(identities__fingerprint=blind_index(normalise_id(number))).distinct()

    def with_phone(self, phone: str):
        """Children whose guardian has this telephone number."""
        return self.filter(phone_print=phone_index(phone)).exclude(phone_print="")

    def naming(self, text: str):
        """Children whose name, former name or nickname contains `text`; one or two letters, those that begin so."""
        folded = strip_tones(fold(text))
        return self.filter(search_text__contains=folded if len(folded) > 2 else f" {folded}")

    def sounding_like(self, first: str, last: str = ""):
        """Children whose given name, and family name if there is one, sounds like this; spelled another way."""
        alike = self.filter(sound_first=sound_key(first))
        return alike.filter(sound_last=sound_key(last)) if last else alike

    def with_a_name_like(self, word: str):
        """Children whose given or family name sounds like this one word."""
        return self.filter(Q(sound_first=sound_key(word)) | Q(sound_last=sound_key(word)))


class Student(models.Model):
    """A child the office works for; also one whose name nobody knows yet."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="students")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="students", verbose_name=_("โรงเรียน"))
    title = LineField(_("คำนำหน้า"), max_length=20, blank=True)
    first_name = LineField(_("ชื่อ"), max_length=80, blank=True)
    last_name = LineField(_("นามสกุล"), max_length=80, blank=True)
    nickname = LineField(_("ชื่อเล่น"), max_length=40, blank=True)
    described_as = LineField(_("ลักษณะของเด็กที่ไม่ทราบชื่อ"), max_length=200, blank=True)
    sex = models.CharField(_("เพศ"), max_length=1, choices=Sex, blank=True)
    born_on = models.DateField(_("วันเกิด"), null=True, blank=True)
    born_precision = models.CharField(max_length=4, choices=Precision, blank=True)
    grade = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ชั้น"))
    guardian_name = EncryptedTextField(_("ชื่อผู้ปกครอง"), blank=True)
    guardian_relation = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ความเกี่ยวข้อง")
    )
    guardian_phone = EncryptedTextField(_("โทรศัพท์ผู้ปกครอง"), blank=True)
    address = EncryptedTextField(_("ที่อยู่"), blank=True)
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ตำบลที่อยู่"))
    student_code = models.CharField(_("เลขประจำตัวนักเรียน"), max_length=20, blank=True)
    room = LineField(_("ห้อง"), max_length=20, blank=True)
    roll_status = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("สถานะในทะเบียนนักเรียน")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    changed_at = models.DateTimeField(auto_now=True)
    search_text = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    sound_first = models.CharField(max_length=40, editable=False, default="")
    sound_last = models.CharField(max_length=40, editable=False, default="")
    phone_print = models.CharField(max_length=64, editable=False, default="")

    objects = StudentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area", "sort_key"], name="student_in_order"),
            models.Index(fields=["area", "sound_first", "sound_last"], name="student_by_sound"),
            models.Index(fields=["area", "sound_last"], name="student_by_family_sound"),
            models.Index(fields=["area", "phone_print"], condition=~Q(phone_print=""), name="student_by_phone"),
            models.Index(fields=["school", "student_code"], condition=~Q(student_code=""), name="student_by_school_code"),
        ]
        constraints = [
            models.CheckConstraint(
                name="student_has_a_name_or_a_description",
                condition=~models.Q(first_name="") | ~models.Q(described_as=""),
                violation_error_message=_('กรอกชื่อเด็ก หรือเลือก "ไม่ทราบชื่อ"'),
            ),
            models.CheckConstraint(
                name="birth_date_and_its_precision_come_together",
                condition=models.Q(born_on=None, born_precision="")
                | models.Q(born_on__isnull=False) & ~models.Q(born_precision=""),
                violation_error_message=_("ระบุวันเกิดหรือปีเกิด"),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **options):
        self.write_index()
        super().save(*args, **options)

    def write_index(self) -> None:
        """Keep what the child is sorted, searched and matched by true to its names and its guardian's phone."""
        former = [(one.first_name, one.last_name) for one in self.former_names.all()] if self.pk else []
        self.search_text = name_index((self.first_name, self.last_name), *former, nickname=self.nickname)
        self.sort_key = sort_key(f"{self.first_name} {self.last_name}")
        self.sound_first, self.sound_last = sound_key(self.first_name), sound_key(self.last_name)
        self.phone_print = phone_index(self.guardian_phone)

    def take_name(self, full_name: str) -> None:
        """Take title, given name and family name out of a name in one piece; the title says the sex where nothing else does."""
        title, self.first_name, self.last_name = split_title(full_name) if full_name else ("", "", "")
        self.title = SHORT_TITLES.get(title, title)
        self.sex = self.sex or SEX_OF_TITLE.get(self.title, "")

    @property
    def full_name(self) -> str:
        """Title, given name and family name; or the description of a child whose name is not known."""
        if not self.first_name:
            return str(_("ไม่ทราบชื่อ"))
        return f"{self.title_now}{self.first_name} {self.last_name}".strip()

    @property
    def born_year(self) -> int | None:
        """The year of birth (พ.ศ.)."""
        return self.born_on.year + BE if self.born_on else None

    @property
    def title_now(self) -> str:
        """The title a person of this age bears today."""
        return self.title_on(timezone.localdate())

    def title_on(self, day) -> str:
        """The title on a day: ด.ช. and ด.ญ. become นาย and น.ส. with the fifteenth birthday, where the birth date is known."""
        grown = self.born_on and age_on(self.born_on, day) > LAST_YEAR_OF_CHILDHOOD
        return TITLES_OF_CHILDREN.get(self.title, self.title) if grown else self.title

    @property
    def current_number(self) -> "Identity | None":
        """The identity number in use now."""
        return next((identity for identity in self.identities.all() if identity.ended_on is None), None)


class Identity(models.Model):
    """A number a child is known by – 13 digits, a G-code, another – from when to when; a child may go from one to the next."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="identities")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=10)
    number = EncryptedTextField()
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    tail = models.CharField(max_length=64, editable=False, default="")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["student"], condition=models.Q(ended_on=None), name="student_has_one_current_number"),
            models.UniqueConstraint(
                fields=["area", "fingerprint"],
                condition=models.Q(ended_on=None),
                name="number_belongs_to_one_child_of_an_area",
                violation_error_message=_("เลขประจำตัวนี้เป็นของเด็กอีกคนในเขต"),
            ),
        ]
        indexes = [models.Index(fields=["area", "tail"], condition=models.Q(ended_on=None), name="identity_by_tail")]

    def __str__(self):
        return self.kind

    def save(self, *args, **options):
        self.area_id = self.student.area_id
        self.number = normalise_id(self.number)
        self.tail = tail_index(self.number)
        self.kind = identity_kind(self.number) or "OTHER"
        self.fingerprint = blind_index(self.number)
        super().save(*args, **options)

    @property
    def masked(self) -> str:
        """The number with only its last digits readable."""
        return mask_pin(self.number)


class FormerName(models.Model):
    """A name the child bore before; names change often, and a search still finds the child."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="former_names")
    title = LineField(_("คำนำหน้า"), max_length=20, blank=True)
    first_name = LineField(_("ชื่อ"), max_length=80)
    last_name = LineField(_("นามสกุล"), max_length=80, blank=True)
    ended_on = models.DateField()

    class Meta:
        ordering = ["-ended_on", "-pk"]

    def __str__(self):
        return f"{self.title}{self.first_name} {self.last_name}".strip()


class Enrolment(models.Model):
    """A school the child was at, from when to when, as far as it is known."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    grade = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["student"], condition=Q(ended_on=None), name="child_is_at_one_school_at_a_time")
        ]

    def __str__(self):
        return f"{self.student_id} {self.school_id}"
