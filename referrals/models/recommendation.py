"""How education is to be provided where the child does not study in the ordinary way: recommended, and as it was agreed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.fields import LineField, ProseField
from schools.models import Code, School
from thai.dates import thai_date


class PathwayReply(models.TextChoices):
    """What a receiver says to the recommendation."""

    AGREED = "AGREED", _("จัดได้ตามที่เสนอแนะ")
    OTHERWISE = "OTHERWISE", _("เสนอแนวทางอื่น")
    NOT_OURS = "NOT_OURS", _("ไม่ได้อยู่ในหน้าที่ของหน่วยงาน")


class Recommendation(models.Model):
    """Which pathway, where, with what support, from when; and what the receiver answered to it."""

    ordinary_study = models.BooleanField(_("นักเรียนเรียนในชั้นเรียนปกติได้"), default=False)
    pathway = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("แนวทางการจัดการศึกษาที่เสนอแนะ")
    )
    pathway_school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("โรงเรียนที่เสนอแนะ")
    )
    pathway_place = LineField(_("สถานที่เรียนอื่นที่เสนอแนะ"), max_length=200, blank=True)
    pathway_support = ProseField(_("การสนับสนุนที่ต้องมี"), blank=True)
    credit_transfer = ProseField(_("การเทียบโอนผลการเรียน"), blank=True)
    pathway_from = models.DateField(_("เริ่มเรียน"), null=True, blank=True)
    pathway_reply = models.CharField(_("คำตอบต่อข้อเสนอแนะ"), max_length=9, choices=PathwayReply, blank=True)
    agreed_pathway = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("แนวทางที่ผู้รับเสนอ")
    )
    agreed_place = LineField(_("สถานที่เรียนที่ผู้รับเสนอ"), max_length=200, blank=True)
    agreed_from = models.DateField(_("เริ่มเรียนได้"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="another_pathway_is_named",
                condition=~Q(pathway_reply=PathwayReply.OTHERWISE) | Q(agreed_pathway__isnull=False),
                violation_error_message=_("เลือกแนวทางที่ผู้รับเสนอ"),
            ),
        ]

    @property
    def recommended_where(self) -> str:
        """The school or other place recommended."""
        return str(self.pathway_school or self.pathway_place)

    @property
    def pathway_to_be(self) -> Code | None:
        """The pathway as it stands: what the receiver offers instead, or what was recommended."""
        return self.agreed_pathway or self.pathway

    def recommended(self) -> list[str]:
        """The recommendation in words, for whoever receives it."""
        ordinary = str(_("เรียนในชั้นเรียนปกติได้")) if self.ordinary_study else ""
        begins = _("เริ่มเรียน %(day)s") % {"day": thai_date(self.pathway_from, "long")} if self.pathway_from else ""
        support = _("การสนับสนุน: %(text)s") % {"text": self.pathway_support} if self.pathway_support else ""
        credit = _("เทียบโอน: %(text)s") % {"text": self.credit_transfer} if self.credit_transfer else ""
        told = [ordinary, str(self.pathway or ""), self.recommended_where, support, credit, begins]
        return [line for line in told if line]

    def replied(self) -> list[str]:
        """The receiver's answer to it in words."""
        if not self.pathway_reply:
            return []
        begins = _("เริ่มเรียนได้ %(day)s") % {"day": thai_date(self.agreed_from, "long")} if self.agreed_from else ""
        told = [str(self.get_pathway_reply_display()), str(self.agreed_pathway or ""), self.agreed_place, begins]
        return [line for line in told if line]
