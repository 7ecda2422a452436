"""Messages to one person (contract §4 and §6): consultation, ZBS template by UID and by phone, status, quota."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from unicodedata import normalize

from loa.sandbox.zalo.call import ApiError, Call, text_field
from loa.sandbox.zalo.events import Events
from loa.sandbox.zalo.world import DAY, Item, Template, User, World, is_phone

LONGEST_TEXT = 2000  # characters
FREE_WINDOW = 2 * DAY
WINDOW = 7 * DAY
SHORT_TEXTS = {"title": 100}
_PLACE = re.compile(r"<(\w+)>")


class Messaging:
    """The sending half of the OA and the business host."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    # -- consultation ------------------------------------------------------------------------------------------

    def consultation(self, call: Call) -> dict[str, Any]:
        """`POST /v3.0/oa/message/cs`."""
        body = call.json()
        user = self._user(_part(body, "recipient"))
        item = self._composed(_part(body, "message"), user)
        quota = self._window(user)
        self._refuse_for(user)
        self._send(item)
        self._events.echo(item)
        data = {"message_id": item.message_id, "user_id": user.id, "sent_time": str(item.at), "quota": quota}
        return {"data": data}

    def _window(self, user: User) -> dict[str, str]:
        """Which window of contract §4.4 is open. Raises `ApiError` -213 or -230 when none is."""
        if user.last_interaction is None or self._world.now - user.last_interaction > WINDOW:
            raise ApiError(-230 if user.following else -213)
        if self._world.now - user.last_interaction > FREE_WINDOW:
            return {"quota_type": "sub_quota"}
        remain = {"remain": "8", "total": "8"} if self._world.switches.old_reply_quota else {}
        return {"quota_type": "reply", **remain}

    def _composed(self, message: dict[str, Any], user: User) -> Item:
        text = message.get("text", "")
        if not isinstance(text, str) or len(normalize("NFC", text)) > LONGEST_TEXT:
            raise ApiError(-210, f"text is over {LONGEST_TEXT} characters")
        attachment = message.get("attachment")
        if not text and not attachment:
            raise ApiError(-201, "message is invalid!")
        item = Item(self._world.new_id("msg"), user.id, self._world.now, "text", text=text)
        if attachment:
            self._attach(item, attachment)
        return item

    def _attach(self, item: Item, attachment: Any) -> None:
        payload = attachment.get("payload") if isinstance(attachment, dict) else None
        if not isinstance(payload, dict):
            raise ApiError(-201, "attachment is invalid!")
        if attachment.get("type") == "file":
            self._asset(text_field(payload, "token"))
            item.kind = "file"
        elif payload.get("template_type") == "media":
            self._attach_media(item, payload)
        elif "buttons" in payload or payload.get("template_type") in {"list", "request_user_info"}:
            self._attach_buttons(item, payload)
        else:
            raise ApiError(-233)

    def _attach_media(self, item: Item, payload: dict[str, Any]) -> None:
        elements = payload.get("elements")
        if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
            raise ApiError(-201, "elements is invalid!")
        element = elements[0]
        if element.get("media_type") not in {"image", "gif", "sticker"}:
            raise ApiError(-233)
        if bool(element.get("url")) == bool(element.get("attachment_id")):
            raise ApiError(-201, "either url or attachment_id must be given")
        if element.get("attachment_id") and element["media_type"] != "sticker":
            self._asset(text_field(element, "attachment_id"))
        item.image = str(element.get("url", ""))

    def _attach_buttons(self, item: Item, payload: dict[str, Any]) -> None:
        buttons = payload.get("buttons", [])
        if not isinstance(buttons, list) or len(buttons) > 5 or not all(isinstance(one, dict) for one in buttons):
            raise ApiError(-201, "buttons is invalid!")
        for button in buttons:
            item.label = text_field(button, "title", longest=SHORT_TEXTS["title"])
            item.url = str((button.get("payload") or {}).get("url", ""))

    def _asset(self, number: str) -> None:
        asset = self._world.assets.get(number)
        if asset is None:
            raise ApiError(-201, "attachment_id is invalid!")
        if asset.expires < self._world.now:
            raise ApiError(-100)

    # -- templates ---------------------------------------------------------------------------------------------

    def template_by_uid(self, call: Call) -> dict[str, Any]:
        """`POST /v3.0/oa/message/template`. It knows no `tracking_id`."""
        body = call.json()
        user = self._user(body)
        template = self._template(body, unknown=-201)
        if not template.by_uid:
            raise ApiError(-249)
        if not user.following:
            raise ApiError(-213)
        self._refuse_for(user)
        item = self._filled(template, body, user)
        self._send(item)
        return {"data": {"message_id": item.message_id, "sent_time": str(item.at), "quota": self._use_quota()}}

    def template_by_phone(self, call: Call) -> dict[str, Any]:
        """`POST /message/template` of the business host."""
        body = call.json()
        phone = text_field(body, "phone", number=-108).removeprefix("+")
        if not is_phone(phone):
            raise ApiError(-108)
        return self._to_phone(body, self._world.user_of_phone(phone), phone)

    def template_by_hash(self, call: Call) -> dict[str, Any]:
        """`POST /message/template/hashphone`: the number as SHA-256 of its 84… form; so it comes in the receipt."""
        body = call.json()
        wanted = text_field(body, "hash_phone", number=-108)
        users = (user for user in self._world.users.values() if user.phone)
        user = next((one for one in users if hashlib.sha256(one.phone.encode()).hexdigest() == wanted), None)
        return self._to_phone(body, user, wanted)

    def _to_phone(self, body: dict[str, Any], user: User | None, address: str) -> dict[str, Any]:
        template = self._template(body, unknown=-109)
        self._check_hours(template)
        item = self._filled(template, body, user or User(""))
        if body.get("mode") == "development":
            raise ApiError(-127)
        if user is None or not user.account:
            raise ApiError(-118)
        self._refuse_for(user, dormant=-119)
        quota = self._use_quota()
        item.tracking_id = str(body.get("tracking_id", ""))[:48]
        self._send(item, phone=address)
        sent = {"msg_id": item.message_id, "sent_time": str(item.at), "sending_mode": str(body.get("sending_mode", 1))}
        return {"data": {**sent, "quota": quota}}

    def _template(self, body: dict[str, Any], *, unknown: int) -> Template:
        template = self._world.templates.get(text_field(body, "template_id", number=unknown))
        if template is None:
            raise ApiError(unknown)
        if template.status != "ENABLE":
            raise ApiError(-146 if template.status == "DISABLE" else -131)
        return template

    def _check_hours(self, template: Template) -> None:
        hour = self._world.clock.local.hour
        switches = self._world.switches
        if switches.template_night and not 6 <= hour < 22:
            raise ApiError(-133)
        if switches.tag_hours and template.tag in {2, 3} and not 7 <= hour < 22:
            raise ApiError(-133)

    def _filled(self, template: Template, body: dict[str, Any], user: User) -> Item:
        data = body.get("template_data")
        if not isinstance(data, dict) or not data:
            raise ApiError(-111)
        values = {name: str(value) for name, value in data.items()}
        self._check_parameters(template, values)

        def fill(text: str) -> str:
            return _PLACE.sub(lambda place: values.get(place[1], ""), text)

        item = Item(self._world.new_id("msg"), user.id, self._world.now, "template", text=fill(template.text))
        item.title, item.template = fill(template.title), template.id
        item.label, item.url = template.button, fill(template.button_url)
        return item

    @staticmethod
    def _check_parameters(template: Template, values: dict[str, str]) -> None:
        for parameter in template.parameters:
            value = values.get(parameter.name, "")
            if parameter.required and not value:
                raise ApiError(-1122, f"{parameter.name} is missing")
            if len(normalize("NFC", value)) > parameter.longest:
                raise ApiError(-1121, f"{parameter.name} is over {parameter.longest} characters")
        unknown = set(values) - {parameter.name for parameter in template.parameters}
        if unknown:
            raise ApiError(-132, f"{min(unknown)} is no parameter of this template")

    def _use_quota(self) -> dict[str, str]:
        allowed, left = self._world.count_template()
        if left <= 0:
            raise ApiError(-144)
        return {"dailyQuota": str(allowed), "remainingQuota": str(left - 1)}

    # -- questions ---------------------------------------------------------------------------------------------

    def status(self, call: Call) -> dict[str, Any]:
        """`GET /message/status?message_id=`: -1 unknown, 0 accepted, 1 on the device."""
        item = self._world.items.get(call.query.get("message_id", ""))
        if item is None:
            return {"data": {"delivery_time": "", "message": "The message does not exist", "status": -1}}
        arrived = item.state > 0
        time = str(item.at) if arrived else ""
        return {"data": {"delivery_time": time, "message": "", "status": int(arrived)}}

    def template_quota(self, call: Call) -> dict[str, Any]:
        """`GET /message/quota`: numbers here, texts in the answers of sending."""
        allowed = self._world.switches.template_quota
        day, used = self._world.templates_sent
        left = allowed - (used if day == self._world.clock.local.date().isoformat() else 0)
        return {
            "data": {
                "dailyQuota": allowed,
                "remainingQuota": left,
                "dailyQuotaPromotion": None,
                "remainingQuotaPromotion": None,
                "monthlyPromotionQuota": 0,
                "remainingMonthlyPromotionQuota": 0,
                "estimatedNextMonthPromotionQuota": 0,
            }
        }

    def oa_quota(self, call: Call) -> dict[str, Any]:
        """`POST /v3.0/oa/quota/message` for one user."""
        user = self._user(call.json())
        today = [at for at in user.broadcasts if self._world.now - at < DAY]
        switches = self._world.switches
        promotion = {
            "daily_total": switches.broadcasts_a_day,
            "daily_remain": max(0, switches.broadcasts_a_day - len(today)),
            "monthly_total": switches.broadcasts_a_month,
            "monthly_remain": max(0, switches.broadcasts_a_month - len(user.broadcasts)),
        }
        reply = {"total": 8, "remain": 8}
        return {"data": {"last_interaction": user.last_interaction, "cs_reply": reply, "promotion": promotion}}

    # -- shared ------------------------------------------------------------------------------------------------

    def _user(self, body: dict[str, Any]) -> User:
        user = self._world.users.get(text_field(body, "user_id"))
        if user is None:
            raise ApiError(-201, "user_id is invalid!")
        return user

    @staticmethod
    def _refuse_for(user: User, dormant: int = -227) -> None:
        if user.dormant:
            raise ApiError(dormant)
        if user.refuses:
            raise ApiError(user.refuses[0])

    def _send(self, item: Item, phone: str = "") -> None:
        self._world.deliver(item)
        self._events.arrived(item, phone)


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name)
    if not isinstance(part, dict):
        raise ApiError(-201, f"{name} is invalid!")
    return part
