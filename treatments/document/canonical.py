"""One encoding of JSON: the same value gives the same bytes on every host, day, locale and database.

UTF-8, NFC, keys in the order given, no spaces, Decimals plain: without exponent, trailing zeros or −0. Floats are
refused.
"""

import gzip
import hashlib
import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

MAX_DEPTH = 32
MAX_DIGITS = 100  # of a number written plainly: 1e999999999 would take a gigabyte
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
TOO_LONG = f"a number has more than {MAX_DIGITS} digits"

_text = json.JSONEncoder(ensure_ascii=False).encode


class ParseError(ValueError):
    """Bytes that are not the JSON we take; the message says why."""


def plain(number: Decimal) -> str:
    """The number in plain digits: `-7.7`, `0`, `1000`; never `1E+3`, `2.0` or `-0`.

    Raises:
        ValueError: for NaN and the infinities.
    """
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that can be published.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def canonical(value: Any) -> bytes:
    """The value as canonical JSON.

    Raises:
        TypeError: for anything but dict, list, str, int, bool, Decimal and None.
    """
    return _encode(value).encode()


def _encode(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(unicodedata.normalize("NFC", value))
        case int():
            return str(int(value))
        case Decimal():
            return plain(value)
        case dict():
            return "{" + ",".join(f"{_encode(str(key))}:{_encode(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_encode, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def checksum(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def compressed(data: bytes) -> bytes:
    """The bytes in gzip, without a time stamp."""
    return gzip.compress(data, mtime=0)


def parse(data: bytes) -> Any:
    """The JSON value; numbers are int or Decimal, never float.

    Raises:
        ParseError: for what is not UTF-8 or JSON, duplicate keys, NaN, endless numbers, lone surrogates, NUL and very
            deep nesting.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ParseError(f"not UTF-8 at byte {error.start}") from None
    try:
        value = json.loads(
            text,
            parse_float=_number,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise ParseError(f"nested more than {MAX_DEPTH} deep") from None
    _check(value, 0)
    return value


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond those of Decimal
        raise ParseError(TOO_LONG) from None
    decimals = max(-int(number.as_tuple().exponent), 0)
    if max(number.adjusted(), 0) + 1 + decimals > MAX_DIGITS:
        raise ParseError(TOO_LONG)
    return number


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise ParseError(TOO_LONG)
    return int(text)


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is not a JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ParseError(f"the key {twice!r} stands twice in one object")
    return members


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ParseError(f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, str):
        if UNSTORABLE.search(value):
            raise ParseError("a text holds a NUL or half of a surrogate pair")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
