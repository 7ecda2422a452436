"""What it carries: the name a reader sees against what the file is. Looked at, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core import documents
from loa.mailguard.core.container import MAX_NESTING, Budget, Member, members, real_type, tnef
from loa.mailguard.core.documents import Finding
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.passwords import told_by_an_office, told_in
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import strip_marks

PROGRAMS = frozenset(
    "exe scr com pif bat cmd js jse vbs vbe wsf wsh hta ps1 psm1 msi msp msix appx dll cpl jar reg inf sct chm xll "  # noqa: SIM905
    "gadget application ade adp scf apk app run vb ws mst msc".split()
)
SHORTCUTS = frozenset("lnk url desktop library-ms search-ms website webloc settingcontent-ms rdp".split())  # noqa: SIM905
DISKS = frozenset("iso img vhd vhdx dmg udf".split())  # noqa: SIM905
NOTES = frozenset({"one", "onepkg", "onetoc2"})
ARCHIVES = frozenset("zip rar 7z tar gz tgz bz2 xz cab arj lzh ace".split())  # noqa: SIM905
MACRO_NAMES = frozenset("docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam sldm".split())  # noqa: SIM905
DOCUMENTS = frozenset(
    "pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv jpg jpeg png gif bmp mp3 mp4 htm html".split()  # noqa: SIM905
)
WEB_PAGES = frozenset({"htm", "html", "shtml", "xhtml", "mht", "mhtml"})
_PICTURES = {"png", "jpg", "gif", "riff"}  # one kind called another harms nobody
_SAME = {
    "pdf": {"pdf"}, "png": _PICTURES, "jpg": _PICTURES, "jpeg": _PICTURES, "gif": _PICTURES, "docx": {"zip", "ole"},
    "xlsx": {"zip", "ole"}, "pptx": {"zip", "ole"}, "doc": {"ole", "rtf", "zip", "xml", "html"},
    "xls": {"ole", "zip", "xml", "html"}, "zip": {"zip"},
}  # fmt: skip
_REVERSERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PASSWORD_TOLD = re.compile(
    r"(?:password|passcode|pass|mật khẩu|mat khau|mã mở tệp|mk|clave|senha|kennwort)\s*(?:(?:là|la|is)\b|[:=])",
    re.IGNORECASE,
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what it carries": each kind once."""
    budget, seen = Budget(), set[str]()
    for part in case.mail.attachments:
        name, kind = part.filename, part.kind
        if kind.startswith(("text/", "image/", "multipart/")) and not name:
            continue
        for item in _judge(case, Member(name, part.data), kind, budget, 0):
            if item.code not in seen:
                seen.add(item.code)
                yield item


def _judge(case: Case, member: Member, kind: str, budget: Budget, depth: int) -> Iterator[Evidence]:
    name, actual = member.name or "—", real_type(member.data)
    where = f"attachment {name}"
    if actual == "tnef" or name.lower() == "winmail.dat":
        for inner in tnef(member.data):
            yield from _judge(case, inner, "", budget, depth + 1)
        return
    yield from _by_name(name, actual, where, depth)
    yield from _by_content(case, member, actual, where, budget, depth)


def _endings(name: str) -> list[str]:
    return [ending.strip() for ending in _REVERSERS.sub("", name).lower().rstrip(". ").split(".")[1:]]


def _by_name(name: str, actual: str, where: str, depth: int) -> Iterator[Evidence]:
    endings = _endings(name)
    last = endings[-1] if endings else ""
    acts = last in PROGRAMS | SHORTCUTS or actual in {"exe", "lnk"}
    if _REVERSERS.search(name) and acts:
        yield reason("file.rtlo", where, shown=name, true=last or actual)
    elif acts and len(endings) > 1 and endings[-2] in DOCUMENTS:
        yield reason("file.double", where, file=name, shown=endings[-2], true=last)
    elif last in SHORTCUTS or actual == "lnk":
        yield reason("file.shortcut", where, file=name)
    elif acts:
        yield reason("file.executable", where, file=name)
    if last in DISKS or actual == "iso":
        yield reason("file.disk", where, file=name)
    elif last in NOTES or actual == "one":
        yield reason("file.note", where, file=name)
    elif last in MACRO_NAMES:
        yield reason("file.macro", where, file=name)
    elif last in WEB_PAGES or (actual == "html" and depth == 0 and last not in {"doc", "xls", "eml", "txt", "xml"}):
        yield reason("file.html", where, file=name)
    if last in _SAME and actual and actual not in _SAME[last] and not acts:
        yield reason("file.type", where, file=name, shown=last, true=actual)


def _by_content(case: Case, member: Member, actual: str, where: str, budget: Budget, depth: int) -> Iterator[Evidence]:
    if actual == "zip":
        inside = list(members(member.data, "zip", budget))
        if any(part.name == "[Content_Types].xml" for part in inside):
            yield from _found(member.name, where, documents.office_parts(inside))
            return
        yield from _archive(case, member, inside, where, budget, depth)
    elif actual in ARCHIVES or actual == "iso":
        yield from _archive(case, member, list(members(member.data, actual, budget)), where, budget, depth)
    else:
        yield from _found(member.name, where, _document(member, actual))


def _document(member: Member, actual: str) -> Iterator[Finding]:
    ending = (_endings(member.name) or [""])[-1]
    if actual == "pdf":
        yield from documents.pdf(member.data)
    elif actual == "ole":
        yield from documents.office_legacy(member.data)
    elif actual == "rtf":
        yield from documents.rtf(member.data)
    elif ending in WEB_PAGES or actual == "html":
        yield from documents.web_file(member.data, "html")
    elif ending == "svg" or actual == "svg":
        yield from documents.web_file(member.data, "svg")


def _found(name: str, where: str, findings: Iterator[Finding]) -> Iterator[Evidence]:
    for finding in findings:
        yield reason(finding.code, where, file=name, action=finding.detail, host=finding.detail)


def _archive(
    case: Case, member: Member, inside: list[Member], where: str, budget: Budget, depth: int
) -> Iterator[Evidence]:
    if any(inner.swells for inner in inside) or budget.left <= 0:
        yield reason(
            "file.bomb",
            where,
            file=member.name,
            detail=f"{len(inside)} → {max(len(i.data) for i in inside) if inside else 0:,} B",
        )
    program = next((inner.name or _without_packing(member.name) for inner in inside if _acts(inner)), None)
    if program is not None:
        yield reason("file.archive_executable", where, file=member.name, inner=program)
    if any(inner.locked for inner in inside):
        said = f"{case.mail.subject}\n{case.mail.visible}"
        told = _PASSWORD_TOLD.search(said) or told_in(strip_marks(said).lower())
        office = "file.locked_office" if told_by_an_office(case) else "file.locked_password"
        yield reason(office if told else "file.locked", where, file=member.name)
    if depth < MAX_NESTING:
        for inner in inside[:50]:
            if inner.data and not _acts(inner):
                yield from _judge(case, inner, "", budget, depth + 1)
    elif any(real_type(inner.data) in ARCHIVES for inner in inside):
        yield reason("file.bomb", where, file=member.name, detail=f"{depth + 1} ×")


def _without_packing(name: str) -> str:
    """`a.exe.gz` holds `a.exe`: one packed file has no name of its own."""
    return name.rpartition(".")[0] or name


def _acts(member: Member) -> bool:
    last = (_endings(member.name) or [""])[-1]
    return last in PROGRAMS | SHORTCUTS or real_type(member.data) in {"exe", "lnk"}
