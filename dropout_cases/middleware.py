"""A form sent after its session has ended is not lost: it waits for the person who filled it in."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

from . import drafts


class HeldFormMiddleware:
    """Holds such a form; what asks for sign-in next leads back to its page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Before anybody asks who is there."""
        if not request.user.is_authenticated and drafts.hold(request):
            say_held(request)


def say_held(request) -> None:
    """What sign-in says to who was typing."""
    messages.info(request, _("หมดเวลาการใช้งาน เข้าสู่ระบบเพื่อทำต่อ ข้อความของคุณยังอยู่"))


@receiver(user_logged_in)
def give_back(sender, request, user, **signal) -> None:
    """Who has signed in finds the form again."""
    if drafts.release(request, user):
        messages.warning(request, _("ไฟล์ที่เลือกไว้ส่งไม่ได้เพราะหมดเวลาการใช้งาน เลือกไฟล์อีกครั้งก่อนบันทึก"))
