"""What may go wrong with Zalo, by what it asks of us (contract §8, classes A, T, L, P, C).

| class | base | what it asks |
|---|---|---|
| A | `AccessEndedError` | refresh the access token and try once more; the client does it itself |
| T | `BusyError` | wait, with back-off; nobody's fault |
| L | `LaterError` | wait for a quota or for the hour |
| P | `RefusedError` | this recipient or this content never; go on with the others |
| C | `SetUpError` | stop the channel and call a person |

A number that is in no table is `UnknownCodeError`: not repeated, and said aloud. An answer that was lost after the
request may have been carried out is `UnknownOutcomeError`; repeating it may alarm people twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from loa.errors import LoaError


class Table(StrEnum):
    """The two error tables: the same number may mean different things in them."""

    OA = "oa"
    ZBS = "zbs"


class ZaloError(LoaError):
    """The root. `number` and `provider_text` are the platform's own words (standards N4); 0 and "" without any."""

    code = "zalo"
    permanent = False
    http_status = 502
    letter: ClassVar[str] = ""
    message = "Zalo answers: %(text)s (%(number)s)"

    def __init__(self, number: int = 0, provider_text: str = "") -> None:
        super().__init__(number=number, text=provider_text)
        self.number = number
        self.provider_text = provider_text


class AccessEndedError(ZaloError):
    """The access token has ended or was taken back."""

    code = "zalo_access_ended"
    letter = "A"


class BusyError(ZaloError):
    """A passing trouble of the platform, or too many calls in this minute."""

    code = "zalo_busy"
    letter = "T"


class LaterError(ZaloError):
    """A quota is used up, or the hour does not allow it."""

    code = "zalo_later"
    letter = "L"


class RefusedError(ZaloError):
    """This recipient cannot be reached so, or this content is not taken."""

    code = "zalo_refused"
    permanent = True
    letter = "P"


class SetUpError(ZaloError):
    """Our app, OA, package or template is not in order: a person must look."""

    code = "zalo_set_up"
    permanent = True
    letter = "C"


class UnknownCodeError(ZaloError):
    """A number that no table knows: not repeated."""

    code = "zalo_unknown_code"
    permanent = True
    letter = "?"


class UnreachableError(ZaloError):
    """The call was certainly not carried out: no connection, or a question without an answer."""

    code = "zalo_unreachable"
    message = "Zalo cannot be reached: %(text)s"


class UnknownOutcomeError(ZaloError):
    """The call may have been carried out; its answer was lost or cannot be read."""

    code = "zalo_unknown_outcome"
    message = "The answer of Zalo was lost, the message may have arrived: %(text)s"


class GrantLostError(SetUpError):
    """The refresh token is not accepted: an administrator of the OA must consent again (contract §3)."""

    code = "zalo_grant_lost"
    message = (
        "Zalo no longer accepts our authorisation. An administrator of the Official Account must renew it: %(text)s"
    )


class GrantInDoubtError(SetUpError):
    """A refresh was begun and its answer never seen: the refresh token may be spent, so it is not tried blindly."""

    code = "zalo_grant_in_doubt"
    message = "The answer to a renewal of the Zalo authorisation was lost. An administrator must check it and renew it."


class ContentTooLongError(RefusedError):
    """A text is over the platform's limit; found before anything is sent."""

    code = "zalo_too_long"
    http_status = 400
    message = "%(text)s: at most %(number)s characters are allowed on Zalo."


class BadPhoneError(RefusedError):
    """This is no Vietnamese phone number."""

    code = "zalo_bad_phone"
    http_status = 400
    message = "This is not a Vietnamese phone number: %(text)s"


class BadSignatureError(LoaError):
    """A webhook whose signature is missing or wrong: answered 401."""

    code = "zalo_bad_signature"
    http_status = 401
    message = "The signature of this webhook is missing or wrong."


class UnreadableEventError(LoaError):
    """A webhook that is signed but is no event."""

    code = "zalo_unreadable_event"
    message = "This is not an event of Zalo."


def _codes(classes: dict[type[ZaloError], str]) -> dict[int, type[ZaloError]]:
    return {-int(number): kind for kind, numbers in classes.items() for number in numbers.split()}


# The tables of contract §8. -100 and others differ between the two hosts.
TABLES: dict[Table, dict[int, type[ZaloError]]] = {
    Table.OA: _codes(
        {
            AccessEndedError: "216 220 401",
            BusyError: "32 200 214",
            LaterError: "211 218 234 311",
            RefusedError: "100 201 210 213 217 227 230 232 233 244 248 249 305 403",
            SetUpError: "204 205 209 212 219 221 224 235 237 238 240 241 242 320 321",
        }
    ),
    Table.ZBS: _codes(
        {
            AccessEndedError: "124",
            BusyError: "32 100",
            LaterError: "133 144 1441 147 1471 1472 160",
            RefusedError: (
                "107 108 110 111 112 1121 1122 1124 1123 113 1131 1132 114 116 118 119 121 122 123 130 132 139 140 141"
                " 148 149 1491 150 151 152 153 158 159 161 162"
            ),
            SetUpError: (
                "101 102 103 104 105 106 109 117 120 1201 1202 1241 125 126 127 128 129 131 135 1351 136 137 138 1381"
                " 142 143 145 146"
            ),
        }
    ),
}
# W5 also saw these forms for an ended token.
TABLES[Table.OA] |= {216: AccessEndedError, 401: AccessEndedError}


def classify(table: Table, number: int, text: str = "") -> type[ZaloError]:
    """The class of error *number* in *table*; *text* decides where one number has two meanings."""
    said = text.lower()
    if table is Table.OA and number == -223:
        return LaterError if "quota" in said else SetUpError
    if table is Table.ZBS and number == -115:
        return SetUpError if "balance" in said else LaterError
    return TABLES[table].get(number, UnknownCodeError)
