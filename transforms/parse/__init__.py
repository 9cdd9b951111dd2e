"""Bytes to a table of strings, one module a format, with every line accounted for."""

from transforms.parse.delivery import parse_parts
from transforms.parse.digests import digest_rows
from transforms.parse.options import ReadOptions, options_for
from transforms.parse.parsed import Parsed

__all__ = ["Parsed", "ReadOptions", "digest_rows", "options_for", "parse_parts"]
