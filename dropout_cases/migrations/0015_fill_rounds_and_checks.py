"""Every round is of the office of its case; every check has its key and day; a school waits for a child until it is there."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

from schools.fields import new_key


def forwards(apps, schema_editor):
    """Fill in what was not kept before."""
    rounds, cases = (apps.get_model("dropout_cases", name).objects for name in ("Round", "Case"))
    rounds.update(area=Subquery(cases.filter(pk=OuterRef("case")).values("area")[:1]))
    rounds.filter(number=1).update(begins_here=True)
    checks = apps.get_model("dropout_cases", "PlannedCheck").objects
    checks.update(planned_on=F("due_on"))
    for pk in list(checks.filter(key=None).values_list("pk", flat=True)):
        checks.filter(pk=pk).update(key=new_key())
    returns = apps.get_model("dropout_cases", "Return").objects.filter(round__closed_on=None, voided_at=None)
    latest = returns.filter(round__case=OuterRef("pk")).order_by("-happened_on", "-pk")
    there = cases.annotate(confirmed=Subquery(latest.values("confirmed_on")[:1])).exclude(confirmed=None)
    cases.filter(pk__in=list(there.values_list("pk", flat=True))).update(receiving_school=None)


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0014_returning_and_staying")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
