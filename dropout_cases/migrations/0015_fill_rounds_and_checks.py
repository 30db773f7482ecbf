"""Every round is of the office of its case; every planned check has its key and the day it was planned for."""

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


class Migration(migrations.Migration):
    dependencies = [("dropout_cases", "0014_returning_and_staying")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
