"""Days are counted by when things happened. Rows come nearly in that order, so that these indexes
are a few pages each and cost next to nothing to keep."""

from django.db import migrations

INDEXES = {
    "insights_message_sent": ("inbox_message", "sent_at"),
    "insights_conversation_created": ("inbox_conversation", "created_at"),
    "insights_placement_placed": ("inbox_placement", "placed_at"),
    "insights_placement_done": ("inbox_placement", "done_at"),
}


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial"), ("inbox", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON {table} USING brin ({column})"
            " WITH (pages_per_range = 16, autosummarize = on)",
            f"DROP INDEX {name}",
        )
        for name, (table, column) in INDEXES.items()
    ]
