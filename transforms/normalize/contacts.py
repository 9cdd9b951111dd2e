"""E-mail addresses, phone numbers and social security numbers within a text."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

MAIL_MARK = "[e-mail removed]"
PHONE_MARK = "[phone removed]"
NUMBER_MARK = "[number removed]"

# An address is found from its sign outwards, in windows: a long run of letters must not cost its square.
_SIGN = re.compile(r"(?:[@＠﹫]|%40)+|[\[({]\s?at\s?[\])}]", re.IGNORECASE)
_NAME_END = re.compile(r"[^\s@＠﹫<>\[\](){},;:\"]{1,64}(\s?)\Z")
_RUN = re.compile(r"[^\s@＠﹫<>\[\](){},;:\"]{1,255}")
_DOMAIN = re.compile(
    r"\s?[\w-]{1,64}(?:\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[\w-]{1,64}){0,4}?"
    r"\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[^\W\d_]{2,24}(?:\.[^\W\d_]{2,24})?(?!\w)",
    re.IGNORECASE,
)
_WINDOW = 66

_SOCIAL_SECURITY = re.compile(r"(?<![\w-])[0-9]{3}([- ])[0-9]{2}\1[0-9]{4}(?![\w-])")

# What stands between groups of digits: white space, points, hyphens and dashes of every length.
_BREAK = "[-. \t\r\n\u00a0\u2010-\u2015]"
_BREAKS = "[-. \t\r\n\u00a0\u2010-\u2015()/]"
_EXTENSION = r"(?:\s{0,2}(?:ext\.?|extension|x|#)\s{0,2}[0-9]{1,6}\b)?"
_AMERICAN = re.compile(
    rf"(?<![\w$.])(?<![\w]-)(?:\+?1{_BREAK}{{1,2}}|\+1)?(?:\([0-9]{{3}}\){_BREAK}{{0,2}}|[0-9]{{3}}{_BREAK}{{1,2}})"
    rf"[0-9]{{3}}{_BREAK}{{1,2}}[0-9]{{4}}{_EXTENSION}(?![\w]|-[\w])",
    re.IGNORECASE,
)
# 250-1000 counts families: what ends in two zeros is taken for a range.
_LOCAL = re.compile(
    r"(?<![\w$.,-])[2-9][0-9]{2}-(?![0-9]{2}00)[0-9]{4}" + _EXTENSION + r"(?![\w]|-[\w])", re.IGNORECASE
)
_DIGITS = re.compile(
    rf"(?<![\w$.-])(?:\+\s?)?\(?[0-9](?:{_BREAKS}{{0,3}}[0-9]){{6,15}}(?![\w]){_EXTENSION}", re.IGNORECASE
)

MAY_HOLD_NUMBER = rf"[0-9]{{7}}|\+{_BREAKS}{{0,2}}[0-9]|(?:^|[^0-9])[0-9]{{3}}{_BREAKS}{{1,3}}[0-9]{{2,4}}(?:[^0-9]|$)"
"""Seven digits together, a plus sign, or a group of just three digits before another: for `re` and for Arrow alike.

Dates, which most reports are full of, have none of these.
"""
_MAY_HOLD_NUMBER = re.compile(MAY_HOLD_NUMBER)

# Dates and stretches of years have as many digits as a phone number.
_DATES = re.compile(
    r"\b(?:(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)?[0-9]{2}"
    r"|(?:19|20)[0-9]{2}\s?[-–/]\s?(?:19|20)?[0-9]{2})\b"
)

LEAST_DIGITS = 7
MOST_LOOKED_UP = 200
"""Runs of digits in one text that are looked up; a text of more numbers than that is a table, and all are hidden."""


def hide_mail(text: str) -> str:
    """A text without e-mail addresses and handles, also those written with (at), a full-width sign, or %40."""
    pieces, end = [], 0
    for sign in _SIGN.finditer(text):
        span = _address_around(text, sign, end) if sign.start() >= end else None
        if span:
            pieces += [text[end : span[0]], MAIL_MARK]
            end = span[1]
    return "".join([*pieces, text[end:]])


def _address_around(text: str, sign: re.Match[str], since: int) -> tuple[int, int] | None:
    """Where the address around a sign begins and ends; None for a sign that is a word: 'two days @ 8 hours'."""
    window = max(since, sign.start() - _WINDOW)
    name = _NAME_END.search(text[window : sign.start()])
    begin = window + name.start() if name else sign.start()
    domain, run = _DOMAIN.match(text, sign.end()), _RUN.match(text, sign.end())
    if name and domain:
        return begin, max(domain.end(), run.end() if run else 0)
    if run is None or sign[0][0] in "[({":
        return None
    if name and not name[1]:
        return begin, run.end()
    return (sign.start(), run.end()) if run[0][0].isalpha() else None


def hide_numbers(text: str) -> str:
    """A text without phone numbers and social security numbers; dates, award numbers and identifiers stay."""
    if not _MAY_HOLD_NUMBER.search(text):
        return text
    text = _SOCIAL_SECURITY.sub(NUMBER_MARK, text)
    text = _LOCAL.sub(PHONE_MARK, _AMERICAN.sub(PHONE_MARK, text))
    looked_up = 0

    def judge(match: re.Match[str]) -> str:
        nonlocal looked_up
        looked_up += 1
        return _judge_digits(match[0], looked_up > MOST_LOOKED_UP)

    return _DIGITS.sub(judge, text)


def _judge_digits(digits: str, is_hidden: bool) -> str:
    if is_hidden:
        return PHONE_MARK
    beside_dates = sum(sign.isdigit() for sign in _DATES.sub("", digits))
    if beside_dates < LEAST_DIGITS and not digits.startswith("+"):
        return digits
    found = any(PhoneNumberMatcher(digits, "US", leniency=Leniency.VALID))
    return PHONE_MARK if found else digits
