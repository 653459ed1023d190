"""Base58 (§2.1, §2.3): digits and letters without 0, O, I and l, which look alike."""

import re

from stembus.protocol.group import Random

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TEXT = re.compile(f"[{ALPHABET}]*", re.ASCII)


def is_base58(text: str) -> bool:
    return bool(_TEXT.fullmatch(text))


def random_digits(count: int, random: Random) -> str:
    """`count` digits, uniform but for one part in 2^128."""
    number = int.from_bytes(random(count * 3 // 4 + 17), "big")
    digits = ""
    for _ in range(count):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return digits
