"""The public's side of a report: the code a reporter keeps, what it tells, and how often an address may send or guess."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Report
from schools.encryption import blind_index
from schools.limits import Limit
from schools.models import Verb
from thai.text import squash

LETTERS = "ACDEFHJKMNPQRTUWXY34679"  # none that is read as another: no B and 8, I, L and 1, O and 0, S and 5, Z and 2, U and V
LENGTH = 10
PARTS = (slice(0, 4), slice(4, 7), slice(7, LENGTH))

SENDING = Limit("sending", 30, timedelta(hours=1), Verb.SENT_IN)
ADDING = Limit("adding", 30, timedelta(hours=1), Verb.SENT_IN)
GUESSING = Limit("guessing", 10, timedelta(minutes=15), Verb.REFUSED)

RECEIVED, LOOKED_AT, HELPED = _("รับแจ้งแล้ว"), _("เจ้าหน้าที่เขตดูเรื่องนี้แล้ว"), _("เด็กกำลังได้รับการช่วยเหลือ")


def sending_of(token: str, *told: str) -> str:
    """The fingerprint of one sending: the same form sent twice has one, a form changed before it is sent again has another."""
    return blind_index("\n".join(("sending", token, *told)))


def code_of(sending: str) -> str:
    """The code of a sending. Only the site can work it out, so it is the same after a double click and stored nowhere."""
    number, letters = int(blind_index(f"receipt:{sending}"), 16), []
    for _place in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def in_parts(code: str) -> str:
    """The code as it is written down: ACDE-FHJ-KMN."""
    return "-".join(code[part] for part in PARTS)


def read(typed: str) -> str:
    """The code that was meant: any case, any spaces and hyphens; empty when it cannot be one."""
    code = squash(typed).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def print_of(code: str) -> str:
    """What is stored of a code."""
    return blind_index(f"code:{code}")


def report_of(typed: str) -> Report | None:
    """The report with this code; whatever cannot be a code is no more known than any other that was not given."""
    code = read(typed)
    return Report.objects.filter(receipt=print_of(code)).first() if code else None


def status_of(report: Report) -> str | Promise:
    """All a reporter is told of a report; nothing of the child, of the case or of who works on it."""
    if report.round_id:
        return HELPED
    return LOOKED_AT if report.looked_at or report.verdict else RECEIVED
