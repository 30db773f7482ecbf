"""The filters above the lists of accounts, schools and agencies."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.access import Action, Role
from schools.models import Agency, Amphoe, Code, Post, School, User
from thai.text import fold, fold_school, normalise, split_title

ANY = _("ทั้งหมด")


class SearchField(forms.CharField):
    """Words to search by, in their one stored form."""

    widget = forms.SearchInput

    def to_python(self, value):
        """The words, or nothing where only what cannot be stored was typed."""
        try:
            return normalise(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class SearchFilter(django_filters.CharFilter):
    """A search box."""

    field_class = SearchField


def _yes_no(label, yes, no, field_name):
    return django_filters.TypedChoiceFilter(
        label=label, choices=[("", ANY), ("1", yes), ("0", no)], coerce=lambda value: value == "1", field_name=field_name
    )


def _amphoe_of_the_reader(action):
    def amphoe(request):
        areas, _places = request.user.scope_of(action, "school")
        return Amphoe.objects.filter(areas__in=areas).distinct()

    return amphoe


class AccountFilter(django_filters.FilterSet):
    """Accounts by part of a name, by role, by whether they may sign in."""

    q = SearchFilter(label=_("ชื่อหรือชื่อผู้ใช้"), method="by_name")
    role = django_filters.ChoiceFilter(label=_("บทบาท"), choices=Role.choices, empty_label=ANY, method="by_role")
    active = _yes_no(_("สถานะ"), _("ใช้งานได้"), _("ระงับ"), field_name="is_active")

    class Meta:
        model = User
        fields: list[str] = []

    def by_name(self, queryset, name, value):
        """People whose name, without its title, or user name has these words in it."""
        _title, first, last = split_title(value)
        return queryset.filter(Q(full_name__icontains=f"{first} {last}".strip()) | Q(username__contains=value.lower()))

    def by_role(self, queryset, name, value):
        """People who hold this role now."""
        return queryset.filter(pk__in=Post.objects.filter(role=value, ended_on=None).values("user"))


class SchoolFilter(django_filters.FilterSet):
    """Schools by part of a name, a misprint or a code, by amphoe, by whether they are open."""

    q = SearchFilter(label=_("ชื่อหรือรหัสโรงเรียน"), method="by_name")
    amphoe = django_filters.ModelChoiceFilter(
        label=_("อำเภอ"),
        field_name="tambon__amphoe",
        queryset=_amphoe_of_the_reader(Action.SCHOOL_MANAGE),
        empty_label=ANY,
    )
    open = _yes_no(_("สถานะ"), _("เปิดสอนอยู่"), _("ยุบหรือเลิกแล้ว"), field_name="is_open")

    class Meta:
        model = School
        fields: list[str] = []

    def by_name(self, queryset, name, value):
        """Schools whose name, other names or code have these letters in them."""
        return queryset.filter(search_text__contains=fold_school(value))


class AgencyFilter(django_filters.FilterSet):
    """Who can help with what, and where: agencies by what they can do, the amphoe they serve, kind, and part of a name.

    Where a need or a place is asked, those that usually answer first are on top.
    """

    service = django_filters.ModelMultipleChoiceFilter(
        label=_("ช่วยเรื่องใดได้"),
        queryset=Code.objects.of("help_kind"),
        widget=forms.CheckboxSelectMultiple,
        method="by_services",
    )
    amphoe = django_filters.ModelChoiceFilter(
        label=_("รับเรื่องจากอำเภอ"),
        queryset=_amphoe_of_the_reader(Action.AGENCY_SEE),
        empty_label=ANY,
        method="by_amphoe",
    )
    kind = django_filters.ModelChoiceFilter(label=_("ประเภทหน่วยงาน"), queryset=Code.objects.of("agency_kind"), empty_label=ANY)
    q = SearchFilter(label=_("ชื่อหน่วยงาน"), method="by_name")
    open = _yes_no(_("สถานะ"), _("ยังรับเรื่องอยู่"), _("ไม่รับเรื่องแล้ว"), field_name="is_open")

    class Meta:
        model = Agency
        fields: list[str] = []

    def by_name(self, queryset, name, value):
        """Agencies whose name has these letters in it."""
        return queryset.filter(search_text__contains=fold(value))

    def filter_queryset(self, queryset):
        """What was asked for, in its order."""
        found, asked = super().filter_queryset(queryset), self.form.cleaned_data
        return found.quickest() if asked.get("service") or asked.get("amphoe") else found

    def by_services(self, queryset, name, value):
        """Agencies that give every kind of help that is ticked."""
        return queryset.who_can(*value)

    def by_amphoe(self, queryset, name, value):
        """Agencies that serve this amphoe: those named for it, and those of the whole area."""
        return queryset.serving(value)
