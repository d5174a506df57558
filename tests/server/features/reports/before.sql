-- Who is neither woman nor man, and two doctors of one department.
UPDATE patients SET sex = 'other' WHERE hashtext(id::text) % 4 = 0;
UPDATE employees SET department_id = (SELECT department_id FROM employees WHERE full_name = 'Dr doctor')
WHERE full_name = 'Dr doctor_c';
-- Payers, and chapters that are told apart.
INSERT INTO payers (id, code, name, kind, default_share, is_active, version)
SELECT gen_random_uuid(), 'Y' || n, 'Insurer ' || n, 'insurer', 50, true, 1 FROM generate_series(1, 3) n;
UPDATE icd10 SET chapter = CASE left(code, 1) WHEN 'J' THEN 'X' WHEN 'I' THEN 'IX' ELSE 'IV' END
