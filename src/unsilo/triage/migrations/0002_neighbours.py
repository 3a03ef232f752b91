from django.db import migrations


def prepare(apps, schema_editor):
    """The index of what lies near, where the database has pgvector; elsewhere we do without."""
    from unsilo.triage import near

    near.prepare()


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS triage_neighbour")


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial")]
    operations = [migrations.RunPython(prepare, drop)]
