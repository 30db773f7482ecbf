"""Files as they are: read right whatever they are packed in, or refused with a sentence of their own."""

from datetime import date

import pytest

from dropout_cases.imports import files, limits, sheets
from dropout_cases.imports.files import Refusal, is_spoiled, look, odd_letters, read, sample
from tests.dropout_cases.imports import hostile
from tests.dropout_cases.imports.hostile import TABLE, csv_text, one_cell, workbook, xls, xlsx, zipped


def put(tmp_path, content: bytes):
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def first_choice(found) -> dict:
    """The reading a person gets by taking the first of everything offered."""
    choices = {"sheet": found.sheets, "encoding": found.encodings, "delimiter": found.delimiters}
    return {"file_type": found.file_type, "heading_row": 1} | {name: (offered or [""])[0] for name, offered in choices.items()}


def rows_of(path, **reading):
    return list(read(path, first_choice(look(path, "รายชื่อ.csv")) | reading))


# The same table in every container

CONTAINERS = {
    "xlsx": xlsx(),
    "xls": xls(),
    "csv in UTF-8": csv_text().encode(),
    "csv in UTF-8 with BOM": csv_text().encode("utf-8-sig"),
    "csv in UTF-16 LE": b"\xff\xfe" + csv_text().encode("utf-16-le"),
    "csv in UTF-16 BE": b"\xfe\xff" + csv_text().encode("utf-16-be"),
    "csv in windows-874": csv_text().encode("cp874"),
    "semicolons": csv_text(delimiter=";").encode("cp874"),
    "tabs": csv_text(delimiter="\t").encode("cp874"),
    "bars": csv_text(delimiter="|").encode(),
    "lines that end in \\n": csv_text().replace("\r\n", "\n").encode("cp874"),
}


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS)
def test_the_same_table_is_read_the_same(tmp_path, content):
    assert rows_of(put(tmp_path, content)) == list(enumerate(TABLE, start=1))


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS)
def test_a_sample_shows_the_first_rows(tmp_path, content):
    path = put(tmp_path, content)
    assert sample(path, first_choice(look(path, "")), most=2) == TABLE[:2]


@pytest.mark.parametrize(
    "content, encodings",
    [
        (csv_text().encode(), ["utf-8"]),
        (csv_text().encode("utf-8-sig"), ["utf-8-sig"]),
        (csv_text().encode("utf-16"), ["utf-16"]),
        (csv_text().encode("cp874"), ["cp874"]),
        (b"id,date\r\n1,2\r\n", ["utf-8", "cp874"]),
        (("ก,ข\r\n" * 100_000).encode(), ["utf-8"]),
        (("," + "ก,ข\r\n" * 100_000).encode(), ["utf-8"]),
    ],
    ids=["UTF-8", "BOM", "UTF-16", "windows-874", "Latin letters alone", "a long file", "a long file cut within a letter"],
)
def test_every_encoding_that_fits_is_offered(tmp_path, content, encodings):
    assert look(put(tmp_path, content), "a.csv").encodings == encodings


def test_every_delimiter_is_offered_the_likeliest_first(tmp_path):
    found = look(put(tmp_path, "ชื่อ;สกุล\nก,ข;ค\nง;จ\n".encode()), "a.csv")
    assert found.delimiters[0] == ";"
    assert set(found.delimiters) == {",", ";", "\t", "|"}


def test_the_name_does_not_decide(tmp_path):
    assert look(put(tmp_path, csv_text(delimiter="\t").encode("cp874")), "รายชื่อ.xls").file_type == "csv"
    assert look(put(tmp_path, xls()), "รายชื่อ.xlsx").file_type == "xls"
    assert look(put(tmp_path, xlsx()), "รายชื่อ.csv").file_type == "xlsx"


def test_a_list_of_one_column_is_a_table_when_its_name_says_so(tmp_path):
    path = put(tmp_path, "ชื่อ\nสมมติ\n".encode())
    assert look(path, "a.CSV").file_type == "csv"
    with pytest.raises(Refusal, match="ไม่ใช่ตาราง"):
        look(path, "a.json")


# Cells


def test_a_spreadsheet_s_values_become_plain_text(tmp_path):
    table = [["เลข", "คะแนน", "วัน", "จริง", "เลขนำศูนย์"], [1100000000008, 3.25, date(2015, 5, 4), True, "  007\u00a0"]]
    assert rows_of(put(tmp_path, xlsx(table)))[1] == (2, ["1100000000008", "3.25", "2015-05-04", "TRUE", "007"])


def test_errors_are_empty_and_formulas_give_their_results(tmp_path):
    heading = hostile.sheet_xml([["ก", "ข", "ค"]])
    row = (
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>T("")</f><v></v></c></row>'
    )
    assert rows_of(put(tmp_path, workbook({"ก": heading + row}))) == [(1, ["ก", "ข", "ค"])] + [(2, ["", "2", ""])]


def test_columns_and_lines_are_counted_as_a_spreadsheet_counts(tmp_path):
    table = [[], [], ["", "ชื่อ", "สกุล"], [], ["", "สมมติ", ""]]
    assert rows_of(put(tmp_path, xlsx(table)), heading_row=3) == [(3, ["", "ชื่อ", "สกุล"]), (5, ["", "สมมติ", ""])]


def test_a_cell_with_line_breaks_is_one_line(tmp_path):
    text = 'ชื่อ,ที่อยู่\r\nสมมติ,"บ้าน\r\nหมู่ 2"\r\n\r\nทดสอบ,บ้าน\r\n'
    assert [line for line, _cells in rows_of(put(tmp_path, text.encode()))] == [1, 2, 4]


def test_the_chosen_sheet_is_read(tmp_path):
    path = put(tmp_path, workbook({"หนึ่ง": hostile.sheet_xml([["ก"]]), "สอง": hostile.sheet_xml([["ข"]])}))
    assert look(path, "").sheets == ["หนึ่ง", "สอง"]
    assert rows_of(path, sheet="สอง") == [(1, ["ข"])]


def test_numbers_too_long_for_a_spreadsheet_are_spoiled(tmp_path):
    (_heading, (_line, cells)) = rows_of(put(tmp_path, xlsx([["ก", "ข"], [1.1e12, 12345678901234567890.0]])))
    assert [is_spoiled(cell) for cell in cells] == [True, True]


@pytest.mark.parametrize("text", ["1.1E+12", "1.10000E+12", "1.1037E12", "1e+13", "1,1E+12", "๑.๑E+12", "1103700000000"])
def test_a_number_that_lost_its_digits_is_told(text):
    assert is_spoiled(text)


@pytest.mark.parametrize("text", ["", "1100000000008", "0123456789016", "G644200000001", "E12", "1.5", "2558", "10000000", "1E-05"])
def test_a_number_with_its_digits_is_taken(text):
    assert not is_spoiled(text)


@pytest.mark.parametrize(
    "text, why",
    [
        ("สมมติ\x07", "control"),
        ("\u202eสมมติ", "direction"),
        ("ก" + "่" * 4, "marks"),
        ("a" + "\u0301" * 10, "marks"),
        ("ที่นี่", ""),
        ("ปิ่น", ""),
        ("บ้าน\nหมู่ 2", ""),
    ],
)
def test_letters_nobody_types_are_left_in_their_cell_and_told(tmp_path, text, why):
    assert odd_letters(text) == why
    assert rows_of(put(tmp_path, csv_text([["ชื่อ", "ข"], [text, "ค"]]).encode()))[1] == (2, [text, "ค"])


# Refused


def with_part(name: str, content="<x/>") -> bytes:
    return xlsx(parts=[(name, content)])


UNCOMPUTED = '<row r="1"><c r="A1"><f>1+1</f><v></v></c></row>'
LIVE = '<externalLink><ddeLink ddeService="cmd"/></externalLink>'
UNKNOWN_PACKING = xlsx().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00")
REFUSED = {
    "an empty file": (b"", "ว่าง"),
    "a mark of order alone": (b"\xff\xfe", "ว่าง"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "ภาพ"),
    "a photograph": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "ภาพ"),
    "a page of the web called .xls": ("<html><table><tr><td>ชื่อ</td></tr></table></html>".encode("cp874"), "หน้าเว็บ"),
    "a page that begins with blank lines": ("\ufeff\r\n <TABLE border=1>".encode(), "หน้าเว็บ"),
    "a page in UTF-16": ("\ufeff<html>".encode("utf-16-le"), "หน้าเว็บ"),
    "XML of 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "หน้าเว็บ"),
    "a page in a letter": (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "หน้าเว็บ"),
    "a zip": (zipped([("list.csv", "ก,ข")]), "zip"),
    "an empty zip": (zipped([]), "zip"),
    "a text document": (zipped([("[Content_Types].xml", ""), ("word/document.xml", "")]), "zip"),
    "an .xlsb": (zipped([("[Content_Types].xml", ""), ("xl/workbook.bin", "")]), "xlsb"),
    "an .ods": (zipped([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), "ods"),
    "a broken zip": (xlsx()[:-40], "เสีย"),
    "a zip packed in an unknown way": (UNKNOWN_PACKING, "เสีย"),
    "a workbook without its sheet": (zipped([("[Content_Types].xml", ""), ("xl/workbook.xml", "")]), "เสีย"),
    "a locked zip": (hostile.with_flag(xlsx(), 1), "รหัสผ่าน"),
    "a locked .xlsx": (hostile.compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "รหัสผ่าน"),
    "a locked .xls": (xls(extra=hostile.record(0x002F, b"\x01\x00" + bytes(52))), "รหัสผ่าน"),
    "a macro": (with_part("xl/vbaProject.bin"), "มาโคร"),
    "a macro of Excel 4": (with_part("xl/macrosheets/sheet1.xml"), "มาโคร"),
    "a workbook that may hold macros": (xlsx(main_type="sheet.macroEnabled.main"), "มาโคร"),
    "an .xls with macros": (hostile.compound({"Workbook": b"", "_VBA_PROJECT_CUR": b""}), "มาโคร"),
    "an .xls with an object": (hostile.compound({"Workbook": b"", "\x01Ole10Native": b""}), "ฝัง"),
    "an old document": (hostile.compound({"WordDocument": b""}), "เอกสารชนิดอื่น"),
    "an object inside": (with_part("xl/embeddings/oleObject1.bin"), "ฝัง"),
    "a live link": (with_part("xl/externalLinks/externalLink1.xml", LIVE), "ฝัง"),
    "a bomb": (hostile.bomb(300), "ใหญ่ผิดปกติ"),
    "a part that swells": (hostile.bomb(60), "ใหญ่ผิดปกติ"),
    "thousands of parts": (xlsx(parts=[(f"xl/media/{n}", "") for n in range(2_001)]), "ใหญ่ผิดปกติ"),
    "a million columns": (one_cell("BDWGN1"), "กว้าง"),
    "one column too many": (one_cell("GS1"), "กว้าง"),
    "a cell beyond every spreadsheet": (one_cell("ZZZZZZZZZ1"), "กว้าง"),
    "one row too many": (one_cell("A200001"), "ยาวเกิน 200,000 แถว"),
    "a row beyond every spreadsheet": (one_cell("A99999999999"), "ยาวเกิน 200,000 แถว"),
    "formulas without results": (workbook({"ก": UNCOMPUTED}), "สูตร"),
    "hidden sheets alone": (xlsx(state="hidden"), "ซ่อน"),
    "NULs": (b"\x00\x01,\x02\r\n", "NUL"),
    "UTF-16 that does not say so": (csv_text().encode("utf-16-le"), "NUL"),
    "Thai garbled once before": (csv_text().encode().decode("latin-1").encode(), "อ่านตัวอักษรไทย"),
    "bytes of no encoding": (b"\xe0\xff\xfe\xfc,\xdb\r\n", "อ่านตัวอักษรไทย"),
    "UTF-8 that breaks off its word": (b"\xef\xbb\xbf\xa1\xa2,\xa3", "อ่านตัวอักษรไทย"),
}  # fmt: skip


@pytest.mark.parametrize("content, sentence", REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_refused_with_its_own_sentence(tmp_path, content, sentence):
    with pytest.raises(Refusal, match=sentence) as refused:
        look(put(tmp_path, content), "รายชื่อ.csv")
    assert refused.value.reason == str(refused.value)


def test_a_file_too_big_is_refused_unread(tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    with pytest.raises(Refusal, match="50 MB"):
        look(path, "big.csv")


def test_a_link_to_another_workbook_is_not_followed_and_no_reason_to_refuse(tmp_path):
    content = with_part("xl/externalLinks/externalLink1.xml", "<externalLink><externalBook/></externalLink>")
    assert rows_of(put(tmp_path, content)) == list(enumerate(TABLE, start=1))


def test_empty_cells_that_are_only_painted_do_not_make_a_table_wide(tmp_path):
    rows = hostile.sheet_xml([["ก"]]) + '<row r="2"><c r="XFD2" s="1"/></row>'
    assert rows_of(put(tmp_path, workbook({"ก": rows}))) == [(1, ["ก"])]


TORN = {
    "a cell too long": (csv_text([["ก", "ข"], ["ค" * 2_001, "ง"]]), "แถว 2 มีช่องยาวเกิน 2,000"),
    "a quotation never closed": ('ก,ข\nค,"ง\n' + "จ,ฉ\n" * 100_000, "หลังแถว 1 ไม่ครบคู่"),
    "a quotation closed too soon": ('ก,ข\nค,ง\n"จ" ฉ,ช\n', "หลังแถว 2 ไม่ครบคู่"),
    "too many columns": (",".join("ก" * 201), "กว้างเกิน 200"),
    "too many rows": ("ก,ข\n" * 200_001, "ยาวเกิน 200,000"),
    "a NUL far down": ("ก,ข\n" * 100_000 + "\x00,ข\n", "NUL"),
    "an empty heading": (",,\nก,ข,ค\n", "แถวที่ 1 ว่าง"),
}


@pytest.mark.parametrize("text, sentence", TORN.values(), ids=TORN)
def test_a_fault_found_while_reading_refuses_the_file(tmp_path, text, sentence):
    with pytest.raises(Refusal, match=sentence):
        rows_of(put(tmp_path, text.encode()))


def test_a_heading_row_below_the_table_is_refused(tmp_path):
    with pytest.raises(Refusal, match="แถวที่ 9 ว่าง"):
        rows_of(put(tmp_path, xlsx()), heading_row=9)


def test_another_encoding_further_down_is_told_with_its_row(tmp_path):
    content = ("a,b\n" * 100_000).encode() + "ก,ข\n".encode("cp874")
    path = put(tmp_path, content)
    with pytest.raises(Refusal, match="หลังแถว"):
        list(read(path, {"file_type": "csv", "encoding": "utf-8", "delimiter": ",", "heading_row": 1}))
    assert rows_of(path, encoding="cp874")[-1] == (100_001, ["ก", "ข"])


def test_a_reader_out_of_memory_ends_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_MEMORY", limits.MB)
    with pytest.raises(Refusal, match="ซับซ้อน"):
        look(put(tmp_path, xlsx()), "")


def test_a_sheet_whose_cells_hide_their_address_cannot_exhaust_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_MEMORY", 512 * limits.MB)
    wide = "".join("<c><v>1</v></c>" for _ in range(20_000))
    path = put(tmp_path, workbook({"ก": f'<row r="1">{wide}</row><row r="190000"><c><v>1</v></c></row>'}))
    with pytest.raises(Refusal, match="ซับซ้อน|กว้าง"):
        rows_of(path)


def test_a_sample_of_a_large_file_reads_no_further_than_it_shows(tmp_path, monkeypatch):
    read_rows = []
    monkeypatch.setattr(files, "_cells", lambda line, row: read_rows.append(line) or row)
    path = put(tmp_path, ("ก,ข\n" * 100_000).encode())
    sample(path, {"file_type": "csv", "encoding": "utf-8", "delimiter": ","}, most=5)
    assert len(read_rows) == 5
