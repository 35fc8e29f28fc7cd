from django.db import migrations

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
"""
NO_GUARDS = """
DROP TRIGGER entry_balances ON commerce_posting;
DROP FUNCTION check_entry_balances();
DROP TRIGGER posting_never_changes ON commerce_posting;
DROP TRIGGER entry_never_changes ON commerce_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
