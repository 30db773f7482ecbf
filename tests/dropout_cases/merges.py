"""Two cases of one child, joined and parted, and where every row stands."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import (
    Advice,
    AnswerLink,
    Case,
    CodeWay,
    ContactTry,
    Document,
    Merge,
    Note,
    Pause,
    Report,
    Setback,
    Student,
    Task,
    TeamMember,
)
from dropout_cases.steps import Safety
from referrals.models import Plan, PlanKind, Referral
from tests.beside import beside_referrals
from tests.make import DAY, code, go_through, make_case, make_follow_up, make_move, make_return, make_school, make_student

ON = DAY + timedelta(weeks=30)
PIN, OTHER_PIN, GCODE = "1234567890121", "0123456789016", "G644200000001"


def two_cases(world) -> tuple[Case, Case]:
    """Two open cases of one child, told of twice by a name a little different."""
    kept = make_case(world.officer, world.school, make_student(world.area, world.school, first_name="ปิ่น", last_name="เพชร"))
    child = make_student(world.area, world.other_school, first_name="ปิ่นเพชร", last_name="เพชร", guardian_phone="081-234-5678")
    gone = make_case(world.officer, world.other_school, child, on=DAY + timedelta(days=2), causes=["ABUSE"])
    return kept, gone


def join(world, kept, gone, **more):
    made = workflow.merge(kept.student, gone.student, reason="ยายยืนยัน", by=world.supervisor, on=ON, **more)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return made


def part(world, merge):
    return workflow.undo_merge(merge, by=world.supervisor, at=timezone.now())


def child(case) -> Student:
    return Student.objects.get(pk=case.student_id)


def rows() -> dict[str, int]:
    """How many rows of every kind there are; the trail and the merges themselves grow."""
    grow = {"TrailEvent", "Merge", "FormerName", "Notice"}
    models = [model for model in apps.get_models() if model._meta.app_label in ("dropout_cases", "referrals")]
    return {model.__name__: model._base_manager.count() for model in models if model.__name__ not in grow}


def columns(model) -> list[str]:
    """Where the rows of a model stand."""
    wanted = {"round", "case", "student", "merged_into", "ended_on", "closed_on", "closed_by", "result", "outcome", "owner"}
    wanted |= {"school", "possible_duplicate_of", "status", "step", "risk", "in_danger", "due_on", "search_text", "phone_print"}
    return ["pk", *sorted(field.name for field in model._meta.concrete_fields if field.name in wanted)]


def stand() -> dict[str, list]:
    """Where every row stands and what every case says."""
    models = [
        model for model in apps.get_models() if model._meta.app_label in ("dropout_cases", "referrals") and model is not Merge
    ]
    return {model.__name__: list(model._base_manager.order_by("pk").values_list(*columns(model))) for model in models}


def written(world, kept, gone):
    """Something of every kind in both cases."""
    for number, (case, lacking) in enumerate([(kept, "HOUSING"), (gone, "FOOD")]):
        go_through(case, world.officer, world.agency, until=5)
        case.refresh_from_db()
        workflow.postpone(case.current_round, to=DAY + timedelta(days=90), reason="รอเปิดเทอม", by=world.officer, on=DAY)
        workflow.record(Report(round=case.current_round, happened_on=DAY, safety=Safety.UNSAFE), by=world.officer)
        workflow.end_danger(case.current_round, reason="อยู่กับยาย", by=world.officer, on=DAY)
        entry = {
            "case": case,
            "round": case.current_round,
            "happened_on": DAY,
            "entered_by": world.officer,
            "entered_role": "OFFICER",
        }
        Note.objects.create(text="โทรแล้ว", **entry)
        ContactTry.objects.create(member=TeamMember.objects.create(name="ยายมา", **entry), reached=True, **entry)
        Advice.objects.create(text="ถามแพทย์", **entry)
        Task.objects.create(text="รถรับส่ง", due_on=DAY, **entry)
        Pause.objects.create(reason=code("MIGRATION", "pause_reason"), until=ON, ended_on=DAY, **entry)
        Setback.objects.create(kind="ABSENT_AGAIN", text="ขาด 7 วัน", **entry)
        move = make_move(case, world.officer, make_school(world.area))
        workflow.withdraw_move(move, by=world.officer, on=DAY, reason="ไม่ย้ายแล้ว")
        Plan.objects.create(kind=PlanKind.VISIT, planned_on=DAY, place_text="บ้าน", **entry)
        beside_referrals(Referral.objects.get(round=case.current_round), entry, number, lacking)
        AnswerLink.objects.create(
            case=case, record_key="x", way=CodeWay.MAIL, secret_print=case.key, expires_at=timezone.now(), made_by=world.officer
        )
        Document.objects.create(name="หนังสือ", original_name="a.pdf", stored_name=case.key, content_type="x", size=1, **entry)
    make_return(gone, world.officer, world.other_school, confirmed=False)
    make_follow_up(gone, world.officer)
    return kept, gone
