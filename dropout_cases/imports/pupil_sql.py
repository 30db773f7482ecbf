"""The statements by which the database itself matches, compares and writes a hundred thousand staged pupils.

Each is the same for PostgreSQL and SQLite. An empty cell of a file never empties what is known of a child.
"""

# Who is meant: by the number in use, else by a number once in use, else by the school's own code, else by school, name and birth.

MATCH_NUMBER = """
UPDATE dropout_cases_stagedpupil AS p SET student_id = COALESCE(s.merged_into_id, s.id), state = 'SAME'
FROM dropout_cases_identity AS i JOIN dropout_cases_student AS s ON s.id = i.student_id
WHERE p.batch_id = %(batch)s AND p.student_id IS NULL AND p.fingerprint <> ''
  AND i.area_id = %(area)s AND i.fingerprint = p.fingerprint AND i.ended_on IS NULL
"""
MATCH_FORMER_NUMBER = """
UPDATE dropout_cases_stagedpupil AS p SET student_id = COALESCE(s.merged_into_id, s.id), state = 'SAME'
FROM dropout_cases_identity AS i JOIN dropout_cases_student AS s ON s.id = i.student_id
WHERE p.batch_id = %(batch)s AND p.student_id IS NULL AND p.fingerprint <> ''
  AND i.area_id = %(area)s AND i.fingerprint = p.fingerprint AND i.ended_on IS NOT NULL
"""
# CROSS JOIN keeps SQLite from walking through all children, and for each of them through all rows; the plus, from asking a
# whole school instead of a name.
MATCH_CODE = """
UPDATE dropout_cases_stagedpupil AS p SET student_id = found.child_id, state = 'SAME'
FROM (
  SELECT o.id AS row_id, MIN(s.id) AS child_id
  FROM dropout_cases_stagedpupil AS o CROSS JOIN dropout_cases_student AS s
  WHERE o.batch_id = %(batch)s AND o.student_id IS NULL AND o.student_code <> ''
    AND s.school_id = o.school_id AND s.student_code = o.student_code AND NOT (s.student_code = '')
    AND s.area_id = %(area)s AND s.merged_into_id IS NULL AND (s.sort_key = o.sort_key OR s.born_on = o.born_on)
  GROUP BY o.id
) AS found
WHERE p.id = found.row_id
"""
MATCH_NAME = """
UPDATE dropout_cases_stagedpupil AS p SET student_id = found.child_id, state = 'SAME'
FROM (
  SELECT o.id AS row_id, MIN(s.id) AS child_id
  FROM dropout_cases_stagedpupil AS o CROSS JOIN dropout_cases_student AS s
  WHERE o.batch_id = %(batch)s AND o.student_id IS NULL
    AND s.area_id = %(area)s AND s.sort_key = o.sort_key AND s.merged_into_id IS NULL
    AND +s.school_id = o.school_id AND s.born_on = o.born_on
  GROUP BY o.id
) AS found
WHERE p.id = found.row_id
"""
MATCHES = (MATCH_NUMBER, MATCH_FORMER_NUMBER, MATCH_CODE, MATCH_NAME)

# A number that in the system belongs to a child of another name and another birth date.
ANOTHERS = """
SELECT p.id, p.line, p.fingerprint
FROM dropout_cases_stagedpupil AS p JOIN dropout_cases_student AS s ON s.id = p.student_id
WHERE p.batch_id = %(batch)s AND p.fingerprint <> '' AND s.first_name <> '' AND s.sort_key <> p.sort_key AND s.born_on <> p.born_on
  AND EXISTS (SELECT 1 FROM dropout_cases_identity AS i WHERE i.student_id = s.id AND i.fingerprint = p.fingerprint)
ORDER BY p.line
"""

# What becomes of a row.

KNOWN = (
    "UPDATE dropout_cases_stagedpupil SET state = 'SAME' WHERE batch_id = %(batch)s AND state = 'NEW' AND student_id IS NOT NULL"
)
CHANGED = """
UPDATE dropout_cases_stagedpupil AS p SET state = 'CHANGED' FROM dropout_cases_student AS s
WHERE p.batch_id = %(batch)s AND p.state = 'SAME' AND s.id = p.student_id AND (
  COALESCE(s.school_id, 0) <> p.school_id
  OR p.title <> '' AND p.title <> s.title
  OR p.first_name <> s.first_name
  OR p.last_name <> '' AND p.last_name <> s.last_name
  OR p.nickname <> '' AND p.nickname <> s.nickname
  OR p.sex <> '' AND p.sex <> s.sex
  OR p.born_on IS NOT NULL AND (p.born_on <> COALESCE(s.born_on, '0001-01-01') OR p.born_precision <> s.born_precision)
  OR p.grade_id IS NOT NULL AND p.grade_id <> COALESCE(s.grade_id, '')
  OR p.room <> '' AND p.room <> s.room
  OR p.student_code <> '' AND p.student_code <> s.student_code
  OR p.roll_status_id IS NOT NULL AND p.roll_status_id <> COALESCE(s.roll_status_id, '')
  OR p.guardian_name <> '' OR p.guardian_phone <> '' OR p.address <> ''
  OR p.guardian_relation_id IS NOT NULL AND p.guardian_relation_id <> COALESCE(s.guardian_relation_id, '')
  OR p.tambon_id IS NOT NULL AND p.tambon_id <> COALESCE(s.tambon_id, '')
  OR p.fingerprint <> '' AND NOT EXISTS (
    SELECT 1 FROM dropout_cases_identity AS i WHERE i.student_id = s.id AND i.fingerprint = p.fingerprint)
)
"""

# Writing.

INSERT_STUDENTS = """
INSERT INTO dropout_cases_student (
  key, area_id, school_id, title, first_name, last_name, nickname, described_as, sex, born_on, born_precision, grade_id, room,
  student_code, roll_status_id, guardian_name, guardian_relation_id, guardian_phone, phone_print, address, tambon_id,
  search_text, sort_key, sound_first, sound_last, changed_at)
SELECT key, %(area)s, school_id, title, first_name, last_name, nickname, '', sex, born_on, born_precision, grade_id, room,
  student_code, roll_status_id, guardian_name, guardian_relation_id, guardian_phone, phone_print, address, tambon_id,
  search_text, sort_key, sound_first, sound_last, %(now)s
FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW' ORDER BY line
"""
LINK = """
UPDATE dropout_cases_stagedpupil AS p SET student_id = s.id FROM dropout_cases_student AS s
WHERE p.batch_id = %(batch)s AND p.state = 'NEW' AND s.key = p.key
"""
END_NUMBERS = """
UPDATE dropout_cases_identity AS i SET ended_on = %(today)s FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED' AND p.fingerprint <> ''
  AND i.student_id = p.student_id AND i.ended_on IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM dropout_cases_identity AS o WHERE o.student_id = p.student_id AND o.fingerprint = p.fingerprint)
"""
NUMBER_NEW = """
INSERT INTO dropout_cases_identity (student_id, area_id, kind, number, fingerprint, tail, started_on, ended_on)
SELECT student_id, %(area)s, kind, number, fingerprint, tail, %(today)s, NULL
FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW' AND fingerprint <> ''
"""
NUMBER_CHANGED = """
INSERT INTO dropout_cases_identity (student_id, area_id, kind, number, fingerprint, tail, started_on, ended_on)
SELECT p.student_id, %(area)s, p.kind, p.number, p.fingerprint, p.tail, %(today)s, NULL
FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED' AND p.fingerprint <> ''
  AND NOT EXISTS (
    SELECT 1 FROM dropout_cases_identity AS o WHERE o.student_id = p.student_id AND o.fingerprint = p.fingerprint)
"""
ENROL_NEW = """
INSERT INTO dropout_cases_enrolment (student_id, school_id, grade_id, started_on, ended_on)
SELECT student_id, school_id, grade_id, NULL, NULL
FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW'
"""
END_ENROLMENTS = """
UPDATE dropout_cases_enrolment AS e SET ended_on = %(today)s FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED' AND e.student_id = p.student_id AND e.ended_on IS NULL
  AND e.school_id <> p.school_id
"""
GRADE_ENROLMENTS = """
UPDATE dropout_cases_enrolment AS e SET grade_id = p.grade_id FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED' AND e.student_id = p.student_id AND e.ended_on IS NULL
  AND p.grade_id IS NOT NULL
"""
ENROL_CHANGED = """
INSERT INTO dropout_cases_enrolment (student_id, school_id, grade_id, started_on, ended_on)
SELECT p.student_id, p.school_id, p.grade_id, %(today)s, NULL
FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED'
  AND NOT EXISTS (
    SELECT 1 FROM dropout_cases_enrolment AS e WHERE e.student_id = p.student_id AND e.ended_on IS NULL)
"""
UPDATE_STUDENTS = """
UPDATE dropout_cases_student AS s SET
  school_id = p.school_id,
  title = CASE WHEN p.title = '' THEN s.title ELSE p.title END,
  first_name = p.first_name,
  last_name = CASE WHEN p.last_name = '' THEN s.last_name ELSE p.last_name END,
  nickname = CASE WHEN p.nickname = '' THEN s.nickname ELSE p.nickname END,
  sex = CASE WHEN p.sex = '' THEN s.sex ELSE p.sex END,
  born_on = COALESCE(p.born_on, s.born_on),
  born_precision = CASE WHEN p.born_on IS NULL THEN s.born_precision ELSE p.born_precision END,
  grade_id = COALESCE(p.grade_id, s.grade_id),
  room = CASE WHEN p.room = '' THEN s.room ELSE p.room END,
  student_code = CASE WHEN p.student_code = '' THEN s.student_code ELSE p.student_code END,
  roll_status_id = COALESCE(p.roll_status_id, s.roll_status_id),
  guardian_name = CASE WHEN p.guardian_name = '' THEN s.guardian_name ELSE p.guardian_name END,
  guardian_relation_id = COALESCE(p.guardian_relation_id, s.guardian_relation_id),
  guardian_phone = CASE WHEN p.guardian_phone = '' THEN s.guardian_phone ELSE p.guardian_phone END,
  phone_print = CASE WHEN p.guardian_phone = '' THEN s.phone_print ELSE p.phone_print END,
  address = CASE WHEN p.address = '' THEN s.address ELSE p.address END,
  tambon_id = COALESCE(p.tambon_id, s.tambon_id),
  changed_at = %(now)s
FROM dropout_cases_stagedpupil AS p
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED' AND s.id = p.student_id
"""
WRITE_NEW = (INSERT_STUDENTS, LINK, NUMBER_NEW, ENROL_NEW)
WRITE_CHANGED = (END_NUMBERS, NUMBER_CHANGED, END_ENROLMENTS, GRADE_ENROLMENTS, ENROL_CHANGED, UPDATE_STUDENTS)

TRAIL_OF_CHANGES = """
INSERT INTO schools_trailevent (at, actor_id, role, verb, subject, fields, area_id)
SELECT %(now)s, %(by)s, %(role)s, 'CHANGED', 'student:' || s.key, %(fields)s, %(area)s
FROM dropout_cases_stagedpupil AS p JOIN dropout_cases_student AS s ON s.id = p.student_id
WHERE p.batch_id = %(batch)s AND p.state = 'CHANGED'
"""

# Taking it back: the children the batch made, with what hangs on them alone.

DELETE_MADE = (
    """DELETE FROM dropout_cases_enrolment WHERE student_id IN (
         SELECT student_id FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW')""",
    """DELETE FROM dropout_cases_identity WHERE student_id IN (
         SELECT student_id FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW')""",
    """DELETE FROM dropout_cases_student WHERE id IN (
         SELECT student_id FROM dropout_cases_stagedpupil WHERE batch_id = %(batch)s AND state = 'NEW')""",
)

COLUMNS = (
    "batch_id", "line", "state", "key", "title", "first_name", "last_name", "nickname", "sex", "born_on", "born_precision",
    "grade_id", "room", "school_id", "student_code", "roll_status_id", "guardian_name", "guardian_relation_id", "guardian_phone",
    "phone_print", "address", "tambon_id", "search_text", "sort_key", "sound_first", "sound_last", "kind", "number",
    "fingerprint", "tail",
)  # fmt: skip
