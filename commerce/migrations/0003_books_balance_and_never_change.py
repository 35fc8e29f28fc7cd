"""What the database refuses by itself: in the books, in receipts, and in commission that applies.

After the first rates, which began before there was anything to sell.
"""

from django.db import migrations

# `forbid_change` is the kernel's. Another rate is another row, and another receipt corrects one.
GUARDS = """
CREATE TRIGGER entry_never_changes BEFORE UPDATE OR DELETE ON commerce_entry
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TRIGGER posting_never_changes BEFORE UPDATE OR DELETE ON commerce_posting
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE FUNCTION check_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM commerce_posting posting
        JOIN commerce_account account ON account.id = posting.account_id
        WHERE posting.entry_id = NEW.entry_id
        GROUP BY account.currency
        HAVING sum(posting.amount_cents) <> 0
    ) THEN
        RAISE EXCEPTION 'the postings of entry % do not add up to zero', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
    END IF;
    RETURN NULL;
END $$;

-- Deferred: an entry is written posting by posting, and judged when the transaction commits.
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON commerce_posting
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_entry_balances();

CREATE TRIGGER receipt_never_changes BEFORE UPDATE OR DELETE ON commerce_receipt
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE TRIGGER sale_never_changes BEFORE UPDATE OR DELETE ON commerce_sale
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE FUNCTION forbid_change_of_past_commission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz;
BEGIN
    IF TG_TABLE_NAME = 'commerce_commissionschedule' THEN
        began := OLD.effective_from;
    ELSE
        SELECT effective_from INTO began
        FROM commerce_commissionschedule WHERE id = OLD.schedule_id;
    END IF;
    IF began <= now() THEN
        RAISE EXCEPTION 'commission that applies already is never changed or deleted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER commission_schedule_never_changes_once_it_applies
    BEFORE UPDATE OR DELETE ON commerce_commissionschedule
    FOR EACH ROW EXECUTE FUNCTION forbid_change_of_past_commission();

CREATE TRIGGER commission_bracket_never_changes_once_it_applies
    BEFORE UPDATE OR DELETE ON commerce_commissionbracket
    FOR EACH ROW EXECUTE FUNCTION forbid_change_of_past_commission();

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
DROP TRIGGER commission_bracket_never_changes_once_it_applies ON commerce_commissionbracket;
DROP TRIGGER commission_schedule_never_changes_once_it_applies ON commerce_commissionschedule;
DROP FUNCTION forbid_change_of_past_commission();
DROP TRIGGER sale_never_changes ON commerce_sale;
DROP TRIGGER receipt_never_changes ON commerce_receipt;
DROP TRIGGER entry_balances ON commerce_posting;
DROP FUNCTION check_entry_balances();
DROP TRIGGER posting_never_changes ON commerce_posting;
DROP TRIGGER entry_never_changes ON commerce_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("commerce", "0002_first_rates_and_plans")]
    replaces = [
        ("commerce", "0020_payouts"),
        ("commerce", "0021_disputes"),
        ("commerce", "0022_commission_is_whole_and_ahead"),
        ("commerce", "0023_longer_names_and_times_of_events"),
    ]
    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
