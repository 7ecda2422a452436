"""Attachments: harmless bytes with the structure of harmful ones."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.container import Budget, members, real_type, tnef
from tests.mailguard.builder import Mail

PLAIN = Mail("Nguyễn Văn Mẫu <mau@example.com>", "Trao đổi", "Chào anh, em gửi anh tài liệu.")
MZ = b"MZ" + b"\x00" * 100


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def locked(name: str) -> bytes:
    """A zip whose flags say that it is encrypted."""
    data = bytearray(packed((name, b"x")))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + place] |= 1
    return bytes(data)


def tarred(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    return out.getvalue()


def office(*parts: tuple[str, bytes]) -> bytes:
    return packed(("[Content_Types].xml", b"<Types/>"), *parts)


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 200 + stream.encode("utf-16-le") + b"\x00" * 200


TEMPLATE = (
    b'<Relationships><Relationship Type="http://x/attachedTemplate" Target="https://evil.example/t.dotm"'
    b' TargetMode="External"/></Relationships>'
)
SMUGGLER = b"<html><script>var b=new Blob([atob('aA==')]);location=URL.createObjectURL(b)</script></html>"

CASES = [
    ("bao-cao.exe", MZ, "file.executable"),
    ("bao-cao.pdf", MZ, "file.executable"),
    ("bao-cao.js", b"// x", "file.executable"),
    ("bao-cao.pdf.exe", MZ, "file.double"),
    ("bao-cao\u202efdp.exe", MZ, "file.rtlo"),
    ("bao-cao.lnk", b"L\x00\x00\x00\x01\x14\x02\x00", "file.shortcut"),
    ("bao-cao.url", b"[InternetShortcut]", "file.shortcut"),
    ("bao-cao.iso", b"\x00" * 0x8001 + b"CD001", "file.disk"),
    ("bao-cao.one", b"x", "file.note"),
    ("bao-cao.docm", b"PK", "file.macro"),
    ("bao-cao.docx", office(("word/vbaProject.bin", b"x")), "file.macro"),
    ("bao-cao.doc", ole("_VBA_PROJECT"), "file.macro"),
    ("bao-cao.docx", office(("word/_rels/settings.xml.rels", TEMPLATE)), "file.template"),
    ("bao-cao.rtf", rb"{\rtf1{\*\template https://evil.example/t}}", "file.template"),
    ("bao-cao.rtf", rb"{\rtf1{\object\objupdate{\*\objdata 00}}}", "file.object"),
    ("bao-cao.docx", office(("word/document.xml", b"<w:instrText>DDEAUTO c:\\\\x.exe</w:instrText>")), "file.dde"),
    ("bao-cao.docx", ole("EncryptedPackage"), "file.locked"),
    ("bao-cao.pdf", b"%PDF-1.4\n<< /S /Launch /F (x) >>", "file.pdf_action"),
    ("bao-cao.pdf", b"%PDF-1.4\n<< /S /Java#53cript /JS (x) >>", "file.pdf_action"),
    ("bao-cao.pdf", packed(("a", b"b")), "file.type"),
    ("bao-cao.html", SMUGGLER, "file.smuggling"),
    ("bao-cao.html", b"<html><p>x</p></html>", "file.html"),
    ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'></svg>", "file.smuggling"),
    ("bao-cao.zip", packed(("a.js", b"x")), "file.archive_executable"),
    ("bao-cao.zip", packed(("trong.zip", packed(("a.exe", MZ)))), "file.archive_executable"),
    ("bao-cao.zip", packed(("a.txt", MZ)), "file.archive_executable"),
    ("bao-cao.tar", tarred("a.vbs"), "file.archive_executable"),
    ("bao-cao.tar.gz", gzip.compress(tarred("a.vbs")), "file.archive_executable"),
    ("bao-cao.rar", b"Rar!\x1a\x07\x00" + b"\x00" * 20 + b"hoa don.exe" + b"\x00" * 20, "file.archive_executable"),
    ("bao-cao.zip", locked("a.pdf"), "file.locked"),
    ("bao-cao.zip", packed(("a.txt", b"\x00" * 20_000_000)), "file.bomb"),
]  # fmt: skip


def codes(mail: Mail) -> set[str]:
    return {item.code for item in check(mail.build(), settings=GuardSettings()).evidence}


@pytest.mark.parametrize(("name", "data", "code"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_files(name: str, data: bytes, code: str) -> None:
    assert code in codes(PLAIN.but(files=((name, "application/octet-stream", data),)))


def test_a_locked_archive_whose_password_is_told() -> None:
    mail = PLAIN.but(text="Mật khẩu là 123456", files=(("a.zip", "application/zip", locked("a.pdf")),))
    assert "file.locked_password" in codes(mail)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("công văn 365.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF"),
        ("danh sách.xlsx", office(("xl/workbook.xml", b"<workbook/>"))),
        (
            "danh sách.docx",
            office(("word/_rels/a.rels", b'<Relationship Type="hyperlink" Target="https://moh.gov.vn"/>')),
        ),
        ("so-lieu.zip", packed(("bang.csv", b"a,b"))),
        ("ảnh.jpg", b"\xff\xd8\xff\xe0"),
        ("v1.2.3.pdf", b"%PDF-1.4"),
    ],
)
def test_honest_files(name: str, data: bytes) -> None:
    assert not {code for code in codes(PLAIN.but(files=((name, "application/octet-stream", data),))) if "file" in code}


def record(level: int, attribute: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, attribute, len(value)) + value + b"\x00\x00"


def test_tnef_is_looked_into() -> None:
    data = (
        b"x\x9f\x3e\x22\x00\x00" + record(2, 0x69002, b"") + record(2, 0x18010, b"a.exe\x00") + record(2, 0x6800F, MZ)
    )
    assert [member.name for member in tnef(data)] == ["a.exe"]
    assert "file.executable" in codes(PLAIN.but(files=(("winmail.dat", "application/ms-tnef", data),)))


def test_bombs_cost_little() -> None:
    """A zip of zips of zeros, and one that claims gigabytes: bounded in bytes and in time."""
    inner = packed(*((f"{n}.bin", b"\x00" * 5_000_000) for n in range(4)))
    for _ in range(4):
        inner = packed(*((f"{n}.zip", inner) for n in range(6)))
    begun = time.process_time()
    assert "file.bomb" in codes(PLAIN.but(files=(("a.zip", "application/zip", inner),)))
    assert time.process_time() - begun < 5


@given(st.binary(max_size=400), st.sampled_from(["zip", "tar", "gz", "rar", "7z", "iso", "cab", "xz", "?"]))
def test_broken_archives_never_raise(data: bytes, kind: str) -> None:
    for head in (b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"Rar!\x1a\x07"):
        list(members(head + data, kind, Budget()))
        real_type(head + data)
    list(tnef(data))
    list(tnef(b"x\x9f\x3e\x22" + data))
