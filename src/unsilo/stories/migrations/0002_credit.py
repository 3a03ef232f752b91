"""Shares of a story and metric are 100 at most, whoever writes them and however many at once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION stories_credit_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total integer;
BEGIN
    -- Two writers of one story wait for each other, or each would miss what the other adds.
    PERFORM 1 FROM stories_story WHERE id = NEW.story_id FOR UPDATE;
    SELECT coalesce(sum(percent), 0) INTO total FROM stories_credit
     WHERE story_id = NEW.story_id AND metric = NEW.metric;
    IF total > 100 THEN
        RAISE EXCEPTION 'credit above 100 percent' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'credit_never_above_100';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stories_credit_share AFTER INSERT OR UPDATE ON stories_credit
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION stories_credit_share();
"""
BACKWARD = """
DROP TRIGGER stories_credit_share ON stories_credit;
DROP FUNCTION stories_credit_share();
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
