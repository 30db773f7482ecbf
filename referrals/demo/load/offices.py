"""Invented area offices to be measured with: each with its amphoe, schools, agencies and people."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from referrals.demo.story import Office
from schools.access import Role
from schools.models import Agency, Amphoe, Area, Post, School, Tambon, User

MOST_AREAS = 333  # their amphoe take the codes 0001 to 0999, which no province has
MOST_SCHOOLS = 150
CASES_A_SCHOOL = 5
AMPHOE, TAMBON = 3, 10  # amphoe of an area, tambon of an amphoe
AGENCIES = {"MUNICIPALITY": "เทศบาลทดลอง", "PMJ": "พมจ.ทดลอง", "LEARNING_PROMO": "สกร.ทดลอง"}
OFFICERS = 2


@dataclass(frozen=True)
class LoadOffice:
    """An area office, and whom and what cases are given to."""

    area: Area
    schools: list[School]
    agencies: dict[str, Agency]
    officers: list[int]
    supervisor: int
    teachers: dict[int, int]  # by school

    def for_stories(self) -> Office:
        """The office as a story sees it: one school and one of each person."""
        school = self.schools[0]
        people = {"officer": self.officers[0], "supervisor": self.supervisor, "teacher": self.teachers[school.pk]}
        users = User.objects.in_bulk(people.values())
        return Office(self.area, {"school": school}, self.agencies, {name: users[pk] for name, pk in people.items()})


def open_office(number: int, cases: int, password: str | None) -> LoadOffice:
    """The office with this number, made where it does not stand yet, with schools enough for so many cases."""
    area = Area.objects.filter(code=f"ท{number:02d}").first() or _make(number, cases, password)
    people = Post.objects.filter(area=area).values_list("role", "user")
    return LoadOffice(
        area,
        schools=list(area.schools.select_related("tambon")),
        agencies={agency.kind.code: agency for agency in area.agencies.select_related("kind")},
        officers=[user for role, user in people if role == Role.OFFICER],
        supervisor=next(user for role, user in people if role == Role.SUPERVISOR),
        teachers=dict(Post.objects.filter(school__area=area).values_list("school", "user")),
    )


def _make(number: int, cases: int, password: str | None) -> Area:
    name = f"เขตพื้นที่ทดลอง {number:02d}"
    said = {"name": f"สำนักงาน{name}", "short_name": name, "province": "ทดลอง"}
    area = Area.objects.create(code=f"ท{number:02d}", check_term_end=False, **said)  # twelve weeks then make a case whole
    for kind, agency in AGENCIES.items():
        Agency.objects.create(area=area, kind_id=f"agency_kind.{kind}", name=agency)
    schools = _make_schools(area, _make_tambon(area, number), min(MOST_SCHOOLS, max(1, cases // CASES_A_SCHOOL)))
    _make_people(area, schools, number, password)
    return area


def _make_tambon(area: Area, number: int) -> list[Tambon]:
    """The area's amphoe, and the tambon of each."""
    first = (number - 1) * AMPHOE + 1
    amphoe = [Amphoe(code=f"{first + place:04d}", name=f"ทดลอง {first + place}", province="ทดลอง") for place in range(AMPHOE)]
    area.amphoe.set(Amphoe.objects.bulk_create(amphoe))
    tambon = [Tambon(code=f"{one.code}{place:02d}", name=f"ทดลอง {place}", amphoe=one) for one in amphoe for place in range(TAMBON)]
    return Tambon.objects.bulk_create(tambon)


def _make_schools(area: Area, tambon: list[Tambon], count: int) -> list[School]:
    return [
        School.objects.create(area=area, name=f"โรงเรียนทดลอง {place}", tambon=tambon[place % len(tambon)])
        for place in range(1, count + 1)
    ]


def _make_people(area: Area, schools: list[School], number: int, password: str | None) -> None:
    """Officers, a supervisor, and a teacher at every school. With a password one of each can sign in."""
    code = f"{number:02d}"
    posts = [
        *((f"load-officer-{code}{place or ''}", Post(role=Role.OFFICER, area=area)) for place in ("", *range(2, OFFICERS + 1))),
        (f"load-supervisor-{code}", Post(role=Role.SUPERVISOR, area=area)),
        *((f"load-teacher-{code}-{place}", Post(role=Role.SCHOOL_STAFF, school=school)) for place, school in enumerate(schools, 1)),
    ]
    hashed = make_password(password)
    signing_in = {f"load-officer-{code}", f"load-supervisor-{code}", f"load-teacher-{code}-1"}
    users = [
        User(username=name, full_name=f"ทดลอง {name}", password=hashed if name in signing_in else make_password(None))
        for name, _post in posts
    ]
    for user, (_name, post) in zip(User.objects.bulk_create(users), posts, strict=True):
        post.user = user
    Post.objects.bulk_create(post for _name, post in posts)
    area.intake_owner = users[0]
    area.save()
