"""A file on its way in: the batch, what is wrong with its rows, and the rows as they would be written."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import Action
from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField
from schools.models import Area, User


class ImportKind(models.TextChoices):
    """What a file holds."""

    SCHOOLS = "SCHOOLS", _("โรงเรียนของเขต")
    PUPILS = "PUPILS", _("นักเรียนในทะเบียน")
    TRACING = "TRACING", _("รายชื่อเด็กที่ต้องติดตาม")
    ABSENCES = "ABSENCES", _("การขาดเรียนรายวัน")


RIGHT_TO_IMPORT = {
    ImportKind.SCHOOLS: Action.SCHOOL_MANAGE,
    ImportKind.PUPILS: Action.ROLL_IMPORT,
    ImportKind.TRACING: Action.ROLL_IMPORT,
    ImportKind.ABSENCES: Action.ROLL_IMPORT,
}


class BatchState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "UPLOADED", _("เลือกไฟล์แล้ว")
    CHECKING = "CHECKING", _("กำลังตรวจ")
    CHECKED = "CHECKED", _("ตรวจแล้ว รอยืนยัน")
    WRITING = "WRITING", _("กำลังนำเข้า")
    WRITTEN = "WRITTEN", _("นำเข้าแล้ว")
    UNDOING = "UNDOING", _("กำลังย้อนกลับ")
    UNDONE = "UNDONE", _("ย้อนกลับแล้ว")
    FAILED = "FAILED", _("ไม่สำเร็จ")


# A job in the background has hold of a batch in these.
WORKING = (BatchState.CHECKING, BatchState.WRITING, BatchState.UNDOING)


class ImportBatchQuerySet(models.QuerySet):
    """Batches by who may see them."""

    def visible_to(self, user):
        """Those of the areas and kinds that `user` may import; a system administrator sees no list of children."""
        found = Q(pk__in=[])
        for kind, action in RIGHT_TO_IMPORT.items():
            areas, _places = user.scope_of(action, "school")
            found |= Q(kind=kind, area__in=areas)
        return self.filter(found)


class ImportBatch(models.Model):
    """One file being imported, from upload to undo."""

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="imports")
    kind = models.CharField(_("ชนิดของข้อมูล"), max_length=10, choices=ImportKind)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    original_name = LineField(max_length=200)
    stored_name = models.CharField(max_length=64, blank=True)  # of the file under MEDIA_ROOT; empty once it is destroyed
    size = models.PositiveBigIntegerField(help_text="bytes")
    file_type = models.CharField(max_length=8)  # xlsx, xls, csv
    reading = models.JSONField(default=dict)  # sheet, encoding, delimiter, heading row
    columns = models.JSONField(default=dict)  # field → number of the column
    options = models.JSONField(default=dict)  # era of dates, whether guardians are taken …
    fixes = models.JSONField(default=dict)  # corrections for all rows at once: kind of fault → value → what is meant
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # new, changed, same, wrong, and of each kind of fault
    failure = models.TextField(blank=True)
    run = models.CharField(max_length=32, blank=True)  # of the job at work; an older one that wakes up finds another name here
    moved_at = models.DateTimeField(null=True, blank=True)  # when the job last said how far it has come
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="batch_is_written_by_somebody",
                condition=Q(written_at=None, written_by=None) | Q(written_at__isnull=False, written_by__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_is_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def place(self):
        """Where rights are asked for."""
        return self.area

    @property
    def right(self) -> Action:
        """What somebody must be allowed to do in the area to import this."""
        return RIGHT_TO_IMPORT[ImportKind(self.kind)]

    @property
    def is_working(self) -> bool:
        """Whether a job in the background has hold of it."""
        return self.state in WORKING

    @property
    def writable(self) -> int:
        """How many rows a confirmation would write."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)


class ImportFault(models.Model):
    """One cell, or one row, that cannot be taken: where, what stood there, and which kind of fault it is."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()  # of the file, as a spreadsheet counts
    column = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=30)
    value = EncryptedTextField(blank=True)
    suggestion = LineField(max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "line"]
        indexes = [models.Index(fields=["batch", "kind", "line"], name="fault_by_kind")]

    def __str__(self):
        return f"{self.line} {self.kind}"


class RowState(models.TextChoices):
    """What becomes of a row."""

    NEW = "NEW", _("เพิ่มใหม่")
    CHANGED = "CHANGED", _("ปรับข้อมูล")
    SAME = "SAME", _("ข้าม")
    WRONG = "WRONG", _("ผิด")


class StagedRow(models.Model):
    """A checked row of a school, a child to trace or an absence: its values, and after writing what stood there before."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState)
    target = models.CharField(max_length=32, blank=True)  # the key or number of the row it changed or made
    values = EncryptedTextField()  # JSON
    before = EncryptedTextField(blank=True)  # JSON

    class Meta:
        ordering = ["line"]
        indexes = [models.Index(fields=["batch", "state"], name="staged_row_by_state")]

    def __str__(self):
        return f"{self.batch_id} {self.line}"


class StagedPupil(models.Model):
    """A checked pupil, in the columns of Student and Identity, so that the database itself writes a hundred thousand of them.

    What Student keeps encrypted stands here encrypted for that very field, and is moved as it is.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="pupils")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState, blank=True)
    student_id = models.BigIntegerField(null=True, blank=True)  # of the child it changes, or made
    key = models.CharField(max_length=32)
    title = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    nickname = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=4, blank=True)
    grade_id = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001  as the foreign key it becomes
    room = models.CharField(max_length=20, blank=True)
    school_id = models.BigIntegerField()
    student_code = models.CharField(max_length=20, blank=True)
    roll_status_id = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001
    guardian_name = models.TextField(blank=True)
    guardian_relation_id = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001
    guardian_phone = models.TextField(blank=True)
    phone_print = models.CharField(max_length=64, blank=True)
    address = models.TextField(blank=True)
    tambon_id = models.CharField(max_length=6, null=True, blank=True)  # noqa: DJ001
    search_text = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=200)
    sound_first = models.CharField(max_length=40, blank=True)
    sound_last = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, blank=True)  # of the identity number
    number = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    tail = models.CharField(max_length=64, blank=True)
    before = models.JSONField(null=True, blank=True)  # the columns of the child as they stood, the encrypted ones encrypted

    class Meta:
        ordering = ["line"]
        indexes = [
            models.Index(fields=["batch", "state", "line"], name="staged_pupil_by_state"),
            models.Index(fields=["batch", "fingerprint"], name="staged_pupil_by_number"),
        ]

    def __str__(self):
        return f"{self.batch_id} {self.line}"
