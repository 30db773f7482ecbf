"""People who sign in, and the posts that say where they work and as what."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from schools.access import GRANTS, Action, Role
from schools.fields import KeyField, LineField

AREA_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.EXECUTIVE, Role.SYSADMIN)


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A new account; without a password nobody can sign in to it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet):
    """People by where they work."""

    def working_in(self, area, *roles):
        """Active people holding one of `roles` over `area` (or at one of its schools and agencies), each once."""
        held = models.Q(area=area) | models.Q(school__area=area) | models.Q(agency__area=area)
        posts = Post.objects.filter(held, ended_on=None)
        if roles:
            posts = posts.filter(role__in=roles)
        return self.filter(pk__in=posts.values("user"))

    def managed_by(self, user):
        """The accounts `user` keeps: held in an area that person manages, and nowhere else now."""
        areas, _places = user.scope_of(Action.ACCOUNT_MANAGE, "school")
        inside = models.Q(area__in=areas) | models.Q(school__area__in=areas) | models.Q(agency__area__in=areas)
        elsewhere = Post.objects.filter(ended_on=None).exclude(pk__in=Post.objects.filter(inside).values("pk"))
        held = Post.objects.filter(inside)
        return self.filter(pk__in=held.values("user")).exclude(pk__in=elsewhere.values("user"))

    def for_list(self):
        """Accounts by user name, each with `posts_now`, the posts held now."""
        now = Post.objects.filter(ended_on=None).select_related("area", "school", "agency")
        return self.order_by("username").prefetch_related(models.Prefetch("posts", now, to_attr="posts_now"))

    def at_school(self, school):
        """Active people who work at a school."""
        return self.filter(is_active=True, posts__school=school, posts__ended_on=None).distinct()


class User(AbstractBaseUser):
    """A person with an account. ASCII user name; Thai name and position for the screen."""

    key = KeyField()
    username = models.CharField(
        _("ชื่อผู้ใช้"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]+$", _("ใช้ตัวพิมพ์เล็ก a–z ตัวเลข จุด หรือขีด อย่างน้อย 2 ตัว"))],
        error_messages={"unique": _("ชื่อผู้ใช้นี้มีแล้ว เลือกชื่ออื่น")},
    )
    full_name = LineField(_("ชื่อและนามสกุล"), max_length=120)
    position = LineField(_("ตำแหน่ง"), max_length=120, blank=True)
    phone = LineField(_("โทรศัพท์ที่ทำงาน"), max_length=40, blank=True)
    email = models.EmailField(_("อีเมล"), blank=True)
    is_active = models.BooleanField(_("ใช้งานได้"), default=True)
    must_change_password = models.BooleanField(default=False)
    session_round = models.PositiveIntegerField(default=0)  # counted on, it ends every session begun before

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["username"]

    def __str__(self):
        return self.full_name

    @cached_property
    def current_posts(self) -> list["Post"]:
        """The posts held now; read once a request, so a change counts from the next request on."""
        if not self.is_active:
            return []
        return list(self.posts.filter(ended_on=None).select_related("area", "school", "agency"))

    def scope_of(self, action: Action, place_name: str) -> tuple[list[int], list[int]]:
        """The ids of the areas, and of the single places of one kind ("school", "agency"), where a post grants `action`."""
        granting = [post for post in self.current_posts if action in GRANTS[post.role]]
        areas = [post.area_id for post in granting if post.area_id]
        places = [getattr(post, f"{place_name}_id") for post in granting if getattr(post, f"{place_name}_id")]
        return areas, places

    def get_session_auth_hash(self):
        """A session ends with the password, as Django has it, and with its round."""
        return f"{super().get_session_auth_hash()}.{self.session_round}"

    def get_session_auth_fallback_hash(self):
        """The same under the secret keys before."""
        return (f"{one}.{self.session_round}" for one in super().get_session_auth_fallback_hash())

    def end_sessions(self) -> None:
        """End every session of the account with its next request."""
        type(self).objects.filter(pk=self.pk).update(session_round=models.F("session_round") + 1)
        self.refresh_from_db(fields=["session_round"])

    @property
    def role_words(self) -> str:
        """The roles held, in words, for the page header."""
        return ", ".join(dict.fromkeys(str(post.get_role_display()) for post in self.current_posts))


class Post(models.Model):
    """A role held over an area, or at one school or one agency; it ends rather than being deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(_("บทบาท"), max_length=20, choices=Role)
    area = models.ForeignKey("schools.Area", models.PROTECT, null=True, blank=True, related_name="posts")
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="posts")
    agency = models.ForeignKey("schools.Agency", models.PROTECT, null=True, blank=True, related_name="posts")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="post_is_held_where_its_role_works",
                condition=models.Q(role__in=AREA_ROLES, area__isnull=False, school=None, agency=None)
                | models.Q(role=Role.SCHOOL_STAFF, area=None, school__isnull=False, agency=None)
                | models.Q(role=Role.PARTNER, area=None, school=None, agency__isnull=False),
                violation_error_message=_("เลือกเขต โรงเรียน หรือหน่วยงาน ให้ตรงกับบทบาท"),
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.place}"

    @property
    def place(self):
        """The area, school or agency the post is held at."""
        return self.area or self.school or self.agency

    def covers(self, place) -> bool:
        """Whether `place` (an Area, School or Agency) is this post's place or lies in its area."""
        return place == self.place or (self.area_id is not None and place.area_id == self.area_id)
