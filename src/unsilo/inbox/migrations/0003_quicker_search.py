"""Two things that every row looked at by a search pays for.

The search column stays in the row of most messages: fetching it from aside costs ten times as much.
And the query is worked out once, not once for each row, as a function that is not IMMUTABLE would be.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE inbox_message SET (toast_tuple_target = 4080);
ALTER FUNCTION unsilo_prefix(text) IMMUTABLE;
"""
BACKWARD = """
ALTER FUNCTION unsilo_prefix(text) STABLE;
ALTER TABLE inbox_message RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_search")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
