"""Articles, broadcasts and uploads (contract §4.5 and §5)."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import Any

from loa.sandbox.zalo.call import ApiError, Call, text_field, whole_number
from loa.sandbox.zalo.world import DAY, Article, Asset, Item, Job, User, World

ASSET_LIFE = 7 * DAY
UPLOADS = {  # kind → (largest in bytes, name endings)
    "image": (1_000_000, (".jpg", ".jpeg", ".png")),
    "gif": (5_000_000, (".gif",)),
    "file": (5_000_000, (".pdf", ".doc", ".docx", ".csv")),
}
BODY_PARTS = {"text": "content", "image": "url", "video": "url", "product": "id"}
AGE_GROUPS = ((0, 12), (13, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 200))


class Content:
    """What the OA publishes."""

    def __init__(self, world: World, base: str = "/zalo") -> None:
        self._world = world
        self._base = base

    # -- articles ----------------------------------------------------------------------------------------------

    def create(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/article/create`: a token; the article comes later."""
        allowed = self._world.switches.article_quota
        if allowed and len(self._world.articles) >= allowed:
            raise ApiError(-223)
        article = self._composed(call.json(), self._world.new_id("article"))
        return self._queued(article)

    def update(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/article/update`."""
        body = call.json()
        old = self._article(body)
        article = self._composed(body, old.id)
        article.created = old.created
        return self._queued(article)

    def _queued(self, article: Article) -> dict[str, Any]:
        token = self._world.new_id("job")
        fails = self._world.switches.article_fails
        self._world.jobs[token] = Job(self._world.switches.article_polls, None if fails else article.id)
        if not fails:
            self._world.articles[article.id] = article
        return {"data": {"token": token}}

    def verify(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/article/verify`: -214 while it is made, then its id."""
        job = self._world.jobs.get(text_field(call.json(), "token"))
        if job is None:
            raise ApiError(-201, "token is invalid!")
        if job.polls > 0:
            job.polls -= 1
            raise ApiError(-214)
        if job.article is None:
            raise ApiError(-200, "Article could not be created")
        return {"data": {"id": job.article}}

    def remove(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/article/remove`."""
        del self._world.articles[self._article(call.json()).id]
        return {}

    def get_slice(self, call: Call) -> dict[str, Any]:
        """`GET /v2.0/article/getslice`: newest first, ten a call."""
        offset = whole_number(call.query, "offset", default=0, least=0, most=10**6)
        limit = whole_number(call.query, "limit", default=10, least=1, most=10)
        everything = sorted(self._world.articles.values(), key=lambda one: one.id, reverse=True)
        medias = [self._line(article) for article in everything[offset : offset + limit]]
        return {"data": {"total": len(everything), "medias": medias}}

    def get_detail(self, call: Call) -> dict[str, Any]:
        """`GET /v2.0/article/getdetail?id=`."""
        article = self._article(call.query)
        cover = {"cover_type": "photo", "photo_url": article.cover}
        more = {"description": article.description, "author": article.author, "body": article.body, "cover": cover}
        return {"data": {**self._line(article), **more}}

    def _line(self, article: Article) -> dict[str, Any]:
        return {
            "id": article.id,
            "type": "normal",
            "title": article.title,
            "status": article.status,
            "thumb": article.cover,
            "link_view": f"{self._base}/articles/{article.id}",
            "total_view": 0,
            "total_share": 0,
            "create_date": article.created,
            "update_date": article.updated,
        }

    def _article(self, values: Any) -> Article:
        article = self._world.articles.get(text_field(values, "id"))
        if article is None:
            raise ApiError(-201, "id is invalid!")
        return article

    def _composed(self, body: dict[str, Any], number: str) -> Article:
        if body.get("type") != "normal":
            raise ApiError(-201, "type is invalid!")
        status = body.get("status", "hide")  # hidden unless asked otherwise (contract §5)
        if status not in {"show", "hide"}:
            raise ApiError(-201, "status is invalid!")
        return Article(
            id=number,
            title=text_field(body, "title", longest=150),
            description=text_field(body, "description", longest=300),
            author=text_field(body, "author", longest=50),
            cover=_cover(body.get("cover")),
            body=_body(body.get("body")),
            status=status,
            created=self._world.now,
            updated=self._world.now,
        )

    # -- broadcast ---------------------------------------------------------------------------------------------

    def broadcast(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/oa/message` with a target: an article to every follower who fits and may still get one."""
        body = call.json()
        recipient = body.get("recipient")
        if not isinstance(recipient, dict) or "target" not in recipient:
            raise ApiError(-240)  # v2 messages to one user are shut
        article = self._broadcastable(body)
        if self._world.switches.night_hours and not 6 <= self._world.clock.local.hour < 22:
            raise ApiError(-234)
        target = _target(recipient["target"])
        number = self._world.new_id("broadcast")
        midnight = self._world.clock.local.replace(hour=0, minute=0, second=0, microsecond=0)
        day, month = midnight.timestamp() * 1000, midnight.replace(day=1).timestamp() * 1000
        for user in list(self._world.followers()):
            if _fits(user, target) and self._may_get(user, day, month):
                self._hand_out(article, user, number)
        return {"data": {"message_id": number}}

    def _broadcastable(self, body: dict[str, Any]) -> Article:
        try:
            element = body["message"]["attachment"]["payload"]["elements"][0]
        except (KeyError, IndexError, TypeError):
            raise ApiError(-201, "message is invalid!") from None
        if not isinstance(element, dict) or element.get("media_type") != "article":
            raise ApiError(-233)
        article = self._world.articles.get(text_field(element, "attachment_id"))
        if article is None or article.status != "show" or self._unfinished(article.id):
            raise ApiError(-201, "attachment_id is invalid!")
        return article

    def _unfinished(self, article: str) -> bool:
        return any(job.article == article and job.polls > 0 for job in self._world.jobs.values())

    def _may_get(self, user: User, day: float, month: float) -> bool:
        """Whether the caps since the beginning of the *day* and *month* (ms) leave room.

        Those who are full are passed over without a word (contract §4.4).
        """
        switches = self._world.switches
        user.broadcasts = [at for at in user.broadcasts if at >= month]
        today = sum(at >= day for at in user.broadcasts)
        open_to_it = not user.dormant and -244 not in user.refuses
        return open_to_it and today < switches.broadcasts_a_day and len(user.broadcasts) < switches.broadcasts_a_month

    def _hand_out(self, article: Article, user: User, broadcast: str) -> None:
        user.broadcasts.append(self._world.now)
        self._world.deliver(
            Item(
                message_id=f"{broadcast}.{user.id}",
                user=user.id,
                at=self._world.now,
                kind="article",
                title=article.title,
                text=article.description,
                image=article.cover,
                article=article.id,
                url=f"{self._base}/articles/{article.id}",
                state=1,
            )
        )

    # -- uploads -----------------------------------------------------------------------------------------------

    def upload(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/oa/upload/{image,gif,file}`: field `file` of a multipart form."""
        kind = call.path.rsplit("/", 1)[-1]
        largest, endings = UPLOADS[kind]
        name, data = _uploaded(call)
        if not name.lower().endswith(endings):
            raise ApiError(-201, "file is invalid!")
        if len(data) > largest:
            raise ApiError(-210)
        asset = Asset(self._world.new_id("asset"), kind, len(data), self._world.now + ASSET_LIFE)
        self._world.assets[asset.id] = asset
        return {"data": {"token" if kind == "file" else "attachment_id": asset.id}}


def _cover(cover: Any) -> str:
    if not isinstance(cover, dict) or cover.get("cover_type") not in {"photo", "video"}:
        raise ApiError(-201, "cover is invalid!")
    return text_field(cover, "photo_url" if cover["cover_type"] == "photo" else "video_id")


def _body(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, list) or not body:
        raise ApiError(-201, "body is invalid!")
    for part in body:
        if not isinstance(part, dict) or part.get("type") not in BODY_PARTS:
            raise ApiError(-201, "body is invalid!")
        if part["type"] != "video":
            text_field(part, BODY_PARTS[part["type"]])
    return body


def _uploaded(call: Call) -> tuple[str, bytes]:
    """Name and bytes of the form's `file`; the standard mail parser reads multipart bodies."""
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    form = message_from_bytes(head + call.body)
    parts = [part for part in form.walk() if isinstance(part, Message)]
    for part in parts:
        if part.get_param("name", header="content-disposition") == "file":
            data = part.get_payload(decode=True)
            return part.get_filename() or "", data if isinstance(data, bytes) else b""
    raise ApiError(-201, "file is invalid!")


def _target(target: Any) -> dict[str, frozenset[int]]:
    """The filters, each of which may come as "1,2", 1 or [1, 2] (contract §5)."""
    if not isinstance(target, dict):
        raise ApiError(-201, "target is invalid!")
    try:
        return {name: frozenset(_numbers(value)) for name, value in target.items()}
    except (TypeError, ValueError, OverflowError):  # JSON in Python knows Infinity
        raise ApiError(-201, "target is invalid!") from None


def _numbers(value: Any) -> list[int]:
    if isinstance(value, str):
        return [int(part) for part in value.split(",") if part.strip()]
    return [int(part) for part in value] if isinstance(value, list) else [int(value)]


def _fits(user: User, target: dict[str, frozenset[int]]) -> bool:
    age = next((group for group, (low, high) in enumerate(AGE_GROUPS) if low <= user.age <= high), 7)
    facts = {"ages": age, "cities": user.city, "platform": user.platform, "platforms": user.platform}
    if target.get("gender", frozenset({0})) - {0} and user.gender not in target["gender"]:
        return False
    return all(facts[name] in wanted for name, wanted in target.items() if name in facts and wanted)
