"""Files built in memory: the same small table in every container offices use, and files that must be refused."""

import io
import struct
import zipfile
from datetime import date
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

TABLE = [
    ["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "วันเกิด"],
    ["1100000000008", "ด.ญ.สมมติ", "ณ ตัวอย่าง", "04/05/2558"],
    ["0123456789016", "ปิ่นเพ็ชร์", 'น้ำ "ทดสอบ", จริง', ""],
]


def csv_text(table=TABLE, delimiter=",") -> str:
    return "".join(delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\r\n" for row in table)


def address(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def cell(where: str, value) -> str:
    """A cell of a sheet: text, number, truth, or a date in style 1."""
    if isinstance(value, bool):
        return f'<c r="{where}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        return f'<c r="{where}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{where}"><v>{value!r}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet_xml(table) -> str:
    return "".join(f'<row r="{line}">{row_xml(line, row)}</row>' for line, row in enumerate(table, 1))


def row_xml(line: int, row) -> str:
    return "".join(cell(address(line, place), value) for place, value in enumerate(row, 1) if value != "")


def workbook(sheets: dict[str, str], parts=(), *, state="visible", main_type="sheet.main") -> bytes:
    """An .xlsx of sheets (name → rows as XML) with further parts (path, content)."""
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    linked = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in enumerate(sheets, 1)
    )
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    content = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/xl/workbook.xml" '
        f'ContentType="application/vnd.ms-excel.{main_type}+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        f'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{linked}<Relationship Id="rs" Type="{OFFICE}/styles" '
        f'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
    }
    for number, rows in enumerate(sheets.values(), 1):
        content[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped([*content.items(), *parts])


def zipped(parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(table=TABLE, **options) -> bytes:
    return workbook({"รายชื่อ": sheet_xml(table)}, **options)


def one_cell(where: str) -> bytes:
    """A sheet whose only cell stands there."""
    row = "".join(filter(str.isdigit, where))
    return workbook({"รายชื่อ": f'<row r="{row}">{cell(where, 1)}</row>'})


def bomb(megabytes: int) -> bytes:
    """A small file that unpacks to so much."""
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(megabytes):
            part.write(b" " * 1024 * 1024)
    return out.getvalue()


def with_flag(content: bytes, flag: int) -> bytes:
    """The same zip, its parts said to be encrypted."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = content.split(mark)
        content = mark.join(
            pieces[:1] + [piece[: place - 4] + bytes([piece[place - 4] | flag]) + piece[place - 3 :] for piece in pieces[1:]]
        )
    return content


# .xls: records of BIFF8 in the one stream of a compound file.


def record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def xls(table=TABLE, *, extra=b"", name="Workbook") -> bytes:
    """A workbook of Excel 97 with one sheet."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    title = "รายชื่อ"
    heading = struct.pack("<IBBBB", 0, 0, 0, len(title), 1) + title.encode("utf-16-le")
    first = record(0x0809, begin) + extra
    position = len(first) + 4 + len(heading) + 4
    book = first + record(0x0085, struct.pack("<I", position) + heading[4:]) + record(0x000A, b"")
    cells = b"".join(
        number(y, x, value) if isinstance(value, int | float) else label(y, x, value)
        for y, row in enumerate(table)
        for x, value in enumerate(row)
        if value != ""
    )
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A, b"")
    return compound({name: book + sheet})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) of these streams, each long enough to lie in sectors of its own."""
    sector = 512
    padded = {name: body.ljust(max(4096, -(-len(body) // sector) * sector), b"\x00") for name, body in streams.items()}
    table, entries, data = [0xFFFFFFFD, 0xFFFFFFFE], [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)], b""
    for place, (name, body) in enumerate(padded.items(), 1):
        start, count = len(table), len(body) // sector
        table += [*range(start + 1, start + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, start, len(body), right=place + 1 if place < len(padded) else 0xFFFFFFFF))
        data += body
    entries += [bytes(128)] * (4 - len(entries))
    allocation = struct.pack(f"<{len(table)}I", *table).ljust(sector, b"\xff")
    assert len(allocation) == sector and len(entries) == 4
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    return header + b"\xff" * (sector - len(header)) + allocation + b"".join(entries) + data


def _entry(name: str, kind: int, start: int, size: int, *, child=0xFFFFFFFF, right=0xFFFFFFFF) -> bytes:
    spelled = name.encode("utf-16-le") + b"\x00\x00"
    tree = struct.pack("<IIII", 0xFFFFFFFF, right, child, 0)
    return struct.pack("<64sHBB", spelled, len(spelled), kind, 1) + tree[:12] + bytes(36) + struct.pack("<IQ", start, size)
