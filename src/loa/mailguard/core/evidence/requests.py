"""What it wants the reader to hand over, in one sentence of its own: a secret, personal papers, money to an account.

Apart from `asks` (which counts words): here a verb of handing over and the thing stand in the same sentence, and the
sentence denies nothing. Such a request is wrong whoever vouches for the sender: official mailboxes get stolen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import fold

MAX_SENTENCES = 200
_MAX_SENTENCE = 400  # characters: beyond that it is no sentence, and nothing is asked that clearly
_END = re.compile(r"[.!?;]\s|\n")
_SHORT, _NOTICE = 80, 200  # words of a mail that brings a code; a known body's own says more around it
_BLANKS = re.compile(r"\W+")
_DENIES = re.compile(
    r"\b(khong|dung (?:cung cap|gui|nhap|chia se|tra loi|doc|dua|chuyen|mua)|tuyet doi|never|not|don t|nobody|no one"
    r"|cannot)\b"
)
# "Scammers ask for …", "the false page demands …": a warning tells of somebody else's request.
_TOLD_OF_OTHERS = re.compile(
    r"\b(?:gia mao|mao danh|lua dao|ke gian|doi tuong|thu doan|scammers?|fraudsters?|criminals|attackers?|phishing"
    r"|impersonat\w+)\b.{0,90}\b(?:yeu cau|de nghi|du|doi|bao|ask\w*|request\w*|trick\w*|urg\w+|tell\w*)\b"
)
_BACK = re.compile(r"^(?:gui|tra loi|hoi am|nhan tin|reply|respond|send|forward)\b")
_MISTAKE = re.compile(r"\b(?:gui|chuyen) (?:nham|lon)\b|\bsent (?:by mistake|in error)\b")
_OR_ELSE = re.compile(r"\b(neu khong|if not|neu chua)\b.*")
_CODE_SHOWN = re.compile(r"\b\d{4,8}\b|\b\d{3} \d{3}\b")

_SEND = (
    r"\b(?:(?<!co )(?<!se )(?<!he thong )gui|tra loi|hoi am|cung cap|nhan tin|doc|bao lai|kem|kem theo|reply|respond"
    r"|send|provide|submit|forward|give|fill in)\b"
)
_CONFIRM = r"\b(?:xac nhan|xac minh|xac thuc|(?<!dang )nhap|dien|confirm|verify|validate|re ?enter)\b"
_LOCKS = (
    r"\b(?:(?<!sai )(?<!quen )mat khau(?! (?:giai nen|mo|file|tep|zip|rar)\b)"
    r"|mat ma|ten dang nhap va mat khau|your .{0,30}?pass(?:word|code)|passwort|login details"
    r"|log in details|(?:your|the following|mail(?:box)?|account) credentials|user ?name and password"
    r"|recovery phrase|seed phrase|secret phrase|private key|clave|senha|mot de passe)\b"
)
_CODE = (
    r"\b(?:otp|ma otp|ma pin|pin code|ma xac thuc|ma xac nhan|ma bao mat|cvv|so the|card number|security code"
    r"|verification code|one time code)\b"
)
_PAPERS = (
    r"\b(?:cccd|can cuoc|cmnd|chung minh nhan dan|ho chieu|anh chan dung|passport|copy of your id|id card|identity card"
    r"|date of birth|social security number|driver s licen[cs]e|so tai khoan|bank details|bank account details"
    r"|ho ten day du|full names?|home address|(?:phone|telephone|mobile|cell) ?numbers?)\b"
)
_PAY = r"\b(?:chuyen khoan|chuyen tien|nop tien|nop phi|nop|thanh toan|ung ho|dong gop|wire|transfer|pay|deposit)\b"
_ACCOUNT = (
    r"\b(?:so tai khoan|stk|tai khoan ca nhan|tai khoan moi|so tk|account number|new bank account|bank account below"
    r"|new account|iban|tai khoan anh nhan)\b"
)
_PAID = r"\b(?:chuyen khoan|chuyen tien|thanh toan|payments?|pay|transfer|remit\w*|invoices?|hoa don)\b"
_NEW_ACCOUNT = (
    r"\b(?:tai khoan moi|so tai khoan moi|stk moi|doi (?:so )?tai khoan|doi ngan hang|thay doi tai khoan"
    r"|thay doi (?:so )?tai khoan|chuyen sang tai khoan|tai khoan thay the|new (?:bank )?account"
    r"|new bank(?:ing)? details"
    r"|(?:changed|updated|change of|update to) (?:our |my |the )?(?:bank|account|payment|remittance)"
    r"(?:ing)? ?(?:details|account|information|bank)?)\b"
)
_ACCOUNT_SHUT = (
    r"\b(?:under (?:\w+ )?audit|dang (?:duoc )?kiem toan|cannot receive|unable to receive"
    r"|(?:khong|chua) nhan duoc tien)\b"
)
_OLD_ACCOUNT = (
    r"\b(?:old|previous|former) (?:one|account)\b.{0,20}\b(?:closed|frozen|blocked)\b"
    r"|\btai khoan cu\b.{0,30}\b(?:khoa|dong|ngung|kiem toan|phong toa)\b"
)
_MESSENGER = (
    r"\b(?:ket ban|nhan tin|lien he|inbox|add|contact|message|text|chat|goi|write to|reach)\b.{0,40}"
    r"\b(?:zalo|telegram|whats ?app|viber|messenger|wechat)\b.{0,25}\d{3}"
)
_CARD_CODES = r"\b(?:(?:ma|so) (?:the|cao|nap)|serial|seri|card codes?|codes? on the back)\b"
_GIFTS = (
    r"\b(?:the cao|the nap|the (?:viettel|mobifone|vinaphone|garena|dien thoai)|the qua tang|gift ?cards?|itunes cards?"
    r"|steam cards?|google play cards?)\b"
)
_COINS = r"\b(?:bitcoin|usdt)\b"


def _near(first: str, second: str, reach: int = 70) -> re.Pattern[str]:
    return re.compile(f"(?:{first}).{{0,{reach}}}?(?:{second})")


_LENT = re.compile(
    r"\b(?:cho|muon|xin)\b.{0,20}\b(?:ten dang nhap|tai khoan)\b.{0,12}\b(?:voi|va|kem)\b.{0,6}\bmat khau\b"
    r"|\b(?:otp|ma xac thuc|ma xac nhan|verification code|one time code)\b.{0,40}"
    r"\b(?:nhan lai|doc lai|gui lai|bao lai|nhan cho|read it out|send it (?:to me|back)|text it)\b"
)
_SECRETS = (_LENT, _near(f"{_SEND}|{_CONFIRM}", _LOCKS), _near(_SEND, _CODE))
_PERSONAL = (_near(_SEND, _PAPERS),)
_CHANGED = (
    _near(_NEW_ACCOUNT, _PAID, 120),
    _near(_PAID, _NEW_ACCOUNT, 120),
    _near(r"\b(?:account|tai khoan)\b", _ACCOUNT_SHUT, 60),
    re.compile(_OLD_ACCOUNT),
    _near(r"\b(?:settle|pay|remit|transfer)\b", r"\baccount instead\b", 80),
    re.compile(r"\b(?:use|update) my new (?:bank )?account\b|\bthay so trong hop dong\b|\buy quyen nhan\b"),
)
_CHAT = (re.compile(_MESSENGER),)
_CARDS = (
    re.compile(r"\b(?:cao|chup)\b.{0,20}\b(?:ma|seri|serial)\b.{0,20}\bgui\b"),
    _near(r"\b(?:mua|buy|purchase|pick up|can \d+)\b", _GIFTS, 40),
    _near(_SEND, _CARD_CODES, 60),
)
_MONEY = (
    _near(_PAY, _ACCOUNT),
    _near(r"\b(?:mua|buy|purchase|nap)\b", _COINS, 40),
    re.compile(r"\bchuyen (?:vao|sang|qua|den)\b.{0,20}\d{3,14}(?: \d{3,5}){1,4}\b"),
    _near(r"\bchange[d]?\b|\bthay doi\b", r"\bbank(?:ing)?\b|\btai khoan nhan\b", 30),
)


_KINDS = (
    ("ask.surrender", _SECRETS),
    ("ask.personal", _PERSONAL),
    ("ask.gift_cards", _CARDS),
    ("ask.private_account", _MONEY),
    ("ask.new_account", _CHANGED),
    ("ask.messenger", _CHAT),
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of things to be handed over: each kind once, at its first sentence."""
    sentences = _sentences(case.mail.visible)
    for code, patterns in _KINDS:
        said = next(filter(None, (_asked(sentence, patterns) for sentence in sentences)), "")
        if said and not (code == "ask.surrender" and _answers_a_login(case, said)):
            yield reason(code, "body", words=f"“{said}”")


def _sentences(text: str) -> list[str]:
    pieces = (_BLANKS.sub(" ", fold(piece)).strip() for piece in _END.split(text)[:MAX_SENTENCES])
    return [piece for piece in pieces if 8 < len(piece) <= _MAX_SENTENCE]


def _asked(sentence: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    if not any(pattern.search(sentence) for pattern in patterns):
        return ""  # nearly every sentence: the exceptions are looked for in what asks
    plain = _OR_ELSE.sub("", sentence)
    if _MISTAKE.search(plain) or _DENIES.search(plain) or _TOLD_OF_OTHERS.search(plain):
        return ""
    found = next(filter(None, (pattern.search(plain) for pattern in patterns)), None)
    return found[0] if found else ""


def _answers_a_login(case: Case, said: str) -> bool:
    """The mail brings the code that is to be typed in: the reader has just asked for it. Nothing is sent back."""
    short = len(case.mail.folded) < (_NOTICE if case.owner is not None else _SHORT)
    return (
        not _BACK.search(said)
        and bool(_CODE_SHOWN.search(case.mail.visible))
        and short
        and not case.mail.reply_to.address
    )
