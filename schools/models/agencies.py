"""The directory: partner agencies, whom to ask there, how their card has changed, and how they have answered."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from schools.encryption import EncryptedTextField
from schools.fields import KeyField, LineField, ProseField
from thai.sorting import sort_key
from thai.text import fold

from .codes import Code
from .people import User
from .places import Amphoe, Area, Placed


class AgencyQuerySet(Placed):
    """Agencies of the directory."""

    place_name = "agency"

    def choosable(self):
        """Agencies still working, in dictionary order."""
        return self.filter(is_open=True).order_by("sort_key")

    def serving(self, amphoe):
        """Those that serve an amphoe (a row, or its code): named for it, or for the whole area."""
        covers = Agency.covers.through.objects.filter(agency=OuterRef("pk"))
        return self.filter(Exists(covers.filter(amphoe=amphoe)) | ~Exists(covers))

    def who_can(self, *helps: Code):
        """Those that give every one of these kinds of help."""
        offered = Agency.services.through.objects.filter(agency=OuterRef("pk"))
        return self.filter(*(Exists(offered.filter(code=help_kind)) for help_kind in helps))

    def quickest(self):
        """Those that usually answer first, then those whose answers are not known yet, then those that take nobody any more."""
        return self.order_by("-is_open", F("reply_days").asc(nulls_last=True), "sort_key", "pk")

    def for_list(self):
        """Agencies with what their card shows; those that take nobody any more come last."""
        shown = self.order_by("-is_open", "sort_key", "pk").select_related("kind")
        return shown.prefetch_related("services", "covers")


class Agency(models.Model):
    """A partner agency of an area's network. It stands here, not with the referrals, because people hold posts at it.

    `phone` and `email` are those registered for referrals: codes that open a personal link go nowhere else. The figures are of
    all its referrals and are written with each of them.
    """

    key = KeyField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="agencies")
    kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ประเภทหน่วยงาน"))
    name = LineField(_("ชื่อหน่วยงาน"), max_length=200)
    services = models.ManyToManyField(Code, related_name="+", blank=True, verbose_name=_("บริการที่ให้ได้"))
    covers = models.ManyToManyField(Amphoe, related_name="agencies", blank=True, verbose_name=_("อำเภอที่รับผิดชอบ"))
    contact_name = LineField(_("ผู้ประสานงาน"), max_length=120, blank=True)
    phone = EncryptedTextField(_("โทรศัพท์"), blank=True)
    email = models.EmailField(_("อีเมล"), blank=True)
    line_id = LineField(_("LINE"), max_length=60, blank=True)
    address = ProseField(_("ที่อยู่"), blank=True)  # as on a letter
    head = LineField(_("คำขึ้นต้นหนังสือ"), max_length=160, blank=True, help_text=_("ตำแหน่งผู้รับหนังสือ เช่น ผู้อำนวยการโรงพยาบาล"))
    hours = LineField(_("เวลาทำการ"), max_length=120, blank=True)
    note = ProseField(_("หมายเหตุ"), blank=True)
    is_open = models.BooleanField(_("ยังรับเรื่องอยู่"), default=True)
    confirmed_on = models.DateField(_("ยืนยันข้อมูลล่าสุด"), null=True, blank=True, editable=False)
    confirmed_by = LineField(max_length=160, blank=True, editable=False)  # somebody at the agency, or of the office
    sent_count = models.PositiveIntegerField(default=0, editable=False)
    answered_count = models.PositiveIntegerField(default=0, editable=False)
    accepted_count = models.PositiveIntegerField(default=0, editable=False)
    reply_days = models.FloatField(null=True, blank=True, editable=False)  # the median from sending to the first answer
    search_text = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"],
                name="agency_is_once_in_its_area",
                violation_error_message=_("มีหน่วยงานชื่อนี้ในทำเนียบแล้ว"),
            ),
            models.CheckConstraint(
                name="agency_is_confirmed_by_somebody_some_day",
                condition=Q(confirmed_on=None, confirmed_by="") | Q(confirmed_on__isnull=False) & ~Q(confirmed_by=""),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **options):
        self.search_text = fold(self.name)
        self.sort_key = sort_key(self.name)
        super().save(*args, **options)

    @property
    def share_accepted(self) -> float | None:
        """Of the referrals it answered the share it took on, from 0 to 1; None while it has answered none."""
        return self.accepted_count / self.answered_count if self.answered_count else None


class AgencyContact(models.Model):
    """Somebody to ask at an agency, beside the contact registered for referrals."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="contacts")
    name = LineField(_("ชื่อ"), max_length=120)
    position = LineField(_("ตำแหน่ง"), max_length=120, blank=True)
    phone = EncryptedTextField(_("โทรศัพท์"), blank=True)
    email = models.EmailField(_("อีเมล"), blank=True)
    line_id = LineField(_("LINE"), max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class AgencyVersion(models.Model):
    """What stood on an agency's card from a moment on, and who wrote it: an account, or the agency itself by its link."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="versions")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_name = LineField(max_length=160, blank=True)  # of whoever confirmed by the link
    card = EncryptedTextField()  # JSON: the name of each field with what it said

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.agency_id} {self.made_at:%Y-%m-%d}"
