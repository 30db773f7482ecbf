"""What a stolen database must not tell: encrypted fields, moved or altered values, and changing keys."""

import base64
import re

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.test import override_settings

from dropout_cases import workflow
from dropout_cases.models import Attendance, Identity, Note, Report, Student
from dropout_cases.steps import Safety
from referrals.models import Attendee, Consent, Finding, OfficialPaper, Package, ReferralEvent, UnmetNeed
from schools.encryption import EncryptedTextField, Unreadable, blind_index, decrypt, encrypt
from schools.models import Agency, AgencyContact, AgencyVersion
from tests.beside import beside_cases
from tests.make import DAY, code, go_through, make_follow_up, make_student
from tests.people import make_world

FLOORS = ["schools", "dropout_cases", "referrals", "summaries"]
ENCRYPTED = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for floor in FLOORS
    for model in apps.get_app_config(floor).get_models()
    for field in model._meta.fields
    if isinstance(field, EncryptedTextField)
]
OLD, NEW = (f"{number}:{base64.b64encode(letter * 32).decode()}" for number, letter in (("1", b"t"), ("2", b"n")))
SEALED = re.compile(r"\w+:[A-Za-z0-9+/]+=*")


def dump():
    """Every value of every table as text, as a thief reads the file."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return "\n".join(str(value) for row in rows for value in row)


def stored(row, name):
    """The value as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{name}" FROM {row._meta.db_table} WHERE id = %s', [row.pk])
        return cursor.fetchone()[0]


def put(row, name, value):
    """Change the value behind the application's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {name} = %s WHERE id = %s", [value, row.pk])


@pytest.fixture(scope="module")
def shared_case(django_db_setup, django_db_blocker):
    """A case with rows of every kind in it, made once: each test works within a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_shared_case(make_world())
        transaction.set_rollback(True)


@pytest.fixture
def case(shared_case, db):
    """The case, as it was made."""
    return shared_case


def make_shared_case(world):
    student = make_student(world.area, world.school, guardian_phone="081-000-0001", address="99 ม.9 ต.บ้านโต้น")
    report = Report(happened_on=DAY, safety=Safety.SAFE)
    case = workflow.open_case(student, report, by=world.officer, causes=[code("ABUSE", "dropout_reason")])
    go_through(case, world.officer, world.agency)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    Identity.objects.create(student=case.student, number="1-4099-00000-01-6", started_on=DAY)
    written = {"case": case, "round": case.current_round, "entered_by": world.officer, "entered_role": "OFFICER"}
    Note.objects.create(happened_on=DAY, **written)
    beside_cases(world, case.student)
    return case


# What lies in the tables


@pytest.mark.parametrize(("model", "field"), ENCRYPTED)
def test_encrypted_field_is_readable_here_and_not_in_the_tables(case, model, field):
    canary = "นกขมิ้นเหลืองอ่อน0812345678"
    row = model.objects.first()
    model.objects.filter(pk=row.pk).update(**{field.name: canary})
    assert getattr(model.objects.get(pk=row.pk), field.name) == canary
    assert SEALED.fullmatch(stored(row, field.column))
    text = dump()
    assert "นกขมิ้น" not in text
    assert "0812345678" not in text
    assert base64.b64encode(canary.encode()).decode() not in text


SECRETS = {
    "identity number": ["1409900000016", "1-4099-00000-01-6"],
    "guardian": ["นางสาวสมมติ ผู้ปกครอง", "081-999-8881"],
    "address": ["เลขที่ 99 หมู่ 9"],
    "reporter": ["นายสมมติ ผู้แจ้ง", "081-999-8882"],
    "story": ["ถูกตีทุกคืน"],
    "statement of a child": ["หนูกลัวลุง"],
    "what was seen": ["รอยช้ำที่แขน"],
    "finding": ["ลุงดื่มสุรา"],
    "statement at a meeting": ["แม่ยอมรับว่าตี"],
    "what was shared": ["ประวัติการรักษา"],
    "answer of the receiver": ["รับเข้าบ้านพักเด็กแล้ว"],
    "who consented": ["นางสมมติ ยายของเด็ก"],
    "where help was looked for": ["บ้านพักเด็กเต็มเพราะล่วงละเมิด"],
    "letter": ["ด้วยแพทย์พบซึมเศร้า", "จึงขอให้รับไว้รักษา", "ขอขอบคุณโรงพยาบาล", "เรียนผู้อำนวยการโรงพยาบาล"],
    "note of a school": ["แอบร้องไห้ในห้องน้ำ"],
    "note of the office": ["โทรหายายแล้ว"],
    "phone of an agency": ["043-999-888"],
    "phone of a contact": ["043-999-777"],
    "card of an agency": ["043-999-666"],
}


def test_thief_finds_no_number_phone_address_reporter_or_note(case):
    secret = {name: iter(values) for name, values in SECRETS.items()}

    def tell(name):
        return next(secret[name])

    Identity.objects.all().delete()
    Identity.objects.create(student=case.student, number=tell("identity number"), started_on=DAY)
    for model, fields in {
        Student: {"guardian_name": "guardian", "guardian_phone": "guardian", "address": "address"},
        Report: {"reporter_name": "reporter", "reporter_phone": "reporter", "story": "story"},
        apps.get_model("referrals.Visit"): {"child_voice": "statement of a child", "seen": "what was seen"},
        Finding: {"statement": "finding"},
        Attendee: {"statement": "statement at a meeting"},
        Package: {"items": "what was shared"},
        ReferralEvent: {"text": "answer of the receiver"},
        Consent: {"given_by": "who consented"},
        UnmetNeed: {"note": "where help was looked for"},
        OfficialPaper: {"cause": "letter", "purpose": "letter", "conclusion": "letter", "content": "letter"},
        apps.get_model("dropout_cases.FollowUp"): {"note": "note of a school"},
        Note: {"text": "note of the office"},
        Agency: {"phone": "phone of an agency"},
        AgencyContact: {"phone": "phone of a contact"},
        AgencyVersion: {"card": "card of an agency"},
    }.items():
        model.objects.update(**{field: tell(name) for field, name in fields.items()})
    text = dump()
    assert "ขก1-2567-0001" in text  # the dump does read the tables
    assert not [value for values in SECRETS.values() for value in values if value in text]


def test_same_text_is_stored_differently_each_time(case):
    assert encrypt("สวัสดี", "a.b") != encrypt("สวัสดี", "a.b")


def test_empty_text_stays_empty(case):
    assert stored(case, "safety_note") == ""
    assert encrypt("", "a.b") != ""


# What was altered or moved


def sealed_note(case):
    Note.objects.update(text="โทรหายาย")
    return Note.objects.get()


def test_altered_value_is_unreadable(case):
    note = sealed_note(case)
    key_id, _, body = stored(note, "text").partition(":")
    raw = bytearray(base64.b64decode(body))
    for place in (0, 12, len(raw) - 1):  # nonce, text, seal
        changed = bytearray(raw)
        changed[place] ^= 1
        put(note, "text", f"{key_id}:{base64.b64encode(bytes(changed)).decode()}")
        with pytest.raises(Unreadable):
            Note.objects.get()


@pytest.mark.parametrize("value", ["โทรหายาย", "1:", "1:AAAA", "1:ไม่ใช่", "1:A", "9:AAAA", ":"])
def test_value_that_was_never_sealed_is_unreadable(case, value):
    note = sealed_note(case)
    put(note, "text", value)
    with pytest.raises(Unreadable):
        Note.objects.get()


@pytest.mark.parametrize(
    ("source", "target"),
    [((Student, "guardian_phone"), (Student, "address")), ((Student, "address"), (Note, "text"))],
)
def test_value_moved_to_another_field_is_unreadable(case, source, target):
    (model, name), (other, other_name) = source, target
    put(other.objects.first(), other_name, stored(model.objects.first(), name))
    with pytest.raises(Unreadable) as unreadable:
        other.objects.get()
    assert "081" not in str(unreadable.value)


@pytest.mark.parametrize("look_up", ["exact", "contains", "in", "isnull", "gt"])
def test_encrypted_field_is_never_compared_in_the_database(db, look_up):
    with pytest.raises(FieldError):
        list(Student.objects.filter(**{f"address__{look_up}": "x"}))


# Changing keys


def test_old_values_stay_readable_under_a_new_key_and_new_ones_use_it(case):
    note = sealed_note(case)
    with override_settings(ENCRYPTION_KEYS=f"{NEW},{OLD}"):
        note = Note.objects.get()
        assert note.text == "โทรหายาย"
        assert stored(note, "text").startswith("1:")
        note.save()
        assert stored(note, "text").startswith("2:")
    with override_settings(ENCRYPTION_KEYS=NEW):
        assert Note.objects.get().text == "โทรหายาย"


def test_value_under_a_key_that_is_gone_is_unreadable(case):
    sealed_note(case)
    with override_settings(ENCRYPTION_KEYS=NEW), pytest.raises(Unreadable, match="No key with id '1'"):
        Note.objects.get()


def test_key_of_the_same_name_with_another_secret_does_not_open(case):
    sealed_note(case)
    with override_settings(ENCRYPTION_KEYS=NEW.replace("2:", "1:")), pytest.raises(Unreadable):
        Note.objects.get()


def test_what_is_sealed_opens_in_its_own_field_only():
    sealed = encrypt("081-000-0000", "student.phone")
    assert decrypt(sealed, "student.phone") == "081-000-0000"
    with pytest.raises(Unreadable):
        decrypt(sealed, "student.address")


# Finding a number again


@pytest.mark.parametrize("typed", ["1409900000016", "1-4099-00000-01-6", "๑๔๐๙๙๐๐๐๐๐๐๑๖", " 1 4099 00000 01 6 "])
def test_child_is_found_by_its_number_however_typed(case, typed):
    assert Student.objects.with_number(typed).get() == case.student


def test_child_is_found_by_a_number_it_no_longer_holds(case):
    Identity.objects.update(ended_on=DAY)
    Identity.objects.create(student=case.student, number="g000000000001", started_on=DAY)
    for number in ("1409900000016", "G000000000001"):
        assert Student.objects.with_number(number).get() == case.student
    assert case.student.current_number.number == "G000000000001"


def test_fingerprint_depends_on_the_index_key():
    number = "1409900000016"
    with override_settings(INDEX_KEY=base64.b64encode(b"another").decode()):
        other = blind_index(number)
    assert blind_index(number) != other
    assert blind_index(number) == blind_index(number)
    assert number not in blind_index(number)
