"""The search column follows its message in the database, so that COPY and imports are found too."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inbox_message_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search :=
        setweight(to_tsvector('unsilo', NEW.subject), 'A')
        || setweight(to_tsvector('unsilo', left(NEW.text, 100000)), 'B')
        || setweight(to_tsvector('unsilo', NEW.author_name || ' ' || NEW.author_address), 'C')
        || setweight(to_tsvector('unsilo', replace(replace(NEW.file_names, '_', ' '), '.', ' ')
                                           || ' ' || NEW.file_names), 'D');
    RETURN NEW;
END $$;
CREATE FUNCTION unsilo_prefix(word text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT COALESCE(
        (SELECT string_agg(quote_literal(lexeme) || ':*', ' & ')
           FROM unnest(to_tsvector('unsilo', word)))::tsquery,
        ''::tsquery
    )
$$;
CREATE TRIGGER message_search
    BEFORE INSERT OR UPDATE OF subject, text, author_name, author_address, file_names
    ON inbox_message FOR EACH ROW EXECUTE FUNCTION inbox_message_search();
"""
BACKWARD = """
DROP TRIGGER message_search ON inbox_message;
DROP FUNCTION inbox_message_search();
DROP FUNCTION unsilo_prefix(text);
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
