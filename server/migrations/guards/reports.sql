-- What was due and what became of it, what was tried of it and of its letters: said once, and never otherwise.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY['scheduled_files', 'scheduled_tries', 'report_mail_attempts'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;
