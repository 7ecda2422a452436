"""Names of people as Vietnamese write them: family name first, each word with a capital."""

from __future__ import annotations

from loa.bulletins.core.lint.lists import word_list

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LOWER = "a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_FIRST = rf"[{_UPPER}](?:[{_LOWER}]{{1,7}}|[{_UPPER}]{{1,7}})"
_NEXT = rf"[{_UPPER}](?:[{_LOWER}]{{1,7}}|[{_UPPER}]{{0,7}})(?![{_LOWER}{_UPPER}])"
NAME = rf"{_FIRST}(?: {_NEXT}){{1,4}}"  # the last words may be one letter: "Nguyễn Văn A"

FAMILY = word_list("family_names")
NOT_PEOPLE = word_list("not_people")


def looks_like_a_person(words: str) -> bool:
    """Whether *words* begin with a family name and are not a place."""
    low = " ".join(words.lower().split())
    if any(low == place or low.startswith(f"{place} ") for place in NOT_PEOPLE):
        return False
    return low.split(" ", 1)[0] in FAMILY
