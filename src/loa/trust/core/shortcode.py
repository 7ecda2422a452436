"""Short codes: what a person reads out over the phone to find a release again.

Eight characters of Crockford's base 32 (no I, L, O, U) in two groups, `7K3F-9QXA`: seven from the hash of the
content, one check character, so that one mistyped character or two swapped neighbours is noticed.
"""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = {character: index for index, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
BODY = 7
MODULUS = 31  # prime: weights 1…7 are all invertible, so every single slip and swap changes the sum


def _check(digits: list[int]) -> str:
    return ALPHABET[sum(weight * digit for weight, digit in enumerate(digits, start=2)) % MODULUS]


def make(content: bytes, attempt: int = 0) -> str:
    """The code of *content*; *attempt* asks for another one when the first is taken."""
    number = int.from_bytes(hashlib.sha256(content + attempt.to_bytes(2, "big")).digest()[:5], "big")
    # The digit Z (31) equals 0 modulo 31, so it is left out of the first seven places.
    digits = [(number // MODULUS**place) % MODULUS for place in range(BODY)]
    code = "".join(ALPHABET[digit] for digit in digits) + _check(digits)
    return f"{code[:4]}-{code[4:]}"


def normalise(text: str) -> str | None:
    """The code meant by what somebody typed (`o` for 0, spaces, small letters), or None when it is none."""
    cleaned = [character for character in text.upper() if character not in " -–—.·"]
    if len(cleaned) != BODY + 1 or any(character not in _READ for character in cleaned):
        return None
    digits = [_READ[character] for character in cleaned]
    if any(digit >= MODULUS for digit in digits) or ALPHABET[digits[-1]] != _check(digits[:-1]):
        return None
    code = "".join(ALPHABET[digit] for digit in digits)
    return f"{code[:4]}-{code[4:]}"
