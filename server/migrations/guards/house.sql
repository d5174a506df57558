-- Who changed what of the house and its medicines, the logos its papers carried, and when it was backed up: added to, never changed.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY['house_changes', 'house_logos', 'medicine_changes', 'instruction_changes', 'schedule_changes', 'backups'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;
