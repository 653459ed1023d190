-- Made from deploy/processes.yml by `python -m deploy.grants`: change it there.
-- Run by `stembus migrate` as the schema's owner, after policies.sql. It takes back everything and
-- then gives each process what its row says, so that nothing that was given by hand stays.

ALTER DEFAULT PRIVILEGES FOR ROLE stembus_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC, stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper;
REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC, stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper;
GRANT USAGE ON SCHEMA public TO stembus_organiser, stembus_booth, stembus_board, stembus_feedback, stembus_registrar, stembus_sequencer, stembus_tallier, stembus_mailer, stembus_checker, stembus_retention, stembus_shipper;

-- organiser: the committee's pages, and the trustees'
GRANT SELECT, INSERT, UPDATE ("last_login", "link_sent_at", "operator", "operator_since", "operator_by") ON people_person TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("until", "last_used_at"), DELETE ON people_appointment TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("decided_by_id", "decided_at", "until", "ended_at", "ended_by"), DELETE ON people_emergency TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("name") ON elections_organisation TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("name", "description", "language", "phase", "opens_at", "closes_at", "opened_at", "edition", "changed_at", "codes_made", "keep_voters", "keep_messages", "keep_archive", "keep_record"), DELETE ON elections_election TO stembus_organiser;
GRANT SELECT ("election_id"), DELETE ON elections_rollsalt TO stembus_organiser;
GRANT SELECT, INSERT ON elections_knownkey TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON elections_datakey TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("name"), DELETE ON elections_poll TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON elections_question TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON elections_candidatelist TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON elections_candidate TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("token_hash", "key"), DELETE ON elections_trustee TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("token_hash"), DELETE ON elections_codeauthority TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON elections_handedin TO stembus_organiser;
GRANT SELECT, DELETE ON elections_publiccredential TO stembus_organiser;
GRANT SELECT ON elections_revocation TO stembus_organiser;
GRANT SELECT ON elections_addition TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON rolls_voter TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON rolls_change TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON rolls_upload TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON rolls_stagedrow TO stembus_organiser;
GRANT SELECT ON board_record TO stembus_organiser;
GRANT SELECT ON board_checkpoint TO stembus_organiser;
GRANT SELECT ON tallies_encryptedtally TO stembus_organiser;
GRANT SELECT, INSERT ON tallies_partialdecryption TO stembus_organiser;
GRANT SELECT ON tallies_result TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_lot TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_incident TO stembus_organiser;
GRANT SELECT ON proceedings_officialrecord TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_departure TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_objection TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_ruling TO stembus_organiser;
GRANT SELECT, INSERT ON proceedings_recount TO stembus_organiser;
GRANT SELECT ON proceedings_recountreport TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("outcome", "decided_by", "decided_at"), DELETE ON proposals_proposal TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON codes_reissue TO stembus_organiser;
GRANT SELECT ("voter", "poll_id"), DELETE ON codes_link TO stembus_organiser;
GRANT SELECT ("id", "poll_id", "weight", "reserved_for"), DELETE ON codes_spare TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("state", "changed_at", "last_error"), DELETE ON outbox_delivery TO stembus_organiser;
GRANT SELECT ("delivery_id", "election_id", "key_id", "addressee", "not_before", "run_id"), INSERT, UPDATE ("to", "not_before"), DELETE ON outbox_message TO stembus_organiser;
GRANT SELECT, DELETE ON outbox_printrun TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_wording TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON outbox_pause TO stembus_organiser;
GRANT SELECT, INSERT, DELETE ON outbox_reminder TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ("until", "ended_at", "ended_by"), DELETE ON retention_hold TO stembus_organiser;
GRANT SELECT ON retention_deletion TO stembus_organiser;
GRANT SELECT, INSERT ON audit_entry TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON usersessions_usersession TO stembus_organiser;
GRANT SELECT ON account_emailaddress TO stembus_organiser;
GRANT SELECT ON socialaccount_socialapp TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE ON socialaccount_socialaccount TO stembus_organiser;
GRANT SELECT, INSERT, UPDATE, DELETE ON organiser_cache TO stembus_organiser;
GRANT EXECUTE ON FUNCTION stembus_setting TO stembus_organiser;
GRANT EXECUTE ON FUNCTION stembus_elections TO stembus_organiser;
GRANT EXECUTE ON FUNCTION stembus_organisations TO stembus_organiser;
GRANT EXECUTE ON FUNCTION stembus_organised TO stembus_organiser;
GRANT EXECUTE ON FUNCTION stembus_operates TO stembus_organiser;
GRANT EXECUTE ON FUNCTION outbox_begun_since TO stembus_organiser;

-- booth: checks ballots, stores them, gives receipts
GRANT SELECT ("id", "name", "phase", "opens_at", "closes_at") ON elections_election TO stembus_booth;
GRANT SELECT ("id", "election_id", "name", "position", "uuid", "definition") ON elections_poll TO stembus_booth;
GRANT SELECT ON elections_publiccredential TO stembus_booth;
GRANT SELECT ("poll_id", "key", "revoked") ON elections_revocation TO stembus_booth;
GRANT INSERT, SELECT ("poll_id", "tracker") ON ballots_ballot TO stembus_booth;
GRANT INSERT ON audit_entry TO stembus_booth;

-- board: shows what is published
GRANT SELECT ("id", "name", "group", "phase", "opens_at", "closes_at", "opened_at", "changed_at", "concluded_at", "keep_voters", "keep_messages", "keep_archive", "keep_record", "rules") ON elections_election TO stembus_board;
GRANT SELECT ON elections_poll TO stembus_board;
GRANT SELECT ON elections_publiccredential TO stembus_board;
GRANT SELECT ("poll_id", "key", "revoked", "withdrawn") ON elections_revocation TO stembus_board;
GRANT SELECT ("poll_id", "key") ON elections_addition TO stembus_board;
GRANT SELECT ON board_record TO stembus_board;
GRANT SELECT ON board_checkpoint TO stembus_board;
GRANT SELECT ON tallies_result TO stembus_board;
GRANT SELECT ON proceedings_lot TO stembus_board;
GRANT SELECT ON proceedings_officialrecord TO stembus_board;
GRANT SELECT ON retention_deletion TO stembus_board;

-- feedback: takes the mail provider's reports
GRANT SELECT ("id", "state", "last_error", "provider_id"), UPDATE ("state", "changed_at", "last_error", "provider_id") ON outbox_delivery TO stembus_feedback;
GRANT SELECT ("delivery_id"), DELETE ON outbox_message TO stembus_feedback;

-- registrar: makes voting codes, opens, replaces codes, prints letters, reminds, forgets
GRANT SELECT, UPDATE ("phase", "opens_at", "closes_at", "opened_at", "changed_at", "codes_made", "rules") ON elections_election TO stembus_registrar;
GRANT SELECT, INSERT ON elections_knownkey TO stembus_registrar;
GRANT SELECT ON elections_datakey TO stembus_registrar;
GRANT INSERT ON elections_rollsalt TO stembus_registrar;
GRANT SELECT, UPDATE ("definition", "trustee_keys", "spares") ON elections_poll TO stembus_registrar;
GRANT SELECT ON elections_question TO stembus_registrar;
GRANT SELECT ON elections_candidatelist TO stembus_registrar;
GRANT SELECT ON elections_candidate TO stembus_registrar;
GRANT SELECT ("id", "election_id", "position", "key") ON elections_trustee TO stembus_registrar;
GRANT SELECT ("id", "election_id", "name", "email") ON elections_codeauthority TO stembus_registrar;
GRANT SELECT ON elections_handedin TO stembus_registrar;
GRANT SELECT ("poll_id"), INSERT ON elections_publiccredential TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE ("replacement", "withdrawn") ON elections_revocation TO stembus_registrar;
GRANT INSERT ON elections_addition TO stembus_registrar;
GRANT SELECT ON rolls_voter TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE, DELETE ON codes_link TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE ("reserved_for"), DELETE ON codes_spare TO stembus_registrar;
GRANT SELECT, UPDATE ("state") ON codes_reissue TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE ("state", "started_at", "changed_at", "attempts") ON outbox_delivery TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE ("run_id"), DELETE ON outbox_message TO stembus_registrar;
GRANT SELECT, INSERT, UPDATE ("handed_over_at", "handed_to"), DELETE ON outbox_printrun TO stembus_registrar;
GRANT SELECT ON outbox_wording TO stembus_registrar;
GRANT SELECT ON outbox_pause TO stembus_registrar;
GRANT SELECT, UPDATE ("posted_at") ON outbox_reminder TO stembus_registrar;
GRANT INSERT ON audit_entry TO stembus_registrar;

-- sequencer: gives ballots their place on the board, signs checkpoints
GRANT SELECT ON elections_election TO stembus_sequencer;
GRANT SELECT ON elections_poll TO stembus_sequencer;
GRANT SELECT ("poll_id", "key", "weight") ON elections_publiccredential TO stembus_sequencer;
GRANT SELECT, UPDATE ("revoked") ON elections_revocation TO stembus_sequencer;
GRANT SELECT ON ballots_ballot TO stembus_sequencer;
GRANT SELECT, INSERT ON board_record TO stembus_sequencer;
GRANT INSERT, SELECT ("poll_id", "made_at") ON board_checkpoint TO stembus_sequencer;
GRANT SELECT ON tallies_encryptedtally TO stembus_sequencer;
GRANT SELECT ON tallies_partialdecryption TO stembus_sequencer;
GRANT SELECT ON tallies_result TO stembus_sequencer;
GRANT SELECT ("position", "hash") ON audit_entry TO stembus_sequencer;

-- tallier: adds up, checks decryptions, computes the result, makes the record
GRANT SELECT, UPDATE ("phase", "concluded_at") ON elections_election TO stembus_tallier;
GRANT SELECT ON elections_poll TO stembus_tallier;
GRANT SELECT ("poll_id", "key", "weight") ON elections_publiccredential TO stembus_tallier;
GRANT SELECT ON elections_revocation TO stembus_tallier;
GRANT SELECT ON elections_addition TO stembus_tallier;
GRANT SELECT ("id", "election_id") ON elections_trustee TO stembus_tallier;
GRANT SELECT ON board_record TO stembus_tallier;
GRANT SELECT, INSERT ON tallies_encryptedtally TO stembus_tallier;
GRANT SELECT ON tallies_partialdecryption TO stembus_tallier;
GRANT SELECT, INSERT ON tallies_result TO stembus_tallier;
GRANT SELECT ON proceedings_lot TO stembus_tallier;
GRANT SELECT ON proceedings_incident TO stembus_tallier;
GRANT SELECT, INSERT ON proceedings_officialrecord TO stembus_tallier;
GRANT SELECT ON proceedings_recount TO stembus_tallier;
GRANT SELECT, INSERT ON proceedings_recountreport TO stembus_tallier;
GRANT INSERT ON audit_entry TO stembus_tallier;

-- mailer: sends the outbox
GRANT SELECT ("id", "election_id", "channel", "state", "started_at", "attempts"), UPDATE ("state", "started_at", "changed_at", "attempts", "last_error", "provider_id") ON outbox_delivery TO stembus_mailer;
GRANT SELECT ("delivery_id", "election_id", "to", "content", "not_before"), UPDATE ("not_before"), DELETE ON outbox_message TO stembus_mailer;
GRANT SELECT ON outbox_pause TO stembus_mailer;

-- checker: checks files with a roll, takes off the roll whose codes are blocked
GRANT SELECT, UPDATE ("edition", "changed_at") ON elections_election TO stembus_checker;
GRANT SELECT ON elections_datakey TO stembus_checker;
GRANT SELECT ON elections_poll TO stembus_checker;
GRANT SELECT, UPDATE ("language"), DELETE ON rolls_voter TO stembus_checker;
GRANT INSERT ON rolls_change TO stembus_checker;
GRANT SELECT, UPDATE ("state", "fault", "fault_details", "counts", "checker", "claimed_until"), DELETE ON rolls_upload TO stembus_checker;
GRANT SELECT ("upload_id"), INSERT, DELETE ON rolls_stagedrow TO stembus_checker;
GRANT SELECT ON codes_reissue TO stembus_checker;
GRANT SELECT ("id", "election_id", "voter", "kind", "state"), UPDATE ("state", "changed_at") ON outbox_delivery TO stembus_checker;
GRANT SELECT ("delivery_id"), DELETE ON outbox_message TO stembus_checker;
GRANT INSERT ON audit_entry TO stembus_checker;

-- retention: deletes what has been kept long enough, ends what was given for a time
GRANT SELECT ("election_id"), DELETE ON people_appointment TO stembus_retention;
GRANT SELECT, UPDATE ("ended_at"), DELETE ON people_emergency TO stembus_retention;
GRANT SELECT ON elections_organisation TO stembus_retention;
GRANT SELECT, UPDATE ("phase", "edition", "rules", "description"), DELETE ON elections_election TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON elections_rollsalt TO stembus_retention;
GRANT SELECT ("election_id", "scope"), DELETE ON elections_datakey TO stembus_retention;
GRANT SELECT, DELETE ON elections_poll TO stembus_retention;
GRANT SELECT ("id", "poll_id"), DELETE ON elections_question TO stembus_retention;
GRANT SELECT ("question_id"), DELETE ON elections_candidatelist TO stembus_retention;
GRANT SELECT ("question_id"), DELETE ON elections_candidate TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON elections_trustee TO stembus_retention;
GRANT SELECT ("id", "election_id"), DELETE ON elections_codeauthority TO stembus_retention;
GRANT SELECT ("authority_id"), DELETE ON elections_handedin TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON elections_publiccredential TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON elections_revocation TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON elections_addition TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON rolls_voter TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON rolls_change TO stembus_retention;
GRANT SELECT ("id", "election_id"), DELETE ON rolls_upload TO stembus_retention;
GRANT SELECT ("id", "upload_id"), DELETE ON rolls_stagedrow TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON ballots_ballot TO stembus_retention;
GRANT SELECT, DELETE ON board_record TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON board_checkpoint TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON tallies_encryptedtally TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON tallies_partialdecryption TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON tallies_result TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON proceedings_lot TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON proceedings_incident TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON proceedings_officialrecord TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON proceedings_departure TO stembus_retention;
GRANT SELECT ("id", "election_id"), DELETE ON proceedings_objection TO stembus_retention;
GRANT SELECT ("objection_id", "at"), DELETE ON proceedings_ruling TO stembus_retention;
GRANT SELECT ("id", "election_id"), DELETE ON proceedings_recount TO stembus_retention;
GRANT SELECT ("recount_id"), DELETE ON proceedings_recountreport TO stembus_retention;
GRANT SELECT ("election_id", "kind"), DELETE ON proposals_proposal TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON codes_reissue TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON codes_link TO stembus_retention;
GRANT SELECT ("poll_id"), DELETE ON codes_spare TO stembus_retention;
GRANT SELECT ("id", "election_id", "voter"), UPDATE ("voter", "last_error", "provider_id"), DELETE ON outbox_delivery TO stembus_retention;
GRANT SELECT ("delivery_id", "election_id"), DELETE ON outbox_message TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON outbox_printrun TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON outbox_wording TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON outbox_pause TO stembus_retention;
GRANT SELECT ("election_id"), DELETE ON outbox_reminder TO stembus_retention;
GRANT SELECT, DELETE ON retention_hold TO stembus_retention;
GRANT SELECT, INSERT, UPDATE ("swept") ON retention_deletion TO stembus_retention;
GRANT SELECT ("position", "hash", "at"), INSERT, DELETE ON audit_entry TO stembus_retention;
GRANT SELECT ON audit_shipped TO stembus_retention;
GRANT EXECUTE ON FUNCTION stembus_may_delete TO stembus_retention;
GRANT EXECUTE ON FUNCTION stembus_held TO stembus_retention;
GRANT EXECUTE ON FUNCTION stembus_election_of TO stembus_retention;

-- shipper: sends the trail to the log server as it grows
GRANT SELECT ON audit_entry TO stembus_shipper;
GRANT SELECT, INSERT, UPDATE ON audit_shipped TO stembus_shipper;
