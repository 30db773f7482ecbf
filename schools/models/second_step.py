"""The second step of sign-in as rows: the secret shared with a person's app, their recovery codes, and who reset them why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.encryption import EncryptedTextField
from schools.fields import LineField

from .people import User


class SecondStep(models.Model):
    """The secret that makes a person's codes. `last_used` is the half minute of the last code taken: no code counts twice."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_step")
    secret = EncryptedTextField()
    confirmed_at = models.DateTimeField()
    last_used = models.PositiveBigIntegerField()

    def __str__(self):
        return f"second step of {self.user_id}"

    @property
    def codes_left(self) -> int:
        """How many recovery codes are not used yet."""
        return self.recovery_codes.filter(used_at=None).count()


class RecoveryCode(models.Model):
    """A code for the day the phone is lost, used once; only its fingerprint is kept."""

    step = models.ForeignKey(SecondStep, models.CASCADE, related_name="recovery_codes")
    code_print = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "code_print"], name="recovery_code_is_once_in_its_step")]

    def __str__(self):
        return f"recovery code of {self.step_id}"


class SecondStepReset(models.Model):
    """An administrator took somebody's second step away, and why; the trail has the line, this row the reason."""

    user = models.ForeignKey(User, models.CASCADE, related_name="second_step_resets")
    reason = LineField(_("เหตุผล"), max_length=200)
    reset_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reset_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"reset of {self.user_id}"
