"""The case, its rounds, and where each step of a round stands."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.steps import DONE, RULE, Risk, State, Step, lacking_sentences
from schools.access import Action, may
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField, ProseField
from schools.models import Amphoe, Area, Code, School, Tambon, User
from thai.dates import thai_date
from thai.text import fold

from .case_queries import CaseQuerySet, RoundQuerySet
from .students import Student


class Status(models.TextChoices):
    """Where the case stands, in the office's words."""

    NEW = "NEW", _("รอรับเรื่อง")
    IN_PROGRESS = "IN_PROGRESS", _("กำลังดำเนินการ")
    WAITING = "WAITING", _("รอผู้อื่นตอบ")
    MONITORING = "MONITORING", _("กลับเข้าเรียน–ติดตามอยู่")
    PAUSED = "PAUSED", _("พักเคส")
    MOVING = "MOVING", _("รอสำนักงานอื่นรับโอน")
    CLOSING = "CLOSING", _("รออนุมัติปิดเคส")
    CLOSED = "CLOSED", _("ปิดเคส")
    MERGED = "MERGED", _("รวมกับเคสอื่นแล้ว")


class NextAct(models.TextChoices):
    """The one thing to do next; with the step it names the form that is due."""

    RECORD = "RECORD", _("บันทึกขั้นตอน")
    ANSWER = "ANSWER", _("บันทึกคำตอบ")
    REPLY = "REPLY", _("ตอบคำถามของผู้รับ")
    LOOP = "LOOP", _("เริ่มรอบใหม่")
    RESUME = "RESUME", _("รับกลับมาดำเนินการ")
    MOVE = "MOVE", _("ดูการโอนเคส")
    ASK = "ASK", _("ขอปิดเคส")
    APPROVE = "APPROVE", _("พิจารณาปิดเคส")
    NOTHING = "NOTHING", _("ไม่มีงานค้าง")


class Case(models.Model):
    """One child's way back to school. Everything from `status` down to `version` is computed from the records by the engine."""

    key = KeyField()
    number = models.CharField(max_length=30, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases")
    student = models.ForeignKey(Student, models.PROTECT, related_name="cases")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="cases")
    receiving_school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    tambon = models.ForeignKey(Tambon, models.PROTECT, null=True, blank=True, related_name="+")
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, related_name="+")
    place_text = LineField(max_length=200, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    causes = models.ManyToManyField(Code, related_name="+", blank=True)
    safety_note = EncryptedTextField(blank=True)
    possible_duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    opened_on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")

    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.REPORT)
    round_number = models.PositiveSmallIntegerField(default=1)
    next_act = models.CharField(max_length=8, choices=NextAct, default=NextAct.RECORD)
    pending_key = models.CharField(max_length=32, blank=True)
    due_on = models.DateField(null=True, blank=True)
    waiting_on = LineField(max_length=200, blank=True)
    waiting_since = models.DateField(null=True, blank=True)
    risk = models.CharField(max_length=6, choices=Risk, default=Risk.NONE)
    in_danger = models.BooleanField(default=False)
    active_at = models.DateTimeField(auto_now_add=True)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_text = models.CharField(max_length=440, editable=False, default="")
    version = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"],
                condition=Q(closed_on=None),
                name="child_has_one_open_case",
                violation_error_message=_("นักเรียนคนนี้มีเคสที่เปิดอยู่แล้ว"),
            ),
            models.CheckConstraint(
                name="closed_case_has_an_outcome",
                condition=Q(closed_on=None, outcome=None) | Q(closed_on__isnull=False, outcome__isnull=False),
                violation_error_message=_("เลือกเหตุผลการปิดเคส"),
            ),
            models.CheckConstraint(
                name="merged_case_is_closed",
                condition=Q(merged_into=None) | Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_is_not_closed_before_it_opens",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("วันที่ปิดเคสต้องไม่ก่อนวันที่รับแจ้ง"),
            ),
        ]
        indexes = [
            models.Index("area", F("in_danger").desc(), "due_on", "id", condition=Q(closed_on=None), name="open_case_by_danger"),
            models.Index(fields=["area", "step", "due_on"], condition=Q(closed_on=None), name="open_case_by_step"),
            models.Index(fields=["owner", "due_on"], condition=Q(closed_on=None), name="open_case_by_owner"),
            models.Index(fields=["area", "sort_key"], name="case_by_name"),
            models.Index(fields=["area", "opened_on"], name="case_by_opening"),
            models.Index(fields=["area", "active_at"], name="case_by_activity"),
            models.Index(fields=["school", "due_on"], name="case_by_school"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The case page."""
        return reverse("dropout_cases:case-detail", args=[self.key])

    @property
    def place(self):
        """Where rights are asked for: the school, or the area of a child without one."""
        return self.school or self.area

    def shows_sensitive_to(self, user) -> bool:
        """Whether `user` may read the sensitive part: the person responsible while at the office, and supervisors."""
        return self.owner_id == user.pk and self.shows_whole_to(user) or bool(may(user, Action.SENSITIVE_SEE, self.place))

    def shows_whole_to(self, user) -> bool:
        """Whether `user` may read what the district wrote; a school reads its own part."""
        return bool(may(user, Action.CASE_SEE_WHOLE, self.place))

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.closed_on is None

    @property
    def current_round(self) -> "Round":
        """The latest round."""
        return self.rounds.order_by("-number")[0]

    @property
    def status_words(self) -> str:
        """Where the case stands; of one that rests, until when."""
        if self.status == Status.PAUSED and self.next_act == NextAct.RESUME and self.due_on:
            return str(_("พักเคสถึง %(day)s")) % {"day": thai_date(self.due_on)}
        return str(self.get_status_display())

    @property
    def next_verb(self) -> str | Promise:
        """What the button of the next act says."""
        if self.next_act == NextAct.RECORD:
            return RULE[Step(self.step)].verb
        if self.next_act == NextAct.ANSWER:
            return RULE[Step(self.step)].answer_verb
        if self.next_act == NextAct.LOOP:
            return _("เริ่มรอบที่ %(number)s") % {"number": self.round_number + 1}
        return NextAct(self.next_act).label

    @property
    def next_url(self) -> str:
        """The form that is due."""
        rule = RULE[Step(self.step)]
        if self.next_act == NextAct.ANSWER:
            return reverse(rule.answer_url_name, args=[self.pending_key])
        if self.next_act == NextAct.REPLY:
            return reverse("referrals:referral-reply", args=[self.pending_key])
        if self.next_act == NextAct.RESUME:
            return reverse("dropout_cases:pause-end", args=[self.pending_key])
        if self.next_act == NextAct.MOVE:
            return reverse("dropout_cases:move-detail", args=[self.pending_key])
        pages = {
            NextAct.RECORD: rule.url_name,
            NextAct.LOOP: "dropout_cases:round-add",
            NextAct.ASK: "dropout_cases:closing-add",
            NextAct.APPROVE: "dropout_cases:closing-answer",
            NextAct.NOTHING: "dropout_cases:case-detail",
        }
        return reverse(pages[NextAct(self.next_act)], args=[self.key])

    def index_text(self) -> str:
        """What the case is found by: the child's folded name and nickname, and its number; all without tone marks."""
        return f"{self.student.search_text} {fold(self.number)}"


class RoundResult(models.TextChoices):
    """How a round ended."""

    STAYED = "STAYED", _("อยู่ในการศึกษาต่อได้")
    COULD_NOT_STAY = "COULD_NOT_STAY", _("ยังอยู่ในการศึกษาไม่ได้")
    ENDED = "ENDED", _("ยุติด้วยเหตุอื่น")
    HANDED_OVER = "HANDED_OVER", _("โอนให้เขตอื่น")


class Round(models.Model):
    """รอบที่ n: one passage through steps 2–6 and the follow-up that decides.

    Each round is of one office: a case that goes to another area begins a round there, so what an office did is its own for good.
    """

    key = KeyField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    begins_here = models.BooleanField(default=False)  # the first of the rounds that the case has at this office
    number = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    start_reason = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    start_note = ProseField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=14, choices=RoundResult, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="round_number_is_once_in_its_case"),
            models.UniqueConstraint(fields=["case"], condition=Q(closed_on=None), name="case_has_one_open_round"),
            models.CheckConstraint(name="later_round_has_a_reason", condition=Q(number=1) | Q(start_reason__isnull=False)),
            models.CheckConstraint(
                name="closed_round_has_a_result",
                condition=Q(closed_on=None, closed_by=None, result="")
                | Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="round_is_not_closed_before_it_opens",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["opened_on", "number"], name="round_by_opening"),
            models.Index(fields=["area", "opened_on"], name="round_by_area"),
        ]

    def __str__(self):
        return str(_("รอบที่ %(number)s") % {"number": self.number})

    @property
    def place(self):
        """Where rights are asked for."""
        return self.case.place


class StepState(models.Model):
    """Where one step of one round stands; written by the engine only, always what the records say."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="states")
    step = models.PositiveSmallIntegerField(choices=Step)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    lacking = models.JSONField(default=list)
    reason = ProseField(blank=True)

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["round", "step"], name="step_stands_once_in_its_round"),
            models.CheckConstraint(
                name="done_step_has_its_day",
                condition=Q(state__in=sorted(DONE), settled_on__isnull=False) | ~Q(state__in=sorted(DONE)) & Q(settled_on=None),
            ),
            models.CheckConstraint(
                name="waiver_has_a_reason",
                condition=~Q(state__in=[State.WAIVED, State.VOUCHED]) | ~Q(reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()}: {self.get_state_display()}"

    @property
    def is_done(self) -> bool:
        """Whether the step is settled, vouched for or waived."""
        return self.state in DONE

    @property
    def lacking_sentences(self) -> list[str | Promise]:
        """What the step still lacks, in words."""
        return lacking_sentences(self.step, self.lacking)


class Closing(models.Model):
    """A closing asked for, and what the supervisor decided; it stays when the case is taken up again."""

    key = KeyField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="closings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="closings")
    outcome = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("เหตุผลการปิดเคส"))
    note = ProseField(_("คำอธิบาย"))
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.BooleanField(null=True)
    decision_note = ProseField(blank=True)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    amphoe = models.ForeignKey(Amphoe, models.PROTECT, null=True, blank=True, related_name="+")
    pathway = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(decided_on=None),
                name="case_has_one_closing_asked_for",
                violation_error_message=_("ขอปิดเคสนี้ไว้แล้ว รอผู้กำกับดูแลพิจารณา"),
            ),
            models.CheckConstraint(
                name="closing_is_decided_by_somebody_some_day",
                condition=Q(decided_on=None, decided_at=None, decided_by=None, approved=None)
                | Q(decided_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_approved_closing_is_reopened",
                # Of one not yet decided, "approved" alone would be unknown, and the database lets the unknown pass.
                condition=Q(reopened_on=None) | Q(approved__isnull=False, approved=True),
            ),
        ]
        indexes = [models.Index(fields=["decided_on", "outcome"], condition=Q(approved=True), name="closing_by_day")]

    def __str__(self):
        return f"{self.case_id} {self.outcome_id}"


class Register(models.Model):
    """The last number an office gave in one of its yearly registers: cases and meetings, and papers by the calendar year."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    fiscal_year = models.PositiveSmallIntegerField(help_text="พ.ศ.")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name", "fiscal_year"], name="register_is_kept_once_a_year")]

    def __str__(self):
        return f"{self.area_id} {self.name} {self.fiscal_year}: {self.last}"

    @classmethod
    def take(cls, area: Area, name: str, fiscal_year: int, number: int | None = None) -> int:
        """The next number; call it inside the transaction that uses it, so that none is lost or given twice.

        Where `number` was given elsewhere, in a book, it is that one, and the register goes on after it.
        """
        register, _made = cls.objects.select_for_update().get_or_create(area=area, name=name, fiscal_year=fiscal_year)
        taken = number or register.last + 1
        register.last = max(register.last, taken)
        register.save(update_fields=["last"])
        return taken


class StepDays(models.Model):
    """How many days an office gives a step at a risk, where it differs from the table."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="step_days")
    step = models.PositiveSmallIntegerField(_("ขั้นตอน"), choices=Step)
    risk = models.CharField(_("ความเสี่ยง"), max_length=6, choices=Risk)
    days = models.PositiveSmallIntegerField(_("จำนวนวัน"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "step", "risk"], name="days_are_set_once")]

    def __str__(self):
        return f"{self.get_step_display()} {self.risk}: {self.days}"
