-- Who marked a record, who opened it all the same, who has seen that: said once, never changed.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY['confidences', 'broken_glass', 'broken_glass_seen'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;

-- Whether somebody else than the reader says that the patient is this doctor's, or is here: booked so, checked in, brought
-- over, taken into the room. Of what was said before the patient was moved to this doctor nothing counts. Nobody opens a
-- record by a visit of one's own making.
CREATE OR REPLACE FUNCTION hms_said_by_another(visit uuid, reader uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM appointment_events said
        WHERE said.appointment_id = visit AND said.employee_id <> reader
          AND said.type IN ('APPOINTMENT_ASSIGNED', 'APPOINTMENT_RESCHEDULED', 'QUEUE_JOINED', 'QUEUE_TRANSFERRED',
                            'ENTERED_ROOM')
          AND said.id >= (
              SELECT placed.id FROM appointment_events placed
              WHERE placed.appointment_id = visit
                AND placed.type IN ('APPOINTMENT_ASSIGNED', 'APPOINTMENT_RESCHEDULED', 'QUEUE_TRANSFERRED')
              ORDER BY placed.id DESC LIMIT 1)
    )
$$;

-- Who treats a patient (a visit that is only booked makes nobody treat: whoever books could open any record; nor does one
-- for tests alone, which belongs to no doctor): whom the patient came to within a month; on the day itself that doctor's
-- department; the laboratory until the report is handed over; the pharmacy for a month, in which medicines are brought back.
CREATE OR REPLACE FUNCTION hms_treats(patient uuid, reader uuid, today date, held text[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM appointments visit
        WHERE visit.patient_id = patient AND visit.doctor_id = reader
          AND visit.appointment_date BETWEEN today - 30 AND today AND visit.appointment_type <> 'laboratory'
          AND visit.status NOT IN ('scheduled', 'cancelled', 'no_show') AND hms_said_by_another(visit.id, reader)
    ) OR EXISTS (
        SELECT FROM appointments visit
        JOIN employees doctor ON doctor.id = visit.doctor_id
        JOIN employees colleague ON colleague.department_id = doctor.department_id
        WHERE visit.patient_id = patient AND visit.appointment_date = today AND colleague.id = reader
          AND visit.appointment_type <> 'laboratory'
          AND visit.status NOT IN ('scheduled', 'cancelled', 'no_show') AND hms_said_by_another(visit.id, reader)
    ) OR ('lab:enter' = ANY (held) AND EXISTS (
        SELECT FROM test_orders
        WHERE patient_id = patient AND status NOT IN ('delivered', 'cancelled')
    )) OR ('pharmacy:dispense' = ANY (held) AND EXISTS (
        SELECT FROM prescriptions
        WHERE patient_id = patient AND status <> 'cancelled' AND prescribed_at >= today - 30
    ))
$$;

-- One of the records that were merged into it is enough to make the whole confidential.
CREATE OR REPLACE FUNCTION hms_may_open(
    patient uuid, reader uuid, today date, held text[], glass_since timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE family AS (
        SELECT patient AS id
        UNION
        SELECT part.id FROM patients part JOIN family ON part.merged_into = family.id
    )
    SELECT NOT EXISTS (SELECT FROM patients JOIN family USING (id) WHERE confidential)
        OR hms_treats(patient, reader, today, held)
        OR EXISTS (SELECT FROM broken_glass WHERE patient_id = patient AND employee_id = reader AND at > glass_since)
$$;
