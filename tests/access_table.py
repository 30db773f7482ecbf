"""Who gets what, written by hand from what the office promises and not from the code's own grants.

Three tables: what an address speaks of and who has to do with it; what each address answers to whom; and who may read which word.
"""

import re
from dataclasses import dataclass

from tests.access_world import NO_KEY, NUMBER

OK, NO, ABSENT = "ok", 403, 404
SIGN_IN = "sign-in"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

OFFICE = ("officer", "colleague", "supervisor")
ELSEWHERE = ("stranger", "far_supervisor")
SCHOOLS = ("teacher", "neighbour", "receiver")
PARTNERS = ("partner", "other_partner", "former_partner")
SYSADMINS = ("sysadmin", "far_sysadmin")
WITH_POST = (
    "teacher", "sysadmin", "partner", "colleague", "executive", "stranger", "receiver", "officer", "far_sysadmin", "supervisor",
    "neighbour", "other_partner", "former_partner", "far_supervisor",
)  # fmt: skip
WITHOUT_POST = ("nobody", "moved")  # moved a second ago, with the session still open
ANONYMOUS = ("anonymous", "disabled")  # disabled a second ago
ROLES = (*WITH_POST, *WITHOUT_POST, *ANONYMOUS)


# What an address speaks of: each thing, and in which part somebody has to do with it. Who has no part sees nothing of it.

OURS = {role: role for role in OFFICE}
FAR = {"stranger": "officer", "far_supervisor": "supervisor"}
OUR_CASE = OURS | {"teacher": "school", "receiver": "receiving"}
NOT_OFFICE = {"teacher": "school", "receiver": "receiving"}  # what is not there is absent for who may act, and refused to others
FORMERLY = {"former_partner": "formerly"}  # addressed once; to them it is absent like any other

OWN_PAPER = {"officer": "officer", "supervisor": "supervisor"}
CALENDAR = {"supervisor": "keeper", "sysadmin": "keeper"}
FAR_CALENDAR = {"far_supervisor": "keeper", "far_sysadmin": "keeper"}

THINGS: dict[str, dict[str, dict[str, str]]] = {
    "": {"": {}},
    "case": {"case": OUR_CASE, "closed_case": OURS | {"teacher": "school"}, "far_case": FAR, "absent": {}},
    "asked": {"asked_case": OURS | {"teacher": "school"}, "far_case": FAR, "absent": {}},
    "report": {"report": OUR_CASE, "void_report": OUR_CASE, "far_report": FAR, "absent": {}},
    "return": {"return": OUR_CASE, "void_return": OUR_CASE, "far_return": FAR, "absent": {}},
    "pause": {"pause": OURS, "far_pause": FAR, "absent": {}},
    "setback": {"setback": OURS, "far_setback": FAR, "absent": {}},
    "check": {"check": OURS, "void_check": {}, "far_check": FAR, "absent": {}},
    "contact": {
        "contact": OUR_CASE,
        "agency_contact": OURS,
        "void_contact": OUR_CASE,
        "far_contact": FAR,
        "absent": {},
    },
    "referral": {
        "referral": OURS | {"partner": "addressee"},
        "sent_referral": OURS | {"partner": "addressee"},
        "school_referral": OURS | {"receiver": "addressee"},
        "void_referral": OURS | {"partner": "formerly"},
        "declined_referral": OURS | FORMERLY,
        "withdrawn_referral": OURS | FORMERLY,
        "expired_referral": OURS | FORMERLY,
        "expired_school_referral": OURS | {"receiver": "formerly"},
        "far_referral": FAR,
        "absent": {},
    },
    "paper": {"paper": OWN_PAPER, "draft_paper": OWN_PAPER, "void_paper": OWN_PAPER, "far_paper": FAR, "absent": {}},
    "fact": {"fact": {"officer": "officer", "supervisor": "supervisor", "colleague": "colleague"}, "far_fact": FAR, "absent": {}},
    "visit": {"visit": OUR_CASE, "far_visit": FAR, "absent": {}},
    "document": {
        "document": OURS,
        "restricted_document": {"officer": "officer", "supervisor": "supervisor"},
        "school_document": OURS | {"teacher": "school"},
        "void_document": {},
        "far_document": FAR,
        "absent": {},
    },
    "file to change": {
        "document": OURS,
        "restricted_document": {"officer": "officer", "supervisor": "writer"},
        "school_document": OURS | {"teacher": "school"},
        "void_document": {},
        "far_document": FAR,
        "absent": {},
    },
    "account": {
        "account": {"sysadmin": "keeper"},
        "own_account": {"sysadmin": "self"},
        "far_account": {"far_sysadmin": "keeper"},
        "shared_account": {},
        "absent": {},
    },
    "worker": {"worker": {"supervisor": "supervisor"}, "far_worker": {"far_supervisor": "supervisor"}, "absent": {}},
    "school": {"school": {"sysadmin": "keeper"}, "far_school": {"far_sysadmin": "keeper"}, "absent": {}},
    "agency": {"agency": OURS, "far_agency": FAR, "absent": {}},
    # An entry of a case stands in an address behind its case.
    "entry": {
        "case contact": OUR_CASE,
        "case void_contact": NOT_OFFICE,
        "case far_contact": NOT_OFFICE,
        "case absent": NOT_OFFICE,
        "far_case far_contact": FAR,
        "far_case contact": {},
        "absent contact": {},
    },
    "nothing": {"case": OUR_CASE},
    "consent": {"consent": OURS, "far_consent": FAR, "absent": {}},
    "told": {
        "told": OURS,
        "handed_in": OURS | {"teacher": "school"},
        "aside": OURS,
        "report": OUR_CASE,
        "far_told": FAR,
        "absent": {},
    },
    "question": {"question": OURS | {"teacher": "school"}, "far_question": FAR, "absent": {}},
    "point": {"point": OURS | {"teacher": "school"}, "village_point": OURS, "far_point": FAR, "absent": {}},
    "pupil": {"pupil": OURS | {"teacher": "school"}, "far_pupil": FAR, "absent": {}},
    "pair": {
        "pupil twin": OURS | {"teacher": "school"},
        "pupil far_pupil": {"officer": "officer", "colleague": "colleague", "teacher": "school"},
        "far_pupil absent": {"stranger": "officer"},
    },
    "merge": {"merge": {"supervisor": "supervisor"}, "absent": {}},
    "term": {"term": CALENDAR, "far_term": FAR_CALENDAR, "absent": {}},
    "holiday": {"holiday": CALENDAR, "far_holiday": FAR_CALENDAR, "absent": {}},
    "batch": {"batch": OURS, "written_batch": OURS, "school_batch": {"sysadmin": "keeper"}, "far_batch": FAR, "absent": {}},
    "open batch": {"batch": OURS, "school_batch": {"sysadmin": "keeper"}, "far_batch": FAR, "written_batch": {}, "absent": {}},
    "right batch": {"batch": OURS, "written_batch": {}, "absent": {}},
    "done batch": {"written_batch": OURS, "batch": {}, "absent": {}},
    "area": {"area": {}},
    "open point": {"point": {}, "far_point": {}},
    "notice": {"notice": {"officer": "officer"}, "far_notice": {"stranger": "officer"}, "absent": {}},
    "task": {
        "task": OURS,
        "school_task": OURS | {"teacher": "school"},
        "void_task": {},
        "far_task": FAR,
        "absent": {},
    },
    "settled task": {"done_task": OURS | {"teacher": "school"}, "absent": {}},
    "plan": {"plan": OURS, "far_plan": FAR, "absent": {}},
    "meeting": {"meeting": OUR_CASE, "far_meeting": FAR, "absent": {}},
    "entry to print": {
        "case contact": OURS | {"teacher": "school"},
        "case void_contact": OURS | {"teacher": "school"},
        "case far_contact": {},
        "far_case far_contact": FAR,
        "far_case contact": {},
        "absent contact": {},
    },
    "member": {"member": OURS, "barred_member": OURS, "far_member": FAR, "absent": {}},
    "link": {"link": OURS, "phone_link": OURS, "far_link": FAR, "absent": {}},
    "link by phone": {"phone_link": OURS, "absent": {}},
    "secret": {"secret": {}},
    "secret of a return": {"return_secret": {}},
    "secret of a referral": {"referral_secret": {}},
    "file by link": {"referral_secret shared_document": {}},
    "file of a referral": {
        "sent_referral shared_document": {"partner": "addressee"},
        "sent_referral document": {},
        "absent shared_document": {},
    },
    "referral to print": {"referral": OURS | {"partner": "addressee"}, "expired_referral": OURS | FORMERLY, "absent": {}},
    "card": {"card_token": {}},
    "view": {
        "view": {"officer": "owner"},
        "shared_view": {"officer": "owner", "colleague": "reader", "supervisor": "overseer"},
        "school_view": {"teacher": "owner"},
        "far_view": {"stranger": "owner", "far_supervisor": "overseer"},
        "absent": {},
    },
    "move": {
        "school_move": OURS | {"neighbour": "asked"},
        "office_move": {"officer": "asker", "colleague": "asker", "supervisor": "boss"} | dict.fromkeys(ELSEWHERE, "answering"),
        "closed_move": dict.fromkeys(OFFICE, "gave") | {"stranger": "took", "far_supervisor": "has"},
        "absent": {},
    },
    "left": {"left_case": OURS | {"teacher": "school"}, "absent": {}},
    "dossier": {
        "case": OUR_CASE,
        "closed_case": OURS | {"teacher": "school"},
        "far_case": FAR,
        "left_case": OURS | FAR | {"teacher": "school"},
        "absent": {},
    },
    "note": {"case note": OUR_CASE, "far_case far_note": FAR, "absent note": {}},
}


@dataclass(frozen=True)
class Page:
    """An address: what it speaks of, what it answers to whom, which methods it knows, and what a form filled in rightly does."""

    answers: dict[str, object]  # by part, or by role where it speaks of no thing
    of: str = ""
    more: tuple = ()  # what else stands in the address
    methods: str = "GET"
    others: object = ABSENT
    insiders: tuple = ()  # all but these are turned away before the thing is looked for; for these what is out of scope is absent
    done: int = 302
    done_on: tuple = ("", "case", "asked_case", "report", "return", "contact", "account", "school", "agency")
    changes: bool = True
    also_when_over: bool = False  # works on a closed case too
    nowhere: bool = False  # names something there cannot be
    notes: tuple = ()  # the tables into which looking writes that somebody looked

    def knows(self, method: str) -> bool:
        return method.replace("HEAD", "GET") in self.methods.split()

    def answer(self, role: str, thing: str) -> object:
        if role in ANONYMOUS and self.others != OK:
            return SIGN_IN
        if not self.of:
            return self.answers.get(role, self.others)
        part = THINGS[self.of][thing].get(role)
        return self.answers.get(part, ABSENT if role in self.insiders else self.others)


def all_of(*roles, answer=OK):
    return dict.fromkeys(roles, answer)


FORM = "GET POST"
# Of a case: who reads it, who works on it, who decides on it.
SEEN = all_of(*OFFICE, "school", "receiving")
WHOLE = all_of(*OFFICE) | all_of("school", "receiving", answer=NO)
DECIDED = {"supervisor": OK} | all_of("officer", "colleague", "school", "receiving", answer=NO)
TO_SCHOOLS = all_of("school", "receiving", answer=NO)
BY_SCHOOL = all_of(*OFFICE, "school") | {"receiving": NO}
BY_RECEIVER = all_of(*OFFICE, "receiving") | {"school": NO}
ON_CASES = all_of(*OFFICE, *ELSEWHERE, *SCHOOLS)
SIGNED_IN = all_of(*WITH_POST)
COUNTING = all_of(*OFFICE, *ELSEWHERE, "executive")
OPENLY = {"others": NO}
KEPT = {**OPENLY, "insiders": SYSADMINS}
LISTED = {**OPENLY, "insiders": (*OFFICE, *ELSEWHERE)}
OPEN = {"others": OK, "answers": {}}
KEEPERS = ("supervisor", "far_supervisor", *SYSADMINS)
KEEPING = all_of(*KEEPERS)
KEPT_BY_OFFICE = {**OPENLY, "insiders": KEEPERS}
IMPORTING = all_of(*OFFICE, *ELSEWHERE, *SYSADMINS)
IMPORTED = all_of(*OFFICE, "keeper")
OVERSEEING = all_of("supervisor", "far_supervisor")
OWNED = {"owner": OK}
DECIDING = all_of(*OFFICE, *ELSEWHERE)
LOOKED_AT = ("dropout_cases_report", "dropout_cases_reportaddition", "dropout_cases_reportquestion")  # that an officer looked

PAGES: dict[str, Page | list[Page]] = {
    "dropout_cases:draft-save": Page(SIGNED_IN, methods="POST", done=200, changes=False),  # keeps what was typed, whatever it was
    "dropout_cases:draft-discard": Page(SIGNED_IN, methods="POST", changes=False),
    "home": Page(SIGNED_IN | all_of(*WITHOUT_POST)),
    "healthz": Page(**OPEN),
    # Lists
    "dropout_cases:case-list": Page(ON_CASES),
    "dropout_cases:case-board": Page(ON_CASES),
    "dropout_cases:case-export": Page(ON_CASES, methods=FORM, done=200, changes=False),
    "dropout_cases:case-add": Page(ON_CASES, methods=FORM),
    "dropout_cases:view-add": Page(ON_CASES, methods=FORM),
    "dropout_cases:view-edit": Page(OWNED, "view", methods=FORM, done_on=("view", "school_view"), insiders=(*ON_CASES,)),
    "dropout_cases:view-save": Page(OWNED, "view", methods="POST", done_on=("view", "school_view"), insiders=(*ON_CASES,)),
    "dropout_cases:view-remove": Page(
        all_of("owner", "overseer") | {"reader": NO}, "view", methods=FORM, done_on=("view", "shared_view", "school_view")
    ),
    "dropout_cases:case-assign-many": Page(OVERSEEING, methods="POST"),
    "dropout_cases:handover-list": Page(OVERSEEING),
    "dropout_cases:handover-add": Page(
        all_of("supervisor"), "worker", methods=FORM, done_on=("worker",), insiders=("supervisor", "far_supervisor")
    ),
    "dropout_cases:attendance-add": Page(ON_CASES, methods=FORM, changes=False),
    # A case
    "dropout_cases:case-detail": Page(SEEN, "case", notes=("dropout_cases_caselook",)),
    "dropout_cases:case-student": Page(WHOLE, "case", methods=FORM, done=200, changes=False, also_when_over=True),
    "dropout_cases:student-edit": Page(WHOLE, "case", methods=FORM, also_when_over=True),
    "dropout_cases:case-people": Page(WHOLE, "case"),
    "dropout_cases:case-documents": Page(WHOLE, "case", methods=FORM, also_when_over=True),
    "dropout_cases:case-trail": Page(DECIDED, "case"),
    "dropout_cases:case-print": Page(SEEN, "case"),
    "dropout_cases:entry-print": Page(all_of(*OFFICE, "school"), "entry to print", ("contact",)),
    "dropout_cases:note-add": Page(WHOLE, "case", methods=FORM, also_when_over=True),
    "dropout_cases:upload-add": Page(BY_SCHOOL, "case", methods="POST", done=200, also_when_over=True),
    "dropout_cases:document-detail": Page(SEEN, "document"),
    "dropout_cases:document-preview": Page(SEEN, "document"),
    "dropout_cases:document-edit": Page(
        all_of("officer", "writer", "school") | all_of("supervisor", "colleague", answer=NO),
        "file to change",
        methods=FORM,
        done_on=("document", "school_document"),
    ),
    # Records of the seven steps
    "dropout_cases:report-add": Page(BY_SCHOOL, "case", methods=FORM),
    "referrals:contact-add": Page(WHOLE, "case", methods=FORM),
    "referrals:visit-add": Page(WHOLE, "case", methods=FORM),
    "referrals:meeting-add": Page(WHOLE, "case", methods=FORM),
    "referrals:referral-add": Page(WHOLE, "case", methods=FORM),
    "referrals:agency-choose": Page(WHOLE, "case"),
    "referrals:referral-urgent": Page(WHOLE, "case", methods=FORM),
    "referrals:consent-add": Page(WHOLE, "case", methods=FORM),
    "referrals:dossier": Page(
        WHOLE, "dossier", methods=FORM, done=200, done_on=("case", "left_case"), changes=False, also_when_over=True
    ),
    "referrals:need-add": Page(WHOLE, "case", methods=FORM),
    "referrals:consent-withdraw": Page(all_of(*OFFICE), "consent", methods=FORM, done_on=("consent",)),
    "dropout_cases:return-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:followup-add": Page(BY_SCHOOL, "case", methods=FORM),
    # What people tell before there is a case
    "dropout_cases:report-list": Page(DECIDING),
    "dropout_cases:report-new": Page(DECIDING, methods=FORM),
    "dropout_cases:report-detail": Page(WHOLE, "told", notes=LOOKED_AT),
    "dropout_cases:report-open": Page(WHOLE, "told", methods=FORM, done_on=("told", "handed_in")),
    "dropout_cases:report-join": Page(WHOLE, "told", methods=FORM, done_on=("told", "handed_in")),
    "dropout_cases:report-ask": Page(WHOLE, "told", methods=FORM, done_on=("told", "handed_in")),
    "dropout_cases:report-set-aside": Page(WHOLE, "told", methods=FORM, done_on=("told", "handed_in")),
    "dropout_cases:report-undo": Page(WHOLE, "told", methods=FORM, done_on=("aside",)),
    "dropout_cases:question-answer": Page(all_of(*OFFICE, "school"), "question", methods=FORM, done_on=("question",)),
    "dropout_cases:point-list": Page(ON_CASES),
    "dropout_cases:point-add": Page(ON_CASES, methods=FORM, done_on=()),
    "dropout_cases:point-switch": Page(all_of(*OFFICE, "school"), "point", methods=FORM, done_on=("point",)),
    "dropout_cases:point-poster": Page(all_of(*OFFICE, "school"), "point"),
    "dropout_cases:public-start": Page(methods=FORM, done=200, changes=False, **OPEN),
    "dropout_cases:public-area": Page(of="area", methods=FORM, **OPEN),
    "dropout_cases:public-point": Page(of="open point", methods=FORM, **OPEN),
    "dropout_cases:public-receipt": Page(**OPEN),
    "dropout_cases:public-status": Page(methods=FORM, done=200, changes=False, **OPEN),
    "dropout_cases:public-add": Page(methods=FORM, done=200, **OPEN),
    # The same child
    "dropout_cases:match-list": Page(ON_CASES, methods="POST", done=200, changes=False),
    "dropout_cases:twins-part": Page(WHOLE, "case", methods=FORM, done_on=()),
    "dropout_cases:merge-choose": Page(DECIDED, "pupil", methods=FORM, done=200, done_on=("pupil",), changes=False),
    "dropout_cases:merge-add": Page(DECIDED, "pair", methods=FORM, done_on=("pupil twin",)),
    "dropout_cases:merge-detail": Page(DECIDED, "merge", methods=FORM, done_on=("merge",)),
    # Absences
    "dropout_cases:absence-day": Page(ON_CASES, methods=FORM, done_on=()),
    "dropout_cases:absence-student": Page(all_of(*OFFICE, "school"), "pupil", methods=FORM, done_on=("pupil",)),
    "dropout_cases:watch-list": Page(ON_CASES),
    "dropout_cases:watchact-add": Page(all_of(*OFFICE, "school"), "pupil", methods=FORM, done_on=("pupil",)),
    # Search, and files on their way in
    "dropout_cases:search-list": Page(ON_CASES, methods=FORM, done=200, changes=False),
    "dropout_cases:import-list": Page(IMPORTING, **OPENLY),
    "dropout_cases:import-add": Page(IMPORTING, methods=FORM, done_on=(), **OPENLY),
    "dropout_cases:import-template": Page(DECIDING | all_of(*SYSADMINS, answer=ABSENT), more=("PUPILS",), nowhere=True, **OPENLY),
    "dropout_cases:import-detail": Page(IMPORTED, "batch"),
    "dropout_cases:import-progress": Page(IMPORTED, "batch"),
    "dropout_cases:import-reading": Page(IMPORTED, "open batch", nowhere=True, methods=FORM),
    "dropout_cases:import-columns": Page(IMPORTED, "open batch", nowhere=True, methods=FORM),
    "dropout_cases:import-faults": Page(IMPORTED, "batch", ("UNKNOWN_GRADE",)),
    "dropout_cases:import-check": Page(IMPORTED, "batch", methods="POST", done_on=("batch",)),
    "dropout_cases:import-fix": Page(IMPORTED, "open batch", nowhere=True, methods="POST"),
    "dropout_cases:import-wrong": Page(
        IMPORTED, "open batch", nowhere=True, methods="POST", done=200, done_on=("batch",), changes=False
    ),
    "dropout_cases:import-confirm": Page(IMPORTED, "right batch", nowhere=True, methods=FORM, done_on=("batch",)),
    "dropout_cases:import-undo": Page(IMPORTED, "done batch", nowhere=True, methods=FORM, done_on=("written_batch",)),
    "dropout_cases:import-abandon": Page(IMPORTED, "open batch", nowhere=True, methods=FORM, done_on=("batch",)),
    # The team of a case, and personal links
    "dropout_cases:member-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:member-edit": Page(all_of(*OFFICE), "member", methods=FORM, done_on=("member",)),
    "dropout_cases:member-tried": Page(all_of(*OFFICE), "member", methods="POST", done_on=("member",)),
    "dropout_cases:try-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:advice-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:link-list": Page(
        all_of(*OFFICE), "contact", ("contact",), methods=FORM, done=200, done_on=("contact", "agency_contact")
    ),
    "dropout_cases:link-code": Page(all_of(*OFFICE), "link by phone", methods="POST", done=200, done_on=("phone_link",)),
    "dropout_cases:link-withdraw": Page(all_of(*OFFICE), "link", methods=FORM, done_on=("link", "phone_link")),
    "dropout_cases:answer-page": Page(of="secret", methods=FORM, done=200, done_on=("secret",), changes=False, **OPEN),
    "dropout_cases:answer-code": Page(of="secret", methods="POST", done_on=("secret",), **OPEN),
    "dropout_cases:answer-open": Page(of="secret", methods="POST", done=200, done_on=("secret",), changes=False, **OPEN),
    # Facts
    "referrals:finding-list": Page(WHOLE, "case"),
    "referrals:finding-add": Page(WHOLE, "case", methods=FORM),
    "referrals:finding-check": Page({"officer": OK, "supervisor": OK, "colleague": NO}, "fact", methods=FORM, done_on=("fact",)),
    "referrals:visit-finding": Page(BY_SCHOOL, "visit", methods=FORM, done_on=("visit",)),
    "referrals:finding-answer": Page(of="secret", methods=FORM, done_on=("secret",), changes=False, **OPEN),
    # Answers to them
    "dropout_cases:report-answer": Page(WHOLE, "report", methods=FORM),
    "dropout_cases:return-answer": Page(BY_RECEIVER, "return", methods=FORM),
    "dropout_cases:return-received": Page(of="secret of a return", methods=FORM, done_on=("return_secret",), changes=False, **OPEN),
    "dropout_cases:case-checks": Page(WHOLE, "case"),
    "dropout_cases:check-edit": Page(all_of(*OFFICE), "check", methods=FORM, done_on=("check",)),
    "referrals:contact-answer": Page(BY_SCHOOL, "contact", methods=FORM),
    # Decisions
    "dropout_cases:step-waive": [
        Page(WHOLE, "case", (3,), methods=FORM),
        Page(DECIDED, "case", (2,), methods=FORM),
        Page(TO_SCHOOLS, "nothing", (8,), methods=FORM, nowhere=True),
    ],
    "dropout_cases:step-vouch": [
        Page(DECIDED, "case", (3,), methods=FORM),
        Page(DECIDED | {"supervisor": ABSENT}, "nothing", (8,), methods=FORM, nowhere=True),
    ],
    "dropout_cases:danger-end": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:case-postpone": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:case-assign": Page(DECIDED, "case", methods=FORM, also_when_over=True),
    "dropout_cases:entry-void": [
        Page(WHOLE, "entry", ("contact",), methods=FORM, done_on=("case contact",)),
        Page(WHOLE, "note", ("note",), methods=FORM, done_on=("case note",)),
        Page(TO_SCHOOLS, "nothing", ("closing", NO_KEY), methods=FORM, nowhere=True),
    ],
    "dropout_cases:entry-undo": [
        Page(all_of(*OFFICE), "note", ("note",), methods="POST", done_on=("case note",), changes=False),
        Page({}, "nothing", ("closing", NO_KEY), methods="POST", nowhere=True),
    ],
    "dropout_cases:round-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:case-rounds": Page(WHOLE, "case"),
    "dropout_cases:setback-dismiss": Page(all_of(*OFFICE), "setback", methods=FORM, done_on=("setback",)),
    "dropout_cases:pause-add": Page(WHOLE, "case", methods=FORM, done_on=()),  # the child is in danger
    "dropout_cases:pause-edit": Page(all_of(*OFFICE), "pause", methods=FORM, done_on=("pause",)),
    "dropout_cases:pause-end": Page(all_of(*OFFICE), "pause", methods=FORM, done_on=("pause",)),
    "dropout_cases:closing-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:closing-answer": Page(DECIDED, "asked", methods=FORM),
    "dropout_cases:case-reopen": Page(DECIDED, "case", methods=FORM, done_on=("closed_case",), also_when_over=True),
    # To another school, to another office
    "dropout_cases:move-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:hand-over": Page(DECIDED, "case", methods=FORM),
    "dropout_cases:move-list": Page(ON_CASES),
    "dropout_cases:move-detail": Page(all_of(*OFFICE, "asked", "asker", "boss", "answering", "gave", "took", "has"), "move"),
    "dropout_cases:move-answer": Page(
        all_of(*OFFICE, "asked", "answering", "took", "has") | all_of("asker", "boss", "gave", answer=NO),
        "move",
        methods=FORM,
        done_on=("school_move", "office_move"),
    ),
    "dropout_cases:move-withdraw": Page(
        all_of(*OFFICE, "boss", "has") | all_of("asked", "asker", "answering", "gave", "took", answer=NO),
        "move",
        methods=FORM,
        done_on=("school_move", "office_move"),
    ),
    "dropout_cases:left-list": Page(ON_CASES),
    "dropout_cases:case-left": Page(all_of(*OFFICE, "school"), "left"),
    # Tasks, and what is stuck
    "dropout_cases:task-list": Page(DECIDING),
    "dropout_cases:case-tasks": Page(WHOLE, "case"),
    "dropout_cases:task-add": Page(WHOLE, "case", methods=FORM),
    "dropout_cases:task-finish": Page(all_of(*OFFICE, "school"), "task", methods=FORM, done_on=("task", "school_task")),
    "dropout_cases:task-move": Page(WHOLE, "task", methods=FORM, done_on=("task", "school_task")),
    "dropout_cases:task-drop": Page(WHOLE, "task", methods=FORM, done_on=("task", "school_task")),
    "dropout_cases:task-hand-on": Page(WHOLE, "task", methods=FORM, done_on=("task", "school_task")),
    "dropout_cases:task-reopen": Page(WHOLE, "settled task", methods=FORM, done_on=("done_task",)),
    "dropout_cases:stuck-list": Page(OVERSEEING),
    "dropout_cases:days-edit": Page(OVERSEEING, methods=FORM),
    # What is planned
    "referrals:plan-add": Page(WHOLE, "case", ("visit",), methods=FORM),
    "referrals:plan-detail": Page(all_of(*OFFICE), "plan"),
    "referrals:plan-edit": Page(all_of(*OFFICE), "plan", methods=FORM, done_on=("plan",)),
    "referrals:plan-call-off": Page(all_of(*OFFICE), "plan", methods=FORM, done_on=("plan",)),
    "referrals:plan-calendar": Page(all_of(*OFFICE), "plan"),
    # Meetings and their minutes
    "referrals:meeting-detail": Page(WHOLE, "meeting", methods=FORM, done_on=("meeting",)),
    **{f"referrals:minutes-{form}": Page(WHOLE | {"colleague": NO}, "meeting") for form in ("pdf", "word")},
    # Referrals
    "referrals:referral-list": Page(all_of(*OFFICE, *ELSEWHERE, *PARTNERS)),
    "referrals:referral-numbers": Page(all_of(*OFFICE, *ELSEWHERE)),
    "referrals:need-list": Page(all_of(*OFFICE, *ELSEWHERE)),
    "referrals:help-effect": Page(all_of(*OFFICE, *ELSEWHERE)),
    "referrals:effect-rounds": Page(all_of(*OFFICE, *ELSEWHERE)),
    "referrals:referral-detail": Page(
        all_of(*OFFICE, "addressee"), "referral", notes=("referrals_referralevent", "referrals_referral")
    ),
    "referrals:referral-answer": Page(all_of(*OFFICE, "addressee"), "referral", methods=FORM, done_on=("sent_referral",)),
    **{
        f"referrals:referral-{act}": Page(all_of(*OFFICE, "addressee"), "referral", methods=FORM, done_on=("referral",))
        for act in ("ask", "helping", "result")
    },
    "referrals:referral-file": Page(all_of("addressee"), "file of a referral"),
    "referrals:referral-form": Page(all_of("officer", "supervisor", "addressee") | {"colleague": NO}, "referral to print"),
    "referrals:referral-received": Page(of="secret of a referral", **OPEN),
    "referrals:received-act": Page(
        of="secret of a referral", more=("accept",), methods=FORM, done_on=("referral_secret",), changes=False, **OPEN
    ),
    "referrals:received-form": Page(of="secret of a referral", **OPEN),
    "referrals:received-file": Page(of="file by link", **OPEN),
    "referrals:referral-share": Page(all_of(*OFFICE) | {"addressee": NO}, "referral", methods=FORM, done_on=("referral",)),
    "referrals:referral-reply": Page(all_of(*OFFICE) | {"addressee": NO}, "referral", methods=FORM, done_on=("school_referral",)),
    "referrals:referral-call": Page(all_of(*OFFICE) | {"addressee": NO}, "referral", methods=FORM, done_on=("referral",)),
    "referrals:referral-withdraw": Page(all_of(*OFFICE) | {"addressee": NO}, "referral", methods=FORM, done_on=("referral",)),
    # Official papers, and the register of what went out
    "referrals:paper-list": Page(DECIDING),
    "referrals:paper-add": Page(WHOLE, "case", ("letter",), methods=FORM),
    "referrals:paper-follow": Page(
        all_of("officer", "supervisor") | all_of("colleague", "addressee", answer=NO),
        "referral",
        methods="POST",
        done_on=("referral",),
    ),
    "referrals:paper-detail": Page(all_of("officer", "supervisor"), "paper", methods=FORM, done_on=("paper",)),
    **{
        f"referrals:paper-{name}": Page(all_of("officer", "supervisor"), "paper", methods=FORM, done_on=("draft_paper",))
        for name in ("edit", "issue")
    },
    **{f"referrals:paper-{name}": Page(all_of("officer", "supervisor"), "paper") for name in ("pdf", "word")},
    # Numbers
    "summaries:summary-list": Page(COUNTING, **OPENLY),
    "summaries:summary-detail": Page(COUNTING, more=(2567,), **OPENLY),
    "summaries:summary-export": Page(COUNTING, more=(2567,), **OPENLY),
    # One's own account, and what is open to everyone
    "schools:sign-in": Page(methods=FORM, changes=False, **OPEN),
    "schools:sign-in-code": Page(methods=FORM, changes=False, **OPEN),
    "schools:sign-in-recovery": Page(methods=FORM, changes=False, **OPEN),
    "schools:second-step": Page(SIGNED_IN | all_of(*WITHOUT_POST), methods=FORM, done_on=()),
    "schools:second-step-renew": Page(SIGNED_IN | all_of(*WITHOUT_POST), methods=FORM, done_on=()),
    "schools:second-step-codes": Page(SIGNED_IN | all_of(*WITHOUT_POST), methods=FORM, done_on=()),
    "schools:second-step-off": Page(SIGNED_IN | all_of(*WITHOUT_POST), methods=FORM, done_on=()),
    "schools:sign-out": Page(methods="POST", changes=False, **OPEN),
    "schools:language": Page(methods="POST", changes=False, **OPEN),
    "schools:privacy": Page(**OPEN),
    "schools:accessibility": Page(**OPEN),
    "schools:password": Page(SIGNED_IN | all_of(*WITHOUT_POST), methods=FORM),
    "schools:notice-list": Page(SIGNED_IN),
    "schools:notice-read-all": Page(SIGNED_IN, methods="POST", changes=False),
    "schools:notice-choices": Page(SIGNED_IN, methods=FORM, done_on=()),
    "schools:notice-open": Page(all_of("officer"), "notice", methods="POST", done_on=("notice",)),
    # The school calendar
    "schools:calendar-detail": Page(KEEPING, **OPENLY),
    **{f"schools:{name}-add": Page(KEEPING, methods=FORM, **OPENLY) for name in ("term", "holiday")},
    **{f"schools:{name}-fill": Page(KEEPING, methods="POST", changes=False, **OPENLY) for name in ("term", "holiday")},
    "schools:levels-edit": Page(KEEPING, methods=FORM, **OPENLY),
    "schools:term-edit": Page(all_of("keeper"), "term", methods=FORM, done_on=("term",), **KEPT_BY_OFFICE),
    "schools:term-remove": Page(all_of("keeper"), "term", methods=FORM, done_on=("term",), **KEPT_BY_OFFICE),
    "schools:holiday-edit": Page(all_of("keeper"), "holiday", methods=FORM, done_on=("holiday",), **KEPT_BY_OFFICE),
    "schools:holiday-remove": Page(all_of("keeper"), "holiday", methods=FORM, done_on=("holiday",), **KEPT_BY_OFFICE),
    # What stands on the office's paper
    "schools:letterhead": Page(KEEPING, methods=FORM, **OPENLY),
    "schools:letterhead-emblem": Page(KEEPING, **OPENLY),
    # What a system administrator keeps
    "schools:account-list": Page(all_of(*SYSADMINS), **OPENLY),
    "schools:account-add": Page(all_of(*SYSADMINS), methods=FORM, done=200, **OPENLY),
    "schools:account-edit": Page(all_of("keeper", "self"), "account", methods=FORM, **KEPT),
    "schools:account-suspend": Page({"keeper": OK, "self": NO}, "account", methods=FORM, **KEPT),
    "schools:account-restore": Page({"keeper": OK, "self": NO}, "account", methods=FORM, **KEPT),
    "schools:account-second-step": Page({"keeper": OK, "self": NO}, "account", methods=FORM, **KEPT),
    "schools:account-reset": Page({"keeper": OK, "self": NO}, "account", methods=FORM, done=200, **KEPT),
    "schools:mail-list": Page(all_of(*SYSADMINS), **OPENLY),
    "schools:mail-retry": Page(all_of(*SYSADMINS), methods="POST", done_on=(), **OPENLY),
    "schools:school-list": Page(all_of(*SYSADMINS), **OPENLY),
    "schools:school-add": Page(all_of(*SYSADMINS), methods=FORM, **OPENLY),
    "schools:school-edit": Page({"keeper": OK}, "school", methods=FORM, **KEPT),
    # The directory of agencies
    "schools:agency-list": Page(all_of(*OFFICE, *ELSEWHERE), **OPENLY),
    "schools:agency-add": Page(all_of(*OFFICE, *ELSEWHERE), methods=FORM, **OPENLY),
    "schools:agency-detail": Page(all_of(*OFFICE), "agency", **LISTED),
    "schools:agency-edit": Page(all_of(*OFFICE), "agency", methods=FORM, **LISTED),
    "schools:agency-ask": Page(all_of(*OFFICE), "agency", methods="POST", **LISTED),
    "schools:agency-phoned": Page(all_of(*OFFICE), "agency", methods="POST", **LISTED),
    "schools:agency-confirm": Page(of="card", methods=FORM, done=200, done_on=("card_token",), **OPEN),
}


def pages_of(name: str) -> list[Page]:
    """What an address may speak of; most speak of one kind of thing."""
    page = PAGES[name]
    return page if isinstance(page, list) else [page]


OPEN_PAGES = {name for name in PAGES if pages_of(name)[0].others == OK}


# Who may read which word, on whatever page, in whatever file. What stands here is read by nobody else.

RESPONSIBLE = ("officer", "supervisor")
IN_OFFICE_ONLY = (
    "canary-member", "canary-member-phone", "canary-barred", "canary-advice",
    "canary-guardian", "canary-phone", "canary-address", "canary-safety-note", "canary-asked-of-agency", "canary-conclusion",
    "canary-resolution", "canary-invitee", "canary-plan-place",
    "canary-decision", "canary-deadline", "canary-closing-note", "canary-closing-refusal", "canary-note", "canary-setback",
    "canary-document", "canary-document-content", "canary-best-interest",
)  # fmt: skip
SENSITIVE = (
    "canary-cause", "canary-story", "canary-reporter", "canary-caller", "canary-finding", "canary-source", "canary-seen",
    "canary-voice", "canary-no-contact", "canary-try", "canary-plan-agenda",
    "canary-statement", "canary-summary", "canary-asked-by-mistake", "canary-asked-formerly", "canary-heard",
    "canary-no-place", "canary-rung", "canary-need", "canary-consent", "canary-paper",
)  # fmt: skip
READERS: dict[str, tuple[str, ...]] = {
    # The child of our office, and what was written of it
    "canary-child": (*OFFICE, "teacher", "receiver", "partner"),
    "canary-family": (*OFFICE, "teacher", "receiver", "partner"),
    "canary-nick": (*OFFICE, "receiver", "partner"),
    **dict.fromkeys(IN_OFFICE_ONLY, OFFICE),
    **dict.fromkeys(SENSITIVE, RESPONSIBLE),
    "canary-task": OFFICE,
    "canary-school-task": (*OFFICE, "teacher"),
    "canary-far-task": ELSEWHERE,
    "canary-view": ("officer",),
    "canary-shared-view": OFFICE,
    "canary-school-view": ("teacher",),
    "canary-far-view": ELSEWHERE,
    "canary-paper-subject": RESPONSIBLE,
    "canary-restricted-note": RESPONSIBLE,
    "canary-restricted-document": RESPONSIBLE,
    "canary-restricted-document-content": RESPONSIBLE,
    "canary-colleague-note": (*RESPONSIBLE, "colleague"),
    "canary-asked-of-partner": (*RESPONSIBLE, "partner"),
    "canary-partner-answer": (*RESPONSIBLE, "partner"),
    "canary-asked-of-receiver": (*RESPONSIBLE, "receiver"),
    "canary-asked-by-receiver": (*RESPONSIBLE, "receiver"),
    "canary-asked-of-school": (*OFFICE, "teacher"),
    "canary-to-find-out": (*OFFICE, "teacher"),
    "canary-school-note": (*OFFICE, "teacher"),
    "canary-school-finding": (*RESPONSIBLE, "teacher"),
    "canary-school-story": (*OFFICE, "teacher"),
    "canary-school-document": (*OFFICE, "teacher"),
    "canary-school-document-content": (*OFFICE, "teacher"),
    "canary-school-reporter": (*RESPONSIBLE, "teacher"),
    # What was told before there was a case
    "canary-told-child": OFFICE,
    "canary-told-story": OFFICE,
    "canary-told-reporter": OFFICE,
    "canary-told-caller": OFFICE,
    "canary-told-addition": OFFICE,
    "canary-asked-child": (*OFFICE, "teacher"),
    "canary-question": (*OFFICE, "teacher"),
    "canary-handed-child": (*OFFICE, "teacher"),
    "canary-handed-story": OFFICE,
    "canary-far-told": ELSEWHERE,
    "canary-rolled": (*OFFICE, "teacher"),
    "canary-fault": OFFICE,
    # Other children
    "canary-pupil": (*OFFICE, "teacher"),
    "canary-twin": (*OFFICE, "teacher"),
    "canary-gone": ("supervisor",),
    "canary-merge-reason": ("supervisor",),
    "canary-far-pupil": ELSEWHERE,
    "canary-closed-child": (*OFFICE, "teacher"),
    "canary-pupil-next-door": (*OFFICE, "neighbour"),
    "canary-resting-child": (*OFFICE, "teacher"),
    "canary-moving-child": (*OFFICE, "teacher", "neighbour"),
    "canary-leaving-child": (*OFFICE, "teacher"),
    "canary-told-office": (*RESPONSIBLE, *ELSEWHERE),
    "canary-told-new-school": (*RESPONSIBLE, "neighbour"),
    "canary-left-child": (*OFFICE, "teacher", *ELSEWHERE),
    "canary-left-by-school": (*OFFICE, "teacher", *ELSEWHERE),
    "canary-since": ELSEWHERE,
    "canary-far-child": ELSEWHERE,
    "canary-far-story": ELSEWHERE,
    "canary-far-note": ELSEWHERE,
    "canary-far-document": ELSEWHERE,
    "canary-far-document-content": ELSEWHERE,
    # Places and people of the two offices
    "canary-school-of-child": (*OFFICE, "teacher", "receiver", "neighbour", "partner", "executive", "sysadmin"),
    "canary-school-next-door": (*OFFICE, "neighbour", "sysadmin"),
    "canary-school-receiving": (*OFFICE, "receiver", "sysadmin"),
    "canary-agency": (*OFFICE, "partner", "sysadmin"),
    "canary-far-school": (*ELSEWHERE, "far_sysadmin"),
    "canary-far-agency": (*ELSEWHERE, "far_sysadmin"),
    "canary-far-officer": (*ELSEWHERE, "far_sysadmin"),
}
WORD = re.compile(r"canary-[a-z]+(?:-[a-z]+)*|" + NUMBER)
