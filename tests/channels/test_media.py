"""Pictures, files and charts on every channel: bound by hash, told in words, small enough for cheap phones."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import json
import re
from typing import Any

import feedparser
import pytest
from PIL import Image

from loa.bulletins.core import imaging
from loa.bulletins.core.manifest import AttachmentRef, Figure, Picture, PictureFile, Text
from loa.channels.app.webpush import payload
from loa.channels.base import ReleaseContext
from loa.channels.mail.pictures import LARGEST, TOGETHER, inline_pictures
from loa.channels.mail.render import Variant, render
from loa.channels.mail.template import Letterhead, build
from loa.channels.portal import pages
from loa.channels.portal.core import feeds
from loa.channels.portal.core.entry import Entry
from loa.channels.zalo import render as zalo
from tests.channels.mail import samples
from tests.channels.portal.samples import SITE

PDF = b"%PDF-1.7 %%EOF"


def taken(colour: str = "navy") -> tuple[Picture, dict[str, bytes]]:
    """A picture as the desk takes it in, and its bytes."""
    target = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(target, format="PNG")
    made = imaging.renditions(target.getvalue())
    files = tuple(PictureFile(one.media_type, one.width, one.height, len(one.content), one.sha256) for one in made)
    picture = Picture(files[-1].sha256[:12], {"vi": "Bản đồ <các> điểm khai báo", "en": "Map of the posts"}, files)
    return picture, {one.sha256: one.content for one in made}


def release(**changes: Any) -> ReleaseContext:
    """A release with a picture inside its text, a file, and figures that can be compared."""
    picture, files = taken()
    words = Text("Tiêu đề", "Tóm tắt", f"Trước ảnh.\n\n![](picture:{picture.key})\n\nSau ảnh.", "Sở Y tế")
    zh = Text("标题", "摘要", "正文")
    sha256 = hashlib.sha256(PDF).hexdigest()
    parts: dict[str, Any] = {
        "texts": {"vi": words, "zh": zh},
        "pictures": (picture,),
        "attachments": (
            AttachmentRef("Mẫu khai.pdf", "application/pdf", len(PDF), sha256, "Mẫu khai", {"zh": "表格"}),
        ),
        "figures": (
            Figure({"vi": "Đang cách ly"}, 1234, "2020-02-07", "cl", "người", 1100, {"en": "people", "zh": "人"}),
            Figure({"vi": "Đã khỏi"}, 12, "2020-02-07", "cl", "người"),
        ),
    }
    return ReleaseContext(samples.manifest(**parts | changes), "c2ln", samples.PLACE, attachments=files | {sha256: PDF})


def page(language: str = "vi", **changes: Any) -> str:
    manifest = release(**changes).manifest
    entry = Entry(manifest, bytes(64), bytes(32))
    return pages.bulletin(SITE, entry, [entry], language).decode()


def test_the_portal_shows_the_picture_at_its_place_for_every_phone() -> None:
    html = page()
    assert html.index("Trước ảnh") < html.index("<picture>") < html.index("Sau ảnh")
    assert 'alt="Bản đồ &lt;các&gt; điểm khai báo"' in html
    [widths] = re.findall(r'type="image/webp" srcset="([^"]+)"', html)
    assert re.findall(r"(\d+)w", widths) == ["480", "960", "1200"]
    assert all(re.fullmatch(r"/files/[0-9a-f]{64}/\S+\.webp \d+w", one) for one in widths.split(", "))
    assert re.search(r'<img src="/files/[0-9a-f]{64}/\S+-960\.jpg"', html)
    assert 'width="960" height="640"' in html
    assert "picture:" not in html


def test_the_portal_lists_files_with_kind_and_size() -> None:
    assert re.search(
        r'<a href="/files/[0-9a-f]{64}/M%E1%BA%ABu%20khai\.pdf">Mẫu khai</a> <span[^>]*>\(PDF, 1 KB\)', page()
    )
    assert ">表格</a>" in page("zh")


def test_the_chart_says_everything_in_words_with_the_table_behind_it() -> None:
    html = page()
    assert 'aria-label="Đang cách ly: 1.234 người (trước: 1.100 người); Đã khỏi: 12 người"' in html
    assert html.index("figure-chart") < html.index("<caption>")
    assert ">07/02/2020<" in html
    assert 'class="figure-chart"' not in page(figures=(Figure({"vi": "Số ca"}, 1, "2020-02-07"),))


def test_a_number_is_told_in_the_unit_of_the_reader_s_language() -> None:
    """On the portal and in mail, in the chart and in the table; where nobody said it, in Vietnamese."""
    letter = mail(release(), "zh").get_body(("plain",))
    assert letter is not None
    for words in (page("zh"), letter.get_content()):
        assert re.search(r"1[.,]234 人", words)
        assert "12 người" in words
        assert "234 người" not in words
    assert "人" not in page("vi")


def test_readers_can_change_the_language_of_the_page() -> None:
    html = page("zh")
    assert '<html lang="zh">' in html
    assert "正文" in html
    assert re.search(r'hreflang="zh" aria-current="page">中文</a>', html)
    assert re.search(r'<a href="/b/[^"]+" lang="vi" hreflang="vi">Tiếng Việt</a>', html)


def mail(context: ReleaseContext, language: str = "vi") -> email.message.EmailMessage:
    variant = Variant(language, duty=True, personal=False)
    content = render(context, variant, lambda message: message)
    template = build(Letterhead("UBND", b"bantin@loa.example", "loa.example"), variant, content, context)
    raw = template.fill(b"a@b.example", b"Fri, 7 Feb 2020 00:30:00 +0000", b"<1@loa.example>", b"", b"")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def test_a_mail_carries_its_pictures_inside() -> None:
    message = mail(release())
    assert not message.defects
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *("multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg", "image/png")
    ]
    html = next(part for part in message.walk() if part.get_content_type() == "text/html").get_content()
    named = set(re.findall(r'src="cid:([^"]+)"', html))
    carried = {part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]}
    assert named == carried
    assert 'src="http' not in html
    for part in message.walk():
        if part.get_content_maintype() == "image":
            with Image.open(io.BytesIO(part.get_content())) as shown:
                shown.load()
                assert shown.width <= 1000


def test_a_mail_says_the_same_in_plain_words() -> None:
    body = mail(release()).get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "[Picture: Bản đồ <các> điểm khai báo]" in text
    assert "Đang cách ly: 1.234 người (before: 1.100)" in text
    assert "Mẫu khai (PDF, 1 KB)" in text
    assert f"https://loa.example/files/{hashlib.sha256(PDF).hexdigest()}/M%E1%BA%ABu%20khai.pdf" in text


def test_a_mail_without_pictures_is_as_it_was() -> None:
    kinds = [part.get_content_type() for part in mail(release(pictures=(), figures=())).walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_large_pictures_stay_on_the_page() -> None:
    def picture(number: int, size: int) -> Picture:
        return Picture(f"{number:04x}", {"vi": "Ảnh"}, (PictureFile("image/jpeg", 480, 320, size, f"{number:064x}"),))

    many = [picture(1, LARGEST + 1), *(picture(number, 60_000) for number in range(2, 6))]
    shown = inline_pictures(many, {f"{number:064x}": b"x" for number in range(1, 6)}, "vi")
    assert list(shown) == ["0002", "0003"]
    assert TOGETHER < 3 * 60_000


def test_a_push_names_the_picture_and_stays_small() -> None:
    made = payload.render(release())
    body = made.payloads[payload.Variant("vi", True)]
    assert re.search(rb'"image":"https://loa\.example/files/[0-9a-f]{64}/[0-9a-f]+-480\.jpg"', body.fill("t"))
    assert body.size <= payload.JSON_LIMIT


def test_a_zalo_article_holds_pictures_figures_and_files() -> None:
    context = release()
    article = zalo.article(context, "Số 05")
    assert [part["type"] for part in article.body] == ["text", "image", *["text"] * 6]
    assert article.body[1]["caption"] == "Bản đồ <các> điểm khai báo"
    assert article.body[1]["url"] == article.cover_url
    words = [part.get("content", "") for part in article.body]
    assert "• Đang cách ly: 1.234 người (trước: 1.100 người) – 07/02/2020" in words
    assert any(line.startswith("• Mẫu khai (PDF): https://loa.example/files/") for line in words)


@pytest.mark.parametrize(("language", "title"), [("zh", "标题"), ("hmn", "Tiêu đề"), ("vi", "Tiêu đề")])
def test_everybody_gets_the_own_language_or_vietnamese(language: str, title: str) -> None:
    context = release()
    body = payload.render(context).payload(samples.envelope(language=language))
    assert title.encode() in body
    assert zalo.template_values(context, language).title == title


def test_feeds_carry_the_picture_and_the_file_by_whole_addresses() -> None:
    entry = Entry(release().manifest, bytes(64), bytes(32))
    feed = feeds.Feed("https://loa.example", "/feeds/all", "Loa", "UBND", [entry])
    [atom] = feedparser.parse(feeds.atom(feed)).entries
    [rss] = feedparser.parse(feeds.rss(feed)).entries
    [item] = json.loads(feeds.json_feed(feed))["items"]
    for found in (atom, rss):
        [file] = found.enclosures
        assert (file.href, file.type, file.length) == (item["attachments"][0]["url"], "application/pdf", str(len(PDF)))
    assert item["attachments"][0]["title"] == "Mẫu khai"
    assert item["attachments"][0]["url"].startswith("https://loa.example/files/")
    html = item["content_html"]
    assert html.index("Trước ảnh") < html.index(f'<img src="{item["image"]}"') < html.index("Sau ảnh")
    assert 'alt="Bản đồ &lt;các&gt; điểm khai báo"' in html
