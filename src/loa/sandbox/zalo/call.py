"""One call to the platform, and how it may be refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from loa.errors import LoaError

# The platform's own words (contract §8). What a handler raises without a text of its own says this.
OA_TEXTS: dict[int, str] = {
    -32: "Your application reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "Params is invalid!",
    -204: "OA is disabled",
    -210: "Parameter is over its limit",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -214: "Article is being processed",
    -216: "Access token is invalid",
    -218: "Out of quota receive",
    -220: "access_token is expired or removed",
    -223: "OA has used up its article quota",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has no interaction or the last one has expired",
    -233: "Message type is invalid or not supported",
    -234: "This type of message is not allowed at night (22:00 - 06:00)",
    -240: "MessageV2 has been shut down",
    -242: "Invalid appsecret_proof",
    -244: "User has restricted this message type from the OA",
    -249: "Template can not be sent by UID",
}
ZBS_TEXTS: dict[int, str] = {
    -100: "Unknown error, please try again later",
    -107: "Message id is invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -111: "template_data is empty",
    -118: "Zalo account does not exist or is disabled",
    -119: "Account can not receive",
    -1121: "Parameter is too long",
    -1122: "Parameter is missing",
    -122: "Body is not JSON",
    -124: "Access token is invalid",
    -1241: "appsecret_proof is invalid",
    -126: "Development wallet is empty",
    -127: "Test template is only for admins",
    -131: "Template is not approved",
    -132: "Parameter is invalid",
    -133: "Template can not be sent at night",
    -139: "User refused this content type",
    -141: "User refused messages from this OA",
    -144: "OA is over its daily limit",
    -146: "Template is disabled because of low quality",
}


class ApiError(LoaError):
    """A refusal in the platform's way: HTTP 200 with a negative number (contract §2)."""

    code = "zalo_refusal"
    message = "%(number)s"

    def __init__(self, number: int, text: str = "") -> None:
        super().__init__(number=number)
        self.number = number
        self.words = text

    def body(self, texts: Mapping[int, str]) -> dict[str, Any]:
        """The failure envelope: no `data`."""
        return {"error": self.number, "message": self.words or texts.get(self.number, "Unknown error")}


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it. `path` is that of the real host; `query` holds the first value of each name."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object."""
        return _object(self.body)

    def data(self) -> dict[str, Any]:
        """The `data` query parameter of OA GET calls: URL-encoded JSON (contract §2)."""
        if "data" not in self.query:
            raise ApiError(-201, "data is invalid!")
        return _object(self.query["data"])

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8", "replace")).items()}


def _object(text: bytes | str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise ApiError(-201, "Body is not JSON") from None
    if not isinstance(value, dict):
        raise ApiError(-201, "A JSON object is expected")
    return value


def text_field(values: Mapping[str, Any], name: str, *, number: int = -201, longest: float = math.inf) -> str:
    """The required text *name* (ids may come as bare numbers, contract §2). Raises `ApiError`."""
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise ApiError(number, f"{name} is invalid!")
    if len(value) > longest:
        raise ApiError(-210 if number == -201 else number, f"{name} is over {longest} characters")
    return value


def whole_number(values: Mapping[str, Any], name: str, *, default: int, least: int, most: int) -> int:
    """The number *name*, which may come as a text. Raises `ApiError(-201)` outside *least* … *most*."""
    try:
        value = int(values.get(name, default))
    except (TypeError, ValueError, OverflowError):  # JSON in Python knows Infinity
        raise ApiError(-201, f"{name} is invalid!") from None
    if not least <= value <= most:
        raise ApiError(-201, f"{name} is invalid!")
    return value
