-- Row-level security: a session of the organiser's process reaches the rows that its person, or the
-- page with a token, is about, and no other, also where a view forgets to filter. Other processes
-- work for all elections: of them only grants say what they may. Run by `stembus migrate` where the
-- roles exist.
--
-- The process says who asks (src/stembus/apps/organiser/reach.py):
--   stembus.person    the person's key; nobody: a page without log-in
--   stembus.election  the key of the election that the page is about, or, without a person, of the
--                     election, trustee or code authority that the page with a token is about
--   stembus.operator  'on' on an operator's own pages: who has which role where, and no roll
--
-- `= ANY ((SELECT …)::uuid[])` is computed once for a statement, and an index can be searched by it.
-- PARALLEL SAFE: or counting all deliveries of an election would be left to one core.

CREATE OR REPLACE FUNCTION stembus_setting(name text) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('stembus.' || name, true), '')::uuid;
$$;

-- The elections that the session reaches. It reads appointments past their own policy.
CREATE OR REPLACE FUNCTION stembus_elections() RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    who uuid := stembus_setting('person');
    about uuid := stembus_setting('election');
BEGIN
    IF who IS NULL THEN
        RETURN ARRAY(
            SELECT id FROM elections_election WHERE id = about
            UNION ALL SELECT election_id FROM elections_trustee WHERE id = about
            UNION ALL SELECT election_id FROM elections_codeauthority WHERE id = about
        );
    END IF;
    RETURN ARRAY(
        SELECT a.election_id FROM people_appointment a
        WHERE a.person_id = who AND (a.until IS NULL OR a.until > statement_timestamp())
        AND a.election_id IS NOT NULL AND (about IS NULL OR a.election_id = about)
        UNION
        SELECT e.id FROM people_appointment a
        JOIN elections_election e ON e.organisation_id = a.organisation_id
        WHERE a.person_id = who AND (a.until IS NULL OR a.until > statement_timestamp())
        AND (about IS NULL OR e.id = about)
        UNION
        SELECT e.id FROM people_emergency m
        JOIN people_person p ON p.id = m.person_id AND p.operator AND p.is_active
        JOIN elections_election e ON e.id = m.election_id OR e.organisation_id = m.organisation_id
        WHERE m.person_id = who AND m.until > statement_timestamp() AND m.ended_at IS NULL
        AND (about IS NULL OR e.id = about)
    );
END $$;

-- The organisations in which the session's person organises.
CREATE OR REPLACE FUNCTION stembus_organised() RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT a.organisation_id FROM people_appointment a
        WHERE a.person_id = stembus_setting('person') AND a.role = 'organiser'
        AND a.organisation_id IS NOT NULL
        AND (a.until IS NULL OR a.until > statement_timestamp())
    );
END $$;

-- Those in which one has any role, and those of the elections that one reaches.
CREATE OR REPLACE FUNCTION stembus_organisations() RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT a.organisation_id FROM people_appointment a
        WHERE a.person_id = stembus_setting('person') AND a.organisation_id IS NOT NULL
        AND (a.until IS NULL OR a.until > statement_timestamp())
        UNION
        SELECT organisation_id FROM elections_election WHERE id = ANY (stembus_elections())
    );
END $$;

CREATE OR REPLACE FUNCTION stembus_operates() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('stembus.operator', true), '') = 'on';
$$;

-- All roles see all rows, as far as grants let them; the organiser's sees what `reached` says.
CREATE OR REPLACE PROCEDURE pg_temp.limit_rows(
    limited text, reached text, added text DEFAULT NULL, deleted text DEFAULT NULL,
    changed text DEFAULT NULL
) LANGUAGE plpgsql AS $$
DECLARE
    stale text;
BEGIN
    FOR stale IN SELECT policyname FROM pg_policies WHERE tablename = limited LOOP
        EXECUTE format('DROP POLICY %I ON %I', stale, limited);
    END LOOP;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', limited);
    EXECUTE format('CREATE POLICY by_grant ON %I USING (true) WITH CHECK (true)', limited);
    EXECUTE format(
        'CREATE POLICY organiser_sees ON %I AS RESTRICTIVE FOR SELECT TO stembus_organiser '
        'USING (%s)', limited, reached
    );
    EXECUTE format(
        'CREATE POLICY organiser_adds ON %I AS RESTRICTIVE FOR INSERT TO stembus_organiser '
        'WITH CHECK (%s)', limited, coalesce(added, reached)
    );
    EXECUTE format(
        'CREATE POLICY organiser_changes ON %I AS RESTRICTIVE FOR UPDATE TO stembus_organiser '
        'USING (%s) WITH CHECK (%s)', limited, reached, coalesce(changed, reached)
    );
    EXECUTE format(
        'CREATE POLICY organiser_deletes ON %I AS RESTRICTIVE FOR DELETE TO stembus_organiser '
        'USING (%s)', limited, coalesce(deleted, reached)
    );
END $$;

DO $$
DECLARE
    limited text;
    parent text;
    child text;
    mine text := '= ANY ((SELECT stembus_elections())::uuid[])';
    my_organisations text := '= ANY ((SELECT stembus_organisations())::uuid[])';
    organised text := '= ANY ((SELECT stembus_organised())::uuid[])';
    operates text := '(SELECT stembus_operates())';
    -- What is deleted with a draft alone: of an election that was held things must be kept.
    draft text := 'ANY (ARRAY(SELECT id FROM elections_election WHERE phase IN (''draft'', ''ready'')))';
BEGIN
    CALL pg_temp.limit_rows(
        'elections_election', format('id %s OR %s', mine, operates),
        'organisation_id ' || organised,
        format('id %s AND phase IN (''draft'', ''ready'')', mine)
    );
    CALL pg_temp.limit_rows(
        'elections_organisation', format('id %s OR %s', my_organisations, operates), operates,
        changed := 'false'
    );
    CALL pg_temp.limit_rows(
        'people_appointment',
        format(
            'person_id = (SELECT stembus_setting(''person'')) OR election_id %s '
            'OR organisation_id %s OR %s', mine, my_organisations, operates
        ),
        format(
            'election_id %s OR organisation_id %s OR (%s AND election_id IS NULL)',
            mine, organised, operates
        ),
        changed := format('election_id %s OR organisation_id %s', mine, my_organisations)
    );
    CALL pg_temp.limit_rows(
        'people_emergency',
        format(
            'person_id = (SELECT stembus_setting(''person'')) OR election_id %s '
            'OR organisation_id %s OR %s', mine, my_organisations, operates
        ),
        operates
    );
    -- What is about an account belongs to no election: it is queued, and what became of it is seen
    -- by whoever sees the person's roles.
    CALL pg_temp.limit_rows(
        'outbox_delivery',
        format(
            'election_id %s OR (election_id IS NULL AND '
            'person = ANY (ARRAY(SELECT person_id FROM people_appointment)))', mine
        ),
        format('election_id %s OR election_id IS NULL', mine),
        changed := 'election_id ' || mine
    );
    CALL pg_temp.limit_rows(
        'outbox_message', 'election_id ' || mine,
        format('election_id %s OR election_id IS NULL', mine)
    );
    CALL pg_temp.limit_rows(
        'audit_entry', format('election %s OR (%s AND election IS NULL)', mine, operates), 'true'
    );
    FOREACH limited IN ARRAY ARRAY['elections_trustee', 'elections_codeauthority'] LOOP
        CALL pg_temp.limit_rows(
            limited, format('election_id %s OR %s', mine, operates), 'election_id ' || mine,
            'election_id ' || mine, 'election_id ' || mine
        );
    END LOOP;
    CALL pg_temp.limit_rows('retention_deletion', 'election ' || mine);

    FOREACH limited IN ARRAY ARRAY[
        'rolls_voter', 'rolls_upload', 'outbox_wording', 'outbox_pause', 'outbox_reminder',
        'proceedings_incident', 'proceedings_officialrecord', 'proceedings_objection',
        'proceedings_recount'
    ] LOOP
        CALL pg_temp.limit_rows(limited, 'election_id ' || mine);
    END LOOP;
    FOREACH limited IN ARRAY ARRAY[
        'elections_poll', 'elections_rollsalt', 'elections_datakey', 'rolls_change',
        'proposals_proposal',
        'codes_reissue', 'outbox_printrun', 'retention_hold'
    ] LOOP
        CALL pg_temp.limit_rows(
            limited, 'election_id ' || mine, NULL, 'election_id = ' || draft
        );
    END LOOP;

    -- A child is seen if its parent is.
    FOR limited, parent IN VALUES
        ('elections_question', 'elections_poll'),
        ('elections_publiccredential', 'elections_poll'),
        ('elections_revocation', 'elections_poll'),
        ('elections_addition', 'elections_poll'),
        ('codes_link', 'elections_poll'),
        ('codes_spare', 'elections_poll'),
        ('board_record', 'elections_poll'),
        ('board_checkpoint', 'elections_poll'),
        ('tallies_encryptedtally', 'elections_poll'),
        ('tallies_partialdecryption', 'elections_poll'),
        ('tallies_result', 'elections_poll'),
        ('proceedings_lot', 'elections_poll'),
        ('proceedings_departure', 'elections_poll'),
        ('elections_candidatelist', 'elections_question'),
        ('elections_candidate', 'elections_question'),
        ('elections_handedin', 'elections_codeauthority'),
        ('rolls_stagedrow', 'rolls_upload'),
        ('proceedings_ruling', 'proceedings_objection'),
        ('proceedings_recountreport', 'proceedings_recount')
    LOOP
        child := CASE parent
            WHEN 'elections_codeauthority' THEN 'authority' ELSE split_part(parent, '_', 2)
        END || '_id = ANY (ARRAY(SELECT id FROM %I%s))';
        CALL pg_temp.limit_rows(
            limited, format(child, parent, ''), NULL,
            CASE parent WHEN 'elections_poll'
                THEN format(child, parent, ' WHERE election_id = ' || draft) END
        );
    END LOOP;
END $$;
