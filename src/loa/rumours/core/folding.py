"""From what people type on a phone to comparable syllables.

Tone marks come and go, Telex keys stay in ("khoong"), chat spellings abound ("ko", "dc"). Everything is folded to
bare syllables; nothing is dropped. Numbers are kept whole, for two answers may differ in a number alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+")

# Chat spellings → the folded words they stand for. Written for this project; short forms with two meanings are left.
CHAT = {
    "k": "khong", "ko": "khong", "kg": "khong", "kh": "khong", "hok": "khong", "hong": "khong", "kô": "khong",
    "khum": "khong", "hem": "khong", "hk": "khong", "dc": "duoc", "đc": "duoc", "dk": "duoc", "đk": "duoc",
    "vs": "voi", "j": "gi", "z": "vay", "v": "vay", "r": "roi", "rùi": "roi", "ng": "nguoi", "ngta": "nguoi ta",
    "mn": "moi nguoi", "mng": "moi nguoi", "bn": "bao nhieu", "bs": "bac si", "bsi": "bac si", "bv": "benh vien",
    "bnhan": "benh nhan", "xn": "xet nghiem", "vx": "vac xin", "vaccine": "vac xin", "vacxin": "vac xin",
    "vc": "vac xin", "vr": "vi rut", "vrut": "vi rut", "virus": "vi rut", "virut": "vi rut", "tq": "trung quoc",
    "vn": "viet nam", "hn": "ha noi", "sg": "sai gon", "hcm": "ho chi minh", "tphcm": "thanh pho ho chi minh",
    "cty": "cong ty", "ktra": "kiem tra", "nc": "nuoc", "ms": "moi", "cg": "cung", "cx": "cung", "cug": "cung",
    "lm": "lam", "nhg": "nhung", "nhìu": "nhieu", "iu": "yeu", "bik": "biet", "bit": "biet", "bjt": "biet",
    "thik": "thich", "wa": "qua", "wá": "qua", "wen": "quen", "trc": "truoc", "trog": "trong", "ntn": "nhu the nao",
    "sdt": "so dien thoai", "đt": "dien thoai", "fb": "facebook", "tv": "ti vi", "vs.": "voi",
}  # fmt: skip

# One thing, many names: the folded phrase is replaced by the name on the right.
SYNONYMS = (
    (re.compile(r"\b(?:sars ?cov ?2?|n ?cov|ncov 2019|2019 ncov|corona ?vi ?rut|vi ?rut corona|corona|co vit|cô vít|"
                r"cov ?id ?19|covid ?19|covid|viem phoi vu han|vi rut vu han|covi)\b"), "covid"),
    (re.compile(r"\bkhau trang y te\b"), "khau trang"),
    (re.compile(r"\b(?:chung ngua|chich ngua|tiem chung|tiem phong|chich|chung)\b"), "tiem"),
)  # fmt: skip

_MARKS = {ord("đ"): "d", ord("Đ"): "D", ord("ð"): "d", ord("Ð"): "D"}
_TELEX_PAIRS = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"), ("aw", "a"), ("ow", "o"), ("uw", "u"), ("w", "u"))
_TELEX_TONES = "sfrxj"


@lru_cache(maxsize=65536)
def strip_marks(text: str) -> str:
    """Lower case without tone and vowel marks; `đ` becomes `d`."""
    decomposed = unicodedata.normalize("NFD", text.translate(_MARKS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=65536)
def undo_telex(token: str) -> str:
    """What a folded token says if it was typed with the keyboard left in Telex."""
    for typed, meant in _TELEX_PAIRS:
        token = token.replace(typed, meant)
    vowels = [place for place, letter in enumerate(token) if letter in "aeiouy"]
    if vowels:
        head, tail = token[: vowels[0] + 1], token[vowels[0] + 1 :]
        token = head + "".join(letter for letter in tail if letter not in _TELEX_TONES)
    return token


def words(text: str) -> list[str]:
    """The folded syllables and numbers of *text*, in order."""
    plain = unicodedata.normalize("NFKC", text).lower()
    joined = " ".join(
        CHAT.get(token) or CHAT.get(strip_marks(token)) or strip_marks(token) for token in _TOKEN.findall(plain)
    )
    for pattern, name in SYNONYMS:
        joined = pattern.sub(name, joined)
    return joined.split()


def numbers(text: str) -> frozenset[str]:
    """The numbers that *text* states, without the digits in names of viruses and vaccines."""
    plain = re.sub(
        r"(?i)\b(?:covid|ncov|sars|cov|h\d+n\d+|n95|kn95|f\d)[-\s]?(?:19|2019|2)?\b|\b2019-ncov\b", " ", text
    )
    return frozenset(re.findall(r"\d+(?:[.,]\d+)?", plain))
