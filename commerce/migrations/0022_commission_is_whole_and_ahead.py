"""Rates are refused that leave open what applies, or that begin in the past."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION refuse_commission_with_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said commerce_commissionschedule%ROWTYPE;
BEGIN
    IF TG_TABLE_NAME = 'commerce_commissionschedule' THEN
        SELECT * INTO said FROM commerce_commissionschedule WHERE id = NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT * INTO said FROM commerce_commissionschedule WHERE id = OLD.schedule_id;
    ELSE
        SELECT * INTO said FROM commerce_commissionschedule WHERE id = NEW.schedule_id;
    END IF;
    IF said.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM commerce_commissionbracket WHERE schedule_id = said.id AND over_cents = 0
    ) THEN
        RAISE EXCEPTION 'a commission schedule has a bracket from 0'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM commerce_commissionbracket
        WHERE schedule_id = said.id AND basis_points < said.floor_basis_points
    ) THEN
        RAISE EXCEPTION 'no bracket of a commission schedule is under its least rate'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Deferred: a schedule is written row by row, and judged when the transaction commits.
CREATE CONSTRAINT TRIGGER commission_schedule_is_whole
    AFTER INSERT OR UPDATE ON commerce_commissionschedule
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_commission_with_gaps();

CREATE CONSTRAINT TRIGGER commission_bracket_leaves_its_schedule_whole
    AFTER INSERT OR UPDATE OR DELETE ON commerce_commissionbracket
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_commission_with_gaps();

CREATE FUNCTION refuse_commission_in_the_past() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begins timestamptz;
BEGIN
    IF TG_TABLE_NAME = 'commerce_commissionschedule' THEN
        begins := NEW.effective_from;
    ELSE
        SELECT effective_from INTO begins
        FROM commerce_commissionschedule WHERE id = NEW.schedule_id;
    END IF;
    IF begins <= now() THEN
        RAISE EXCEPTION 'commission begins later than now'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER commission_schedule_begins_later
    BEFORE INSERT OR UPDATE OF effective_from ON commerce_commissionschedule
    FOR EACH ROW EXECUTE FUNCTION refuse_commission_in_the_past();

CREATE TRIGGER commission_bracket_joins_before_its_schedule_applies
    BEFORE INSERT OR UPDATE OF schedule_id ON commerce_commissionbracket
    FOR EACH ROW EXECUTE FUNCTION refuse_commission_in_the_past();
"""
NO_GUARDS = """
DROP TRIGGER commission_bracket_joins_before_its_schedule_applies ON commerce_commissionbracket;
DROP TRIGGER commission_schedule_begins_later ON commerce_commissionschedule;
DROP FUNCTION refuse_commission_in_the_past();
DROP TRIGGER commission_bracket_leaves_its_schedule_whole ON commerce_commissionbracket;
DROP TRIGGER commission_schedule_is_whole ON commerce_commissionschedule;
DROP FUNCTION refuse_commission_with_gaps();
"""


class Migration(migrations.Migration):
    dependencies = [("commerce", "0021_disputes")]
    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
