"""The one amphoe an agency served becomes the first of those it covers."""

from django.db import migrations


def to_many(apps, schema_editor):
    agencies = apps.get_model("schools", "Agency")
    covers = agencies.covers.through
    served = agencies.objects.exclude(amphoe=None).values_list("pk", "amphoe")
    covers.objects.bulk_create(covers(agency_id=agency, amphoe_id=amphoe) for agency, amphoe in served)


def to_one(apps, schema_editor):
    agencies = apps.get_model("schools", "Agency")
    for row in agencies.covers.through.objects.order_by("-pk"):
        agencies.objects.filter(pk=row.agency_id).update(amphoe=row.amphoe_id)


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0007_directory_and_letterhead'),
    ]

    operations = [migrations.RunPython(to_many, to_one)]
