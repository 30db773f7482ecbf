"""A million invented pupils, written straight into the table: names put together from syllables, commoner ones more often."""

import io
from random import Random

from django.db import connection

from dropout_cases.models.students import name_index, phone_index, tail_index
from schools.encryption import blind_index
from thai.sorting import sort_key
from thai.sounds import sound_key

FIRST = "สม ปิย ณัฐ วร ธน กิตติ ศิริ สุ พร อภิ ชล กัญ จิร นภ รัต วิ ปวี ภา อร ธีร พิม มณี เพ็ญ ชุติ ดวง เก ไอ แก้ว ใจ โช".split()  # noqa: SIM905
SECOND = "ชาย พงษ์ พร ดา กานต์ พล วรรณ ชัย สุดา มาศ นันท์ รัตน์ ทิพย์ ยา ศักดิ์ ภรณ์ วุฒิ ธร มล สิริ ลักษณ์ เดช นีย์ จันทร์ แก้ว".split()  # noqa: SIM905
FAMILY_FIRST = "ศรี บุญ ทอง แก้ว คำ วงษ์ พัน สี จันทร์ หอม โพธิ์ ดวง มูล ชา พล ไชย แสน สุข ราช เหล่า นาม นา โคตร ใจ ทรัพย์".split()  # noqa: SIM905
FAMILY_SECOND = "สุข มา ดี หล้า แสง ทา จันทร์ โต พร วงศ์ ลา เรือง ศรี ภู เพชร นอก สาร คำ งาม พา ใส ยศ ชัย บุตร กุล มี สมบัติ".split()  # noqa: SIM905
NICKNAMES = "ต้น ฝน แบงค์ เมย์ บีม นิด โอ๋ เจน กอล์ฟ แป้ง".split()  # noqa: SIM905

COLUMNS = (
    "key", "area_id", "school_id", "title", "first_name", "last_name", "nickname", "described_as", "sex", "born_precision",
    "guardian_name", "guardian_phone", "address", "student_code", "room", "changed_at", "search_text", "sort_key",
    "sound_first", "sound_last", "phone_print",
)  # fmt: skip


def spread(first: list[str], second: list[str], seed: int) -> tuple[list[str], list[float]]:
    """Every name of two parts, and how common it is: the tenth a tenth as common as the first."""
    names = [one + other for one in first for other in second]
    Random(seed).shuffle(names)
    return names, [1 / (place + 5) for place in range(len(names))]


class Names:
    """Draws pupils; what is reckoned from a name is reckoned once a name, not once a pupil."""

    def __init__(self):
        self.random = Random(2567)
        self.given, self.given_weights = spread(FIRST, SECOND, 1)
        self.family, self.family_weights = spread(FAMILY_FIRST, FAMILY_SECOND, 2)
        self.parts = {name: (self._sorted(name), sound_key(name)) for name in {*self.given, *self.family}}
        self.searched = {name: name_index((name, "")).strip() for name in self.parts}

    @staticmethod
    def _sorted(name: str) -> tuple[str, str]:
        """The letters of a sort key, and its marks in full."""
        key = sort_key(name + "ก")
        pairs = [key[place : place + 2] for place in range(0, len(key), 2)]
        end = pairs.index("00")
        letters, marks = "".join(pairs[: end - 1]), key[2 * end + 2 :]
        return letters, marks.ljust(end - 1, "0")[: end - 1]

    def pupils(self, count: int):
        """(given, family, nickname, search_text, sort_key, sound_first, sound_last) of so many pupils."""
        given = self.random.choices(self.given, self.given_weights, k=count)
        family = self.random.choices(self.family, self.family_weights, k=count)
        nicknames = self.random.choices(NICKNAMES, k=count)
        for first, last, nickname in zip(given, family, nicknames, strict=True):
            (letters, marks), sound = self.parts[first]
            (more_letters, more_marks), other_sound = self.parts[last]
            pieces = dict.fromkeys([self.searched[first] + self.searched[last], self.searched[last], self._nickname(nickname)])
            text = "".join(f" {piece}" for piece in pieces)
            key = f"{letters}{more_letters}00{(marks + more_marks).rstrip('0')}"
            yield first, last, nickname, text, key, sound, other_sound

    def _nickname(self, nickname: str) -> str:
        if nickname not in self.searched:
            self.searched[nickname] = name_index((nickname, "")).strip()
        return self.searched[nickname]


def write_pupils(count: int, *, area, school, start: int = 0) -> None:
    """COPY so many pupils into an area; every hundredth has a guardian's phone, and a number."""
    rows = io.StringIO()
    phone_print = phone_index("081 000 0000")
    for number, (first, last, nickname, text, key, sound, other) in enumerate(Names().pupils(count), start):
        phone = phone_print if number % 1000 == 7 else ""
        rows.write(
            f"bench{number:08d}\t{area.pk}\t{school.pk}\tด.ช.\t{first}\t{last}\t{nickname}\t\t\t\t\t\t\t\t\t"
            f"2024-01-15 00:00+07\t{text}\t{key}\t{sound}\t{other}\t{phone}\n"
        )
    rows.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY dropout_cases_student ({', '.join(COLUMNS)}) FROM STDIN", rows)


def write_numbers(area) -> None:
    """Every pupil of an area has an identity number; one in ten thousand of them ends alike, and one is known."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dropout_cases_identity (student_id, area_id, kind, number, fingerprint, tail, started_on)
               SELECT s.id, s.area_id, 'PIN', '', CASE WHEN s.key LIKE '%%00000042' THEN %s ELSE md5(s.key) || md5(s.key) END,
                      CASE WHEN s.id %% 10000 = 42 THEN %s ELSE md5(s.key) END, '2024-01-15'
               FROM dropout_cases_student AS s WHERE s.area_id = %s
               AND NOT EXISTS (SELECT 1 FROM dropout_cases_identity AS i WHERE i.student_id = s.id)""",
            [blind_index("1100000000008"), tail_index("0008"), area.pk],
        )


def settle() -> None:
    """Bring statistics, visibility and the trigram index up to date, as autovacuum does in time."""
    with connection.cursor() as cursor:
        for table in ("student", "identity", "case"):
            cursor.execute(f"VACUUM ANALYZE dropout_cases_{table}")
