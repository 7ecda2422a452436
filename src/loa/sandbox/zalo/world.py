"""All that the stand-in for Zalo knows: one app, one Official Account, its people and what they got.

Ids are counted, so that two runs of a test give the same; all times are milliseconds of the virtual clock.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loa.sandbox.clock import VIETNAM, Clock

DAY = 24 * 3600 * 1000
TEMPLATE_STATES = ("ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE")  # their numbers in the API begin with 1


@dataclass(slots=True)
class Account:
    """The app and the OA behind it. The OA secret signs webhooks and is not the app secret (contract §7.1)."""

    app_id: str = "1000000000000000001"
    app_secret: str = "demo-app-secret"  # noqa: S105 - a stand-in keeps no secrets
    oa_id: str = "2000000000000000001"
    oa_secret: str = "demo-oa-secret"  # noqa: S105
    name: str = "Cổng thông tin phòng, chống dịch (giả lập)"
    redirect_uri: str = ""  # empty: any is taken
    code_challenge: str = ""  # that of the console-made link
    disabled: bool = False


@dataclass(slots=True)
class User:
    """Somebody on Zalo. `refuses` holds error numbers the platform answers for them (-139, -141, -244, …)."""

    id: str
    phone: str = ""
    name: str = ""
    following: bool = True
    last_interaction: int | None = None
    dormant: bool = False
    account: bool = True
    refuses: list[int] = field(default_factory=list)
    gender: int = 0
    age: int = 30
    city: int = 38  # Quảng Ninh in the code table of contract §5
    platform: int = 2
    tags: list[str] = field(default_factory=list)
    alias: str = ""
    broadcasts: list[int] = field(default_factory=list)  # when each broadcast reached them


@dataclass(slots=True)
class Parameter:
    """One place of a template."""

    name: str
    required: bool = True
    longest: int = 200


@dataclass(slots=True)
class Template:
    """A ZBS template. `text` shows on the phone with `<name>` places filled."""

    id: str
    name: str
    text: str
    parameters: list[Parameter]
    title: str = ""
    status: str = "ENABLE"
    tag: int = 1
    by_uid: bool = True
    button: str = ""  # label of its button
    button_url: str = ""  # may hold places too
    reason: str = ""


@dataclass(slots=True)
class Article:
    """An OA article."""

    id: str
    title: str
    description: str
    author: str
    cover: str
    body: list[dict[str, Any]]
    status: str
    created: int
    updated: int


@dataclass(slots=True)
class Job:
    """An article being made: `polls` answers of -214 to go, then `article` (None: it failed)."""

    polls: int
    article: str | None


@dataclass(slots=True)
class Asset:
    """An uploaded file's id; good for seven days."""

    id: str
    kind: str
    size: int
    expires: int


@dataclass(slots=True)
class Item:
    """One entry of a chat, as the phone shows it. `state`: 0 accepted, 1 on the device, 2 seen."""

    message_id: str
    user: str
    at: int
    kind: str  # text, template, article, file, from_user
    text: str = ""
    title: str = ""
    url: str = ""
    label: str = ""
    image: str = ""
    article: str = ""
    template: str = ""
    tracking_id: str = ""
    state: int = 0

    @property
    def when(self) -> datetime:
        """When it was sent, in Vietnam."""
        return datetime.fromtimestamp(self.at / 1000, VIETNAM)


@dataclass(slots=True)
class Grants:
    """OAuth state: codes, living access tokens (→ end), refresh tokens (→ end; a used one is gone)."""

    codes: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # code → (end, challenge, redirect)
    access: dict[str, int] = field(default_factory=dict)
    refresh: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Switches:
    """How the platform behaves where sources differ or a test wants it otherwise (`/_control/switches`)."""

    article_polls: int = 1  # answers of -214 before an article is ready
    article_fails: bool = False
    night_hours: bool = True  # broadcasts only 06:00–21:59 (-234)
    template_night: bool = False  # templates too are refused 22:00–06:00 (-133, the older rule)
    tag_hours: bool = False  # tags 2 and 3 only 07:00–22:00 (-133)
    old_token_dies: bool = True  # a refresh ends the previous access token at once
    expires_as_number: bool = False
    oauth_error_without_number: bool = False
    old_reply_quota: bool = False  # `remain` and `total` fixed at 8 in the free window
    receipts: bool = True  # devices confirm what arrives
    receipt_delay: float = 0.0  # seconds (virtual) until they do
    seen_first: bool = False  # "seen" is told before "received"
    duplicate_events: bool = False
    echoes: bool = False  # oa_send_* events for our own sends
    escape_json: bool = False  # webhook bodies with \uXXXX instead of UTF-8
    retry_on_status: bool = True  # a webhook answered with other than 200 is repeated
    calls_a_minute: int = 4000
    calls_a_minute_oa: int = 0  # a limit of the OA's package; 0: none
    template_quota: int = 20000  # messages a day
    article_quota: int = 0  # articles; 0: no limit
    broadcasts_a_day: int = 1
    broadcasts_a_month: int = 4


@dataclass(slots=True)
class Budget:
    """Calls of one minute of the virtual clock (contract §9)."""

    minute: int = -1
    used: int = 0

    def spend(self, now: int, limit: int) -> int:
        """What is left after this call; negative when it may not be carried out."""
        minute = now // 60_000
        if minute != self.minute:
            self.minute, self.used = minute, 0
        self.used += 1
        return limit - self.used


class World:
    """The whole state. One thread."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.account = Account()
        self.switches = Switches()
        self.grants = Grants()
        self.users: dict[str, User] = {}
        self.templates = {template.id: template for template in [_first_template()]}
        self.articles: dict[str, Article] = {}
        self.jobs: dict[str, Job] = {}
        self.assets: dict[str, Asset] = {}
        self.items: dict[str, Item] = {}
        self.chats: dict[str, list[Item]] = {}
        self.templates_sent: tuple[str, int] = ("", 0)  # the day, and how many on it
        self.calls: deque[dict[str, Any]] = deque(maxlen=5000)
        self.counter = 0
        self.budgets = {"oa": Budget(), "article": Budget()}
        self._by_phone: dict[str, str] = {}

    def reset(self) -> None:
        """Begin anew: nobody, nothing sent, the real time. For the next test."""
        vars(self).update(vars(World()))

    @property
    def now(self) -> int:
        """Milliseconds by the virtual clock."""
        return self.clock.milliseconds

    def new_id(self, kind: str) -> str:
        """The next id; numbers of 19 digits for what the platform numbers, so that they pass 2^53."""
        self.counter += 1
        lead = {"user": 8, "template": 5, "article": 4}.get(kind)
        return f"{lead}{self.counter:018d}" if lead else f"{kind}-{self.counter:08d}"

    def add_user(self, user: User) -> User:
        """Take somebody in; a phone number has one account."""
        self.users[user.id] = user
        if user.phone:
            self._by_phone[user.phone] = user.id
        return user

    def user_of_phone(self, phone: str) -> User | None:
        """Whose number *phone* (84…) is."""
        return self.users.get(self._by_phone.get(phone, ""))

    def followers(self) -> Iterator[User]:
        """Everybody who follows the OA, in order of their ids."""
        return (user for user in self.users.values() if user.following)

    def deliver(self, item: Item) -> Item:
        """Put *item* into its user's chat."""
        self.items[item.message_id] = item
        self.chats.setdefault(item.user, []).append(item)
        return item

    def chat(self, user: str, since: int, limit: int) -> list[Item]:
        """Entries of a chat from the place *since* on."""
        return list(itertools.islice(self.chats.get(user, []), since, since + limit))

    def count_template(self) -> tuple[int, int]:
        """Use one of the day's template messages; gives (allowed, left before). Days end at 00:00 in Vietnam."""
        today = self.clock.local.date().isoformat()
        used = self.templates_sent[1] if self.templates_sent[0] == today else 0
        left = self.switches.template_quota - used
        self.templates_sent = (today, used + (left > 0))
        return self.switches.template_quota, left


def _first_template() -> Template:
    """The template with which the OA begins, approved for phones and UIDs."""
    required = [Parameter("title", True, 200), Parameter("number", True, 30), Parameter("code", True, 30)]
    return Template(
        id="500001",
        name="Thông báo bản tin phòng, chống dịch",
        title="Bản tin số <number>",
        text="<title>",
        parameters=[*required, Parameter("name", False, 60), Parameter("url", False, 200)],
        button="Xem bản tin",
        button_url="<url>",
    )


def is_phone(text: str) -> bool:
    """Whether *text* is a Vietnamese number in the form the platform keeps: 84 and nine or ten digits."""
    return text.isascii() and text.isdigit() and text.startswith("84") and 11 <= len(text) <= 12
