-- What is never changed, for whoever connects, the schema's owner included. Run by `stembus migrate`.
--
-- A guard stops a statement, not the owner who takes the guard away: that shows on the boards, whose
-- signed checkpoints others keep.

-- Whether somebody holds the deletion, objected or asked for a recount; or a fortnight ago still did
-- (retention/queries.py). It stops who deletes too early or without the election's lock.
CREATE OR REPLACE FUNCTION stembus_held(election uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM retention_hold h WHERE h.election_id = $1
        AND (h.ended_at IS NULL OR h.ended_at > clock_timestamp() - make_interval(days => 14))
        AND (h.until IS NULL OR h.until > clock_timestamp() - make_interval(days => 14))
    ) OR EXISTS (
        SELECT FROM proceedings_objection o
        LEFT JOIN proceedings_ruling r ON r.objection_id = o.id WHERE o.election_id = $1
        AND (r.at IS NULL OR r.at > clock_timestamp() - make_interval(days => 14))
    ) OR EXISTS (
        SELECT FROM proceedings_recount c
        LEFT JOIN proceedings_recountreport p ON p.recount_id = c.id
        WHERE c.election_id = $1 AND p.recount_id IS NULL
    );
$$;

-- Whether an election has been kept as long as its terms ask (elections/terms.py), by the database's
-- clock: `kept` is 'archive' or 'record'.
CREATE OR REPLACE FUNCTION stembus_may_delete(election uuid, kept text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(bool_or(clock_timestamp() >= make_interval(days => CASE
        WHEN kept = 'archive' OR e.concluded_at IS NULL THEN e.keep_archive ELSE e.keep_record
    END) + CASE
        WHEN e.concluded_at IS NOT NULL THEN e.concluded_at
        WHEN e.phase NOT IN ('draft', 'ready') THEN e.closes_at + make_interval(days => 366)
        WHEN e.opens_at IS NULL THEN e.changed_at
    END), false) FROM elections_election e WHERE e.id = $1;
$$;

-- The election that a row belongs to, by the column that leads there.
CREATE OR REPLACE FUNCTION stembus_election_of(via text, id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE via
        WHEN 'election_id' THEN id
        WHEN 'poll_id' THEN (SELECT election_id FROM elections_poll p WHERE p.id = $2)
        WHEN 'objection_id' THEN (SELECT election_id FROM proceedings_objection o WHERE o.id = $2)
        WHEN 'recount_id' THEN (SELECT election_id FROM proceedings_recount r WHERE r.id = $2)
    END;
$$;

-- Without arguments: not even in time.
CREATE OR REPLACE FUNCTION stembus_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about uuid;
    -- Where there are no roles for processes, all of them are one that may delete in time.
    retains boolean := current_user = 'stembus_retention'
        OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stembus_retention');
BEGIN
    IF TG_OP = 'DELETE' AND TG_NARGS = 2 AND retains THEN
        about := stembus_election_of(TG_ARGV[0], (to_jsonb(OLD) ->> TG_ARGV[0])::uuid);
        -- Rulings and reports go before what they are about, which then looks undecided.
        IF stembus_may_delete(about, TG_ARGV[1]) AND (
            TG_TABLE_NAME IN ('proceedings_objection', 'proceedings_recount')
            OR NOT stembus_held(about)
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    -- The trail has one term for the whole installation, a year at least.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_entry' AND retains
    AND (to_jsonb(OLD) ->> 'at')::timestamptz < clock_timestamp() - make_interval(days => 366) THEN
        RETURN OLD;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = format('%s is append only', TG_TABLE_NAME);
END $$;

-- But that rules are emptied in time. Other roles may not even ask whether it is: so that comes last.
CREATE OR REPLACE FUNCTION stembus_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    field text;
    before text;
    after text;
    retains boolean := current_user = 'stembus_retention'
        OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stembus_retention');
BEGIN
    FOREACH field IN ARRAY TG_ARGV LOOP
        before := to_jsonb(OLD) ->> field;
        after := to_jsonb(NEW) ->> field;
        IF before <> '' AND before IS DISTINCT FROM after THEN
            IF retains AND field = 'rules' AND after = '' THEN
                CONTINUE WHEN stembus_may_delete(OLD.id, 'record');
            END IF;
            RAISE insufficient_privilege
            USING MESSAGE = format('%s.%s is written once', TG_TABLE_NAME, field);
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

DO $$
DECLARE
    guarded text;
    via text;
    kept text;
BEGIN
    -- The table, the column that leads to the election, and which of its terms counts.
    FOR guarded, via, kept IN VALUES
        ('ballots_ballot', 'poll_id', 'archive'),
        ('board_record', 'poll_id', 'archive'),
        ('board_checkpoint', 'poll_id', 'archive'),
        ('tallies_encryptedtally', 'poll_id', 'archive'),
        ('tallies_partialdecryption', 'poll_id', 'archive'),
        ('elections_addition', 'poll_id', 'archive'),
        ('tallies_result', 'poll_id', 'record'),
        ('proceedings_lot', 'poll_id', 'record'),
        ('proceedings_departure', 'poll_id', 'record'),
        ('proceedings_incident', 'election_id', 'record'),
        ('proceedings_officialrecord', 'election_id', 'record'),
        ('proceedings_objection', 'election_id', 'record'),
        ('proceedings_ruling', 'objection_id', 'record'),
        ('proceedings_recount', 'election_id', 'record'),
        ('proceedings_recountreport', 'recount_id', 'record'),
        ('audit_entry', NULL, NULL)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION stembus_append_only(%s)',
            guarded, quote_literal(via) || ', ' || quote_literal(kept)
        );
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER append_only_all BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION stembus_append_only()', guarded
        );
    END LOOP;
END $$;

-- A draft goes with its changes; they are never altered.
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE ON rolls_change
FOR EACH ROW EXECUTE FUNCTION stembus_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE ON elections_rollsalt
FOR EACH ROW EXECUTE FUNCTION stembus_append_only();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE ON elections_publiccredential
FOR EACH ROW EXECUTE FUNCTION stembus_append_only();
-- What the opening froze.
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE ON elections_election
FOR EACH ROW EXECUTE FUNCTION stembus_written_once('rules', 'opened_at');
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE ON elections_poll
FOR EACH ROW EXECUTE FUNCTION stembus_written_once('definition', 'trustee_keys');
CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE ON elections_revocation
FOR EACH ROW EXECUTE FUNCTION stembus_written_once('revoked', 'replacement');
