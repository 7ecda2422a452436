"""Users, tags, the OA's own card and conversations (contract §4.6), and the template register (§6)."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from loa.sandbox.clock import VIETNAM
from loa.sandbox.zalo.call import ApiError, Call, text_field, whole_number
from loa.sandbox.zalo.world import DAY, TEMPLATE_STATES, Item, Template, User, World

LARGEST_OFFSET = 9951
PERIODS = {"TODAY": 0, "YESTERDAY": 1, "L7D": 7, "L30D": 30}  # days back from today's midnight


class People:
    """Questions about people and templates."""

    def __init__(self, world: World) -> None:
        self._world = world

    def list_users(self, call: Call) -> dict[str, Any]:
        """`GET /v3.0/oa/user/getlist`: at most 50 a call, and nothing beyond place 10,000."""
        data = call.data()
        offset = whole_number(data, "offset", default=0, least=0, most=LARGEST_OFFSET)
        count = whole_number(data, "count", default=50, least=1, most=50)
        found = [user for user in self._world.users.values() if self._wanted(user, data)]
        users = [{"user_id": user.id} for user in found[offset : offset + count]]
        return {"data": {"total": len(found), "count": len(users), "offset": offset, "users": users}}

    def _wanted(self, user: User, data: dict[str, Any]) -> bool:
        follower = str(data.get("is_follower", "true")).lower()
        if user.following != (follower == "true"):
            return False
        if data.get("tag_name") and data["tag_name"] not in user.tags:
            return False
        period = data.get("last_interaction_period")
        return not period or self._within(user.last_interaction, str(period))

    def _within(self, moment: int | None, period: str) -> bool:
        midnight = self._world.clock.local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000
        if period in PERIODS:
            start = midnight - PERIODS[period] * DAY
            end = midnight if period == "YESTERDAY" else midnight + DAY
        else:
            start, end = _days(period)
        return moment is not None and start <= moment < end

    def detail(self, call: Call) -> dict[str, Any]:
        """`GET /v3.0/oa/user/detail`."""
        user = self._user(call.data())
        shared = {"address": "", "city": "", "district": "", "phone": user.phone, "name": user.name}
        last = user.last_interaction
        return {
            "data": {
                "user_id": user.id,
                "user_id_by_app": f"9{user.id[1:]}",
                "user_external_id": "",
                "display_name": user.name,
                "user_alias": user.alias,
                "is_sensitive": False,
                "user_last_interaction_date": _date(last) if last is not None else "",
                "user_is_follower": user.following,
                "avatar": "",
                "avatars": {"120": "", "240": ""},
                "dynamic_param": "",
                "tags_and_notes_info": {"notes": [], "tag_names": user.tags},
                "shared_info": shared,
            }
        }

    def update(self, call: Call) -> dict[str, Any]:
        """`POST /v3.0/oa/user/update` and its v2 sister: what the OA notes about somebody."""
        body = call.json()
        user = self._user(body)
        user.alias = str(body.get("name", user.alias))
        return {}

    def get_oa(self, call: Call) -> dict[str, Any]:
        """`GET /v2.0/oa/getoa`: a verified OA of a public body (oa_type 4)."""
        account = self._world.account
        return {
            "data": {
                "oaid": account.oa_id,
                "name": account.name,
                "description": "",
                "oa_alias": "",
                "is_verified": True,
                "oa_type": 4,
                "cate_name": "Cơ quan nhà nước",
                "num_follower": sum(1 for _ in self._world.followers()),
                "avatar": "",
                "cover": "",
                "package_name": "Nâng cao",
                "package_valid_through_date": "31/12/2099",
                "package_auto_renew_date": "",
                "linked_ZCA": "",
            }
        }

    # -- tags --------------------------------------------------------------------------------------------------

    def tags(self, call: Call) -> dict[str, Any]:
        """`GET /v2.0/oa/tag/gettagsofoa`."""
        return {"data": sorted({tag for user in self._world.users.values() for tag in user.tags})}

    def tag(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/oa/tag/tagfollower`: tagging makes the tag."""
        body = call.json()
        user, name = self._user(body), text_field(body, "tag_name")
        if name not in user.tags:
            user.tags.append(name)
        return {}

    def untag(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/oa/tag/rmfollowerfromtag`."""
        body = call.json()
        user, name = self._user(body), text_field(body, "tag_name")
        user.tags = [tag for tag in user.tags if tag != name]
        return {}

    def remove_tag(self, call: Call) -> dict[str, Any]:
        """`POST /v2.0/oa/tag/rmtag`."""
        name = text_field(call.json(), "tag_name")
        for user in self._world.users.values():
            user.tags = [tag for tag in user.tags if tag != name]
        return {}

    # -- conversations -----------------------------------------------------------------------------------------

    def conversation(self, call: Call) -> dict[str, Any]:
        """`GET /v2.0/oa/conversation`: newest first, ten a call, as a bare list."""
        data = call.data()
        user = self._user(data)
        offset = whole_number(data, "offset", default=0, least=0, most=10**6)
        count = whole_number(data, "count", default=5, least=1, most=10)
        newest = reversed(self._world.chats.get(user.id, []))
        return {"data": [self._spoken(item, user) for item in islice(newest, offset, offset + count)]}

    def _spoken(self, item: Item, user: User) -> dict[str, Any]:
        oa = (self._world.account.oa_id, self._world.account.name)
        person = (user.id, user.name)
        sender, recipient = (person, oa) if item.kind == "from_user" else (oa, person)
        return {
            "src": int(item.kind == "from_user"),
            "time": item.at,
            "type": "text" if item.kind == "from_user" else item.kind,
            "message": item.text,
            "message_id": item.message_id,
            "from_id": sender[0],
            "to_id": recipient[0],
            "from_display_name": sender[1],
            "from_avatar": "",
            "to_display_name": recipient[1],
            "to_avatar": "",
        }

    # -- templates ---------------------------------------------------------------------------------------------

    def list_templates(self, call: Call) -> dict[str, Any]:
        """`GET /template/all` of the business host."""
        offset = whole_number(call.query, "offset", default=0, least=0, most=10**6)
        limit = whole_number(call.query, "limit", default=100, least=1, most=100)
        state = whole_number(call.query, "status", default=0, least=0, most=len(TEMPLATE_STATES))
        wanted = TEMPLATE_STATES[state - 1] if state else ""
        found = [one for one in self._world.templates.values() if not wanted or one.status == wanted]
        lines = [_template_line(one) for one in found[offset : offset + limit]]
        return {"data": lines, "metadata": {"total": len(found)}}

    def template(self, call: Call) -> dict[str, Any]:
        """`GET /template/info/v2?template_id=`."""
        template = self._world.templates.get(call.query.get("template_id", ""))
        if template is None:
            raise ApiError(-109)
        parameters = [
            {"name": one.name, "require": one.required, "type": "STRING", "maxLength": one.longest, "minLength": 1,
             "acceptNull": not one.required}
            for one in template.parameters
        ]  # fmt: skip
        buttons = [{"title": template.button, "type": 1, "content": template.button_url}] if template.button else []
        more = {"listParams": parameters, "listButtons": buttons, "timeout": 7200000, "previewUrl": ""}
        prices = {"templateTag": str(template.tag), "price_sdt": "0", "price_uid": "0", "price": "0"}
        return {"data": {**_template_line(template), **more, **prices, "reason": template.reason}}

    def _user(self, values: dict[str, Any]) -> User:
        user = self._world.users.get(text_field(values, "user_id"))
        if user is None:
            raise ApiError(-201, "user_id is invalid!")
        return user


def _template_line(template: Template) -> dict[str, Any]:
    return {
        "templateId": template.id,
        "templateName": template.name,
        "createdTime": 0,
        "status": template.status,
        "templateQuality": "UNDEFINED",
    }


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, VIETNAM).strftime("%d/%m/%Y")


def _days(period: str) -> tuple[float, float]:
    """`YYYY_MM_DD:YYYY_MM_DD` as milliseconds, both days included."""
    try:
        first, last = (datetime.strptime(day, "%Y_%m_%d").replace(tzinfo=VIETNAM) for day in period.split(":"))
    except ValueError:
        raise ApiError(-201, "last_interaction_period is invalid!") from None
    return first.timestamp() * 1000, last.timestamp() * 1000 + DAY
