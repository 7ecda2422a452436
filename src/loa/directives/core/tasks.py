"""The tasks of a dispatch: numbered, by article, or only said in a sentence ("Đề nghị Thuế tỉnh Đắk Lắk rà soát …")."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loa.directives.core.actors import acting_units, is_generic, narrates, ordered_units, task_units
from loa.directives.core.blocks import Block, blocks
from loa.directives.core.deadlines import find_deadline
from loa.directives.core.letters import fold
from loa.directives.core.markers import Level
from loa.directives.core.model import Task

# Kinds that order by articles; in the others "Điều" is quoted law.
ARTICLE_KINDS = frozenset(
    {
        "quyết định",
        "nghị quyết",
        "thông tư",
        "nghị định",
        "quy chế",
        "quy định",
        "thông tư liên tịch",
        "nghị quyết liên tịch",
        "lệnh",
        "luật",
        "pháp lệnh",
        "văn bản hợp nhất",
    }
)
_NO_TASKS_IN = re.compile(
    r"^(?:muc dich|muc tieu|quan diem|pham vi|doi tuong|dac diem|tinh hinh|ket qua|su can thiet|can cu|"
    r"danh gia (?:chung|tinh hinh)|ton tai|han che|thuan loi|nhung (?:ket qua|ton tai|han che|kho khan)|bai hoc|"
    r"(?:thoi gian|dia diem)(?=\s*:))\b"
)
# "… chịu trách nhiệm thi hành Chỉ thị này"
_ANSWERS = re.compile(
    r"^.{0,300}?\b(?:chiu trach nhiem (?:thi hanh|thuc hien)|nghiem tuc (?:thuc hien|trien khai))[^.]{0,60}\bnay\b"
)
_CLOSING = re.compile(
    r"^(?:tren day|trong qua trinh|de nghi|yeu cau|nhan duoc|can cu (?:chi thi|cong van|ke hoach|noi dung|cong dien)|"
    r"(?:chi thi|cong van|ke hoach|thong bao|cong dien|nghi quyet|quyet dinh) nay|"
    r"(?:uy ban|ubnd|van phong|bo|so|chu tich|cuc|ban|thu tuong|tong cuc|hoi dong|cong an|tinh uy|thanh uy)\b.{0,60}?"
    r"\b(?:thong bao|tra loi|de nghi|yeu cau|giao|gui kem|co y kien)\b)"
)
_CUE = re.compile(
    r"\b(?:y kien|chi dao|ket luan|yeu cau|de nghi|thuc hien|nhu sau|sau day|noi dung sau)\b[^:]{0,60}:\s*$"
)
_GROUNDS = re.compile(r"^(?:can cu|xet|theo de nghi|tra loi|phuc dap|thuc hien|tiep theo|ngay \d)\b")
_ENFORCES = re.compile(r"\b(?:trach nhiem|thi hanh|giao|chu tri|to chuc thuc hien)\b")
_ISSUES = re.compile(r"\b(?:ban hanh|xay dung) (?:ke hoach|chi thi|thong bao|quyet dinh|chuong trinh)\b")
_ARTICLE_TITLE = re.compile(
    r"(?:to chuc thuc hien|dieu khoan thi hanh|hieu luc thi hanh|"
    r"(?:hieu luc va )?trach nhiem (?:thi hanh|(?:to chuc )?thuc hien))\s+"
)
_LONGEST_LEAD_IN = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the dispatch when its body is read."""

    kind: str | None
    issued: dt.date | None
    addressees: tuple[str, ...]


def read_tasks(paragraphs: Sequence[str], context: Context) -> tuple[Task, ...]:
    """The tasks in the body of a dispatch, in order."""
    roots = blocks(paragraphs, articles=context.kind in ARTICLE_KINDS)
    articles = list(_articles(roots))
    if articles:
        return tuple(task for article in articles for task in _article_tasks(article, context))
    if any(_items(roots)):
        return tuple(_numbered_tasks(roots, context))
    return tuple(_plain_tasks(roots, context))


def _articles(found: Sequence[Block]) -> Iterator[Block]:
    for block in found:
        if block.level is Level.ARTICLE:
            yield block
        elif block.level is Level.PART:
            yield from _articles(block.children)


def _items(roots: Sequence[Block]) -> Iterator[Block]:
    for root in roots:
        if root.level is Level.ITEM:
            yield root
        elif root.level is Level.PART:
            yield from _items(root.children)


# By article


def _article_tasks(article: Block, context: Context) -> Iterator[Task]:
    paragraphs = list(article.printed())[1:]
    first = article.text
    who = [name for text in (first, *paragraphs) for name in _article_units(text, alone=not paragraphs)]
    named = tuple(dict.fromkeys([name for name in who if not is_generic(name)] or who))
    yield _task(article, article.full_text(), named, context)
    yield from _points(article, named, context)


def _article_units(text: str, *, alone: bool) -> tuple[str, ...]:
    """Those an article names as acting; in a long article only where it speaks of carrying out."""
    bare = re.sub(r"^(?:\d{1,2}|[a-zđ])[.)]\s*", "", text)
    if not alone and not _ENFORCES.search(fold(bare)):
        return ()
    title = _ARTICLE_TITLE.match(fold(bare))
    if title and bare[title.end() :][:1].isupper():
        bare = bare[title.end() :]
    sentences = [bare, *re.split(r"(?<=\.)\s+(?=[^\W\d_a-z])", bare)[1:]]
    return next((names for names in map(acting_units, sentences) if names), ())


# Numbered


def _numbered_tasks(roots: Sequence[Block], context: Context) -> Iterator[Task]:
    closing = _detach_closing(roots)
    inherited = _lead_in_units(roots) or context.addressees
    yield from _below(roots, inherited, context)
    for text in closing:
        yield from _ordered(text, context)


def _below(found: Sequence[Block], inherited: Sequence[str], context: Context) -> Iterator[Task]:
    for block in found:
        if block.level is Level.PART:
            if not _NO_TASKS_IN.match(fold(block.text)):
                plain = [child for child in block.children if child.level is Level.DASH]
                yield from _plain_tasks(plain, context, cued=True)
                yield from _below(block.children, inherited, context)
        elif block.level is Level.ITEM:
            yield from _item_tasks(block, inherited, context)


def _item_tasks(item: Block, inherited: Sequence[str], context: Context) -> Iterator[Task]:
    if _NO_TASKS_IN.match(fold(item.text)) and len(item.text) < 60:
        return
    subitems = [child for child in item.children if child.level is Level.SUBITEM]
    rest = Block(item.marker, item.text, [child for child in item.children if child.level is not Level.SUBITEM])
    text = rest.full_text().strip()
    who = task_units(text, inherited)
    if text:
        yield _task(item, text, who, context)
        yield from _points(rest, who, context)
    for subitem in subitems:
        yield from _item_tasks(subitem, who or inherited, context)


def _points(item: Block, who: Sequence[str], context: Context) -> Iterator[Task]:
    """Points that have doers or deadlines of their own, when they differ: "3.b"."""
    points = [child for child in item.children if child.level in {Level.ITEM, Level.POINT}]
    own = {id(point): _own_units(point, who) for point in points}
    due = {id(point): find_deadline(point.full_text(), context.issued) for point in points}
    differ = any(own.values()) or len({deadline.due for deadline in due.values() if deadline.due}) > 1
    for point in points if differ else ():
        if own[id(point)] or due[id(point)].due:
            names = own[id(point)] or tuple(who)
            yield _task(point, point.full_text(), names, context, no=f"{item.no}.{point.no}")


def _own_units(point: Block, who: Sequence[str]) -> tuple[str, ...]:
    """Whom a point names itself, when they are others than those of the task it belongs to."""
    names = (
        task_units(point.full_text(), who) if point.marker and point.level is Level.POINT else acting_units(point.text)
    )
    return () if set(names) == set(who) else names


def _lead_in_units(roots: Sequence[Block]) -> tuple[str, ...]:
    """Whom the words right above the first number address: the last order in them holds for what follows."""
    above: list[str] = []
    for root in roots:
        if root.level in {Level.ITEM, Level.PART}:
            break
        above.append(root.text)
    for text in reversed(above[-_LONGEST_LEAD_IN:]):
        groups = list(ordered_units(text))
        if groups:
            return groups[-1]
        names = acting_units(text) if text.endswith(":") and not _ISSUES.search(fold(text)) else ()
        if names:
            return names
    return ()


def _detach_closing(roots: Sequence[Block]) -> list[str]:
    """Take the closing words ("Trên đây là …", "Yêu cầu các đơn vị …") off the last item, below which they stand."""
    node = roots[-1]
    while node.children and node.children[-1].level < Level.DASH:
        node = node.children[-1]
    first = len(node.children)
    while first and node.children[first - 1].marker is None:
        first -= 1
    start = next((i for i in range(first, len(node.children)) if _closes(node.children[i].text)), None)
    if start is None:
        trailing = [root for root in roots if root.marker is None and root is roots[-1]]
        return [root.text for root in trailing]
    closing = [child.text for child in node.children[start:]]
    del node.children[start:]
    return closing


def _closes(text: str) -> bool:
    folded = fold(text)
    return bool(_CLOSING.match(folded) or _ANSWERS.match(folded))


# Unnumbered


def _plain_tasks(roots: Sequence[Block], context: Context, *, cued: bool = False) -> Iterator[Task]:
    """Tasks said in sentences; *cued* says that what follows is an order already ("… có ý kiến như sau:")."""
    lead: tuple[str, ...] = ()
    for block in roots:
        if block.level is Level.DASH and block.marker is not None and lead:
            yield _plain_task(block, task_units(block.full_text(), lead), context)
            continue
        groups = (
            () if _GROUNDS.match(fold(block.text)) and not _orders_too(block.text) else tuple(ordered_units(block.text))
        )
        names = tuple(name for group in groups for name in group)
        opens_list = block.text.rstrip().endswith(":")
        lead = (names or acting_units(block.text)) if opens_list else ()
        if names and not opens_list:
            yield _plain_task(block, names, context)
        elif cued and not opens_list and not narrates(block.text):
            subject = acting_units(block.text)
            if subject and not _CLOSING.match(fold(block.text)):
                yield _plain_task(block, subject, context)
        cued = cued or bool(_CUE.search(fold(block.text)))


def _orders_too(text: str) -> bool:
    """Grounds that end in an order: "Căn cứ quy định nêu trên, đề nghị Thuế thành phố …"."""
    return len(re.findall(r"[.,]\s*(?:de nghi|yeu cau|giao)\b", fold(text))) > 0


def _ordered(text: str, context: Context) -> Iterator[Task]:
    names = tuple(name for names in ordered_units(text) for name in names)
    if not names and _ANSWERS.match(fold(text)):
        names = acting_units(text)
    if names:
        yield _plain_task(Block(None, text), names, context)


def _plain_task(block: Block, who: Sequence[str], context: Context) -> Task:
    return _task(Block(None, ""), block.full_text(), tuple(dict.fromkeys(who)), context)


def _task(block: Block, text: str, who: Sequence[str], context: Context, no: str | None = None) -> Task:
    deadline = find_deadline(text, context.issued)
    number = block.no if no is None else no
    return Task(number, text, tuple(who), deadline.due, deadline.words, deadline.unclear)
