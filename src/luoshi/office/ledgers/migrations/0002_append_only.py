"""What Django has no word for: guards that keep the books append-only, and the swift posting."""

from django.db import migrations

from luoshi.office.ledgers import swift, triggers


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in triggers.create(vendor):
        schema_editor.execute(statement)
    if vendor == "postgresql":
        schema_editor.execute(swift.CREATE)
        schema_editor.execute(swift.ROOM)


def drop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(swift.DROP)
    for statement in triggers.drop(vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
