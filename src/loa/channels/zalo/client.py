"""The calls of the Zalo platform that a bulletin system makes (contract §4 to §6), typed.

Three hosts, each with a configurable base URL. Business errors come with HTTP 200, so the body decides; what is not
JSON or not 2xx counts as a broken transport. Every error is a `loa.channels.zalo.errors.ZaloError`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

import httpx

from loa.channels.zalo.answers import data_of, moment, number_in, object_in, required_text, text_in
from loa.channels.zalo.errors import BadPhoneError, BusyError, ContentTooLongError, Table, UnknownOutcomeError
from loa.channels.zalo.tokens import App, OAuth, TokenKeeper, TokenStore
from loa.channels.zalo.transport import TIMEOUT, RateLimit, Transport

MAX_TEXT = 2000  # characters of a consultation message
MAX_TITLE, MAX_DESCRIPTION, MAX_AUTHOR = 150, 300, 50  # characters of an article
USER_PAGE = 50
LAST_OFFSET = 9951  # `getlist` shows no more than about 10,000 people for one filter
BEING_PROCESSED = -214


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base URLs without trailing slash."""

    oauth: str = "https://oauth.zaloapp.com"
    openapi: str = "https://openapi.zalo.me"
    business: str = "https://business.openapi.zalo.me"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken. `quota` is as the platform gave it."""

    message_id: str
    sent_at: datetime | None
    quota: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """Our OA's card."""

    id: str
    name: str
    verified: bool
    followers: int


@dataclass(frozen=True, slots=True)
class UserPage:
    """A page of user ids. `total` is that of the filter, beyond 10,000 too."""

    total: int
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserDetail:
    """What the platform tells of one person. `phone` only where they shared it."""

    id: str
    name: str
    follows: bool
    last_interaction: str  # DD/MM/YYYY, or empty
    phone: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article to publish. `body` is a list of the platform's parts (`{"type": "text", "content": …}`, …)."""

    title: str
    description: str
    author: str
    cover_url: str
    body: Sequence[Mapping[str, Any]]
    tracking_link: str = ""
    shown: bool = True

    def payload(self) -> dict[str, Any]:
        """The create call's body. Raises `ContentTooLongError`."""
        return {
            "type": "normal",
            "title": _bounded("title", self.title, MAX_TITLE),
            "author": _bounded("author", self.author, MAX_AUTHOR),
            "cover": {"cover_type": "photo", "photo_url": self.cover_url, "status": "show"},
            "description": _bounded("description", self.description, MAX_DESCRIPTION),
            "body": [dict(part) for part in self.body],
            "status": "show" if self.shown else "hide",  # the platform hides unless told otherwise
            "comment": "hide",
        } | ({"tracking_link": self.tracking_link} if self.tracking_link else {})


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a broadcast is for; empty means everybody. Codes of contract §5."""

    ages: Sequence[int] = ()
    genders: Sequence[int] = ()
    cities: Sequence[int] = ()
    platforms: Sequence[int] = ()

    def payload(self) -> dict[str, str]:
        """Comma-joined texts, as the SDKs send them; a filter that is not set is left out."""
        named = {"ages": self.ages, "gender": self.genders, "cities": self.cities, "platform": self.platforms}
        return {name: ",".join(map(str, codes)) for name, codes in named.items() if codes}


class ZaloClient:
    """One OA. Safe to share between threads; `close` it at the end."""

    def __init__(
        self,
        endpoints: Endpoints,
        app: App,
        store: TokenStore,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)
        self._sleep = sleep
        self.oauth = OAuth(endpoints.oauth, app, self._http, now)
        self.tokens = TokenKeeper(store, self.oauth, now)
        bases = {Table.OA: endpoints.openapi, Table.ZBS: endpoints.business}
        self._transport = Transport(bases, app.app_secret, self.tokens, self._http)

    def close(self) -> None:
        """Give back the connections; may be called twice."""
        self._http.close()

    @property
    def rate(self) -> RateLimit | None:
        """The budget as of the last answer; None before the first."""
        return self._transport.rate

    # -- the OA and its people ---------------------------------------------------------------------------------

    def official_account(self) -> OfficialAccount:
        """Our own card: the cheapest way to see that the grant works."""
        data = self._ask("/v2.0/oa/getoa", {})
        return OfficialAccount(
            id=text_in(data, "oaid") or text_in(data, "oa_id"),
            name=text_in(data, "name"),
            verified=bool(data.get("is_verified")),
            followers=number_in(data, "num_follower"),
        )

    def users(self, offset: int = 0, *, tag: str = "", period: str = "", followers: bool = True) -> UserPage:
        """One page of people from place *offset* (at most 9951) on."""
        wanted = {"offset": offset, "count": USER_PAGE, "is_follower": str(followers).lower()}
        wanted |= {"tag_name": tag} if tag else {}
        wanted |= {"last_interaction_period": period} if period else {}
        data = self._ask("/v3.0/oa/user/getlist", {"data": json.dumps(wanted, ensure_ascii=False)})
        listed = data.get("users")
        users = (
            [text_in(user, "user_id") for user in listed if isinstance(user, dict)] if isinstance(listed, list) else []
        )
        return UserPage(number_in(data, "total"), tuple(user for user in users if user))

    def every_user(self, *, tag: str = "", period: str = "") -> Iterator[str]:
        """Everybody the filter finds, each once, up to the platform's 10,000: segment beyond that."""
        seen: set[str] = set()
        for offset in range(0, LAST_OFFSET + 1, USER_PAGE):
            page = self.users(offset, tag=tag, period=period)
            # People come and go between two pages, so that some appear twice.
            yield from (user for user in page.users if user not in seen)
            seen.update(page.users)
            if not page.users:
                return

    def user(self, user_id: str) -> UserDetail:
        """What the platform tells of one person."""
        data = self._ask("/v3.0/oa/user/detail", {"data": json.dumps({"user_id": user_id})})
        tags = object_in(data, "tags_and_notes_info").get("tag_names")
        return UserDetail(
            id=text_in(data, "user_id"),
            name=text_in(data, "display_name"),
            follows=bool(data.get("user_is_follower")),
            last_interaction=text_in(data, "user_last_interaction_date"),
            phone=text_in(object_in(data, "shared_info"), "phone"),
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        )

    # -- articles and broadcasts -------------------------------------------------------------------------------

    def create_article(self, article: Article) -> str:
        """Hand in an article; gives the token with which to ask for its id."""
        return required_text(self._do("/v2.0/article/create", article.payload()), "token")

    def article_id(self, token: str) -> str | None:
        """The id of a handed-in article; None while the platform still works on it (-214)."""
        try:
            data = self._transport.call(
                Table.OA, "POST", "/v2.0/article/verify", body={"token": token}, repeatable=True
            )
        except BusyError as error:
            if error.number == BEING_PROCESSED:
                return None
            raise
        return required_text(data_of(data), "id")

    def publish_article(self, article: Article, *, patience: float = 60.0, pause: float = 1.0) -> str:
        """Hand in *article* and wait for its id, at most *patience* seconds, with growing pauses.

        Raises `BusyError` (-214) when it is still not ready.
        """
        token = self.create_article(article)
        waited = 0.0
        while (found := self.article_id(token)) is None:
            if waited >= patience:
                raise BusyError(BEING_PROCESSED, "Article is being processed")
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, 10.0)
        return found

    def broadcast(self, article_id: str, target: Target | None = None) -> str:
        """Send an article to all followers who fit; gives the broadcast's message id.

        Followers who had their share (one a day, four a month) are passed over without a word.
        """
        element = {"media_type": "article", "attachment_id": article_id}
        attachment = {"type": "template", "payload": {"template_type": "media", "elements": [element]}}
        body = {
            "recipient": {"target": (target or Target()).payload()},
            "message": {"attachment": attachment},
        }
        return required_text(self._do("/v2.0/oa/message", body), "message_id")

    # -- messages to one person --------------------------------------------------------------------------------

    def send_text(self, user_id: str, text: str) -> Sent:
        """A consultation message, possible for seven days after the person's last interaction."""
        message = {"text": _bounded("text", text, MAX_TEXT)}
        return self._sent(
            self._post(Table.OA, "/v3.0/oa/message/cs", {"recipient": {"user_id": user_id}, "message": message})
        )

    def send_template(self, user_id: str, template_id: str, values: Mapping[str, str]) -> Sent:
        """An approved template to a follower. There is no tracking id: keep the message id at once."""
        body = {"user_id": user_id, "template_id": template_id, "template_data": dict(values)}
        return self._sent(self._post(Table.OA, "/v3.0/oa/message/template", body))

    def send_template_to_phone(
        self, phone: str, template_id: str, values: Mapping[str, str], tracking_id: str = ""
    ) -> Sent:
        """An approved template to a phone number. A repeat with the same *tracking_id* is a second message."""
        body = {"phone": normal_phone(phone), "template_id": template_id, "template_data": dict(values)}
        body |= {"tracking_id": tracking_id[:48]} if tracking_id else {}
        return self._sent(self._post(Table.ZBS, "/message/template", body))

    def reached(self, message_id: str) -> bool | None:
        """Whether a template message to a phone is on the device; None when the platform does not know it."""
        data = data_of(
            self._transport.call(
                Table.ZBS, "GET", "/message/status", params={"message_id": message_id}, repeatable=True
            )
        )
        status = number_in(data, "status", -1)
        return None if status < 0 else status == 1

    def template_quota(self) -> tuple[int, int]:
        """Template messages allowed today, and left."""
        data = data_of(self._transport.call(Table.ZBS, "GET", "/message/quota", repeatable=True))
        return number_in(data, "dailyQuota"), number_in(data, "remainingQuota")

    def upload_image(self, data: bytes, name: str = "image.png") -> str:
        """Upload a picture (jpg or png, at most 1 MB); gives its attachment id, good for seven days."""
        answer = self._transport.call(
            Table.OA, "POST", "/v2.0/oa/upload/image", files={"file": (name, data)}, repeatable=True
        )
        return required_text(data_of(answer), "attachment_id")

    @staticmethod
    def _sent(answer: dict[str, Any]) -> Sent:
        """Some answers have `sent_time` beside `data`, some inside (contract §4.3)."""
        data = data_of(answer)
        number = text_in(data, "message_id") or text_in(data, "msg_id")
        if not number:
            raise UnknownOutcomeError(0, "the answer has no message id")
        return Sent(
            number, moment(text_in(data, "sent_time") or text_in(answer, "sent_time")), object_in(data, "quota")
        )

    # -- one call ----------------------------------------------------------------------------------------------

    def _ask(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        return data_of(self._transport.call(Table.OA, "GET", path, params=params, repeatable=True))

    def _do(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return data_of(self._post(Table.OA, path, body))

    def _post(self, table: Table, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._transport.call(table, "POST", path, body=body)


def _bounded(name: str, text: str, longest: int) -> str:
    """*text* in NFC, in which the platform counts. Raises `ContentTooLongError`."""
    composed = normalize("NFC", text)
    if len(composed) > longest:
        raise ContentTooLongError(longest, name)
    return composed


_PUNCTUATION = re.compile(r"[\s().\-]")


def normal_phone(text: str) -> str:
    """A Vietnamese number as `84…`, from any way of writing it. Raises `BadPhoneError`."""
    digits = _PUNCTUATION.sub("", text).removeprefix("+")
    if digits.startswith("0"):
        digits = f"84{digits[1:]}"
    if not re.fullmatch(r"84[1-9][0-9]{8,9}", digits):
        raise BadPhoneError(0, text)
    return digits
