-- One role for each process, and one that owns the schema. Run once by a superuser, in the database
-- of the installation, before `stembus migrate`; again when a process is added. It can be repeated.
-- A role has no password: a process proves by its certificate which one it is.

DO $$
DECLARE
    process text;
    connections int;
BEGIN
    FOR process, connections IN VALUES
        ('owner', 4),
        ('organiser', 64), ('booth', 64), ('board', 64), ('feedback', 16),
        ('registrar', 8), ('sequencer', 8), ('tallier', 8), ('mailer', 8), ('checker', 8),
        ('retention', 8), ('shipper', 4)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stembus_' || process) THEN
            EXECUTE format('CREATE ROLE %I', 'stembus_' || process);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION '
            'NOBYPASSRLS PASSWORD NULL CONNECTION LIMIT %s', 'stembus_' || process, connections
        );
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO stembus_owner', current_database());
END $$;
ALTER SCHEMA public OWNER TO stembus_owner;
