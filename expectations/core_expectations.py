"""Great Expectations' own expectations, made cheap to ask.

While it validates, the library asks an expectation for its configuration about a hundred times, builds it anew each
time, and makes a new expectation from it nine times: 7 ms an expectation, whatever the rows. These keep the first
answer: 3 ms. What is expected, and how it is computed and rendered, stays the library's.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from expectations.plan import Kind

# The package does not declare the names that it exports, so a plain import does not pass a type check.
core: Any = import_module("great_expectations.expectations.core")

_KEPT = ("_kept_configuration", "_kept_dependencies")


class KeptConfiguration(ExpectationConfiguration):
    """A configuration that makes its expectation once, for as long as its arguments stay the same."""

    _made: Any = None
    _made_of: dict[str, Any] | None = None

    @classmethod
    def of(cls, configuration: ExpectationConfiguration) -> KeptConfiguration:
        """The same configuration, keeping what it makes."""
        return cls(
            type=configuration.type, kwargs=dict(configuration.kwargs), meta=configuration.meta,
            notes=configuration.notes, description=configuration.description, severity=configuration.severity,
            id=configuration.id,
        )  # fmt: skip

    def keep(self, expectation: Any) -> None:
        """Answer with this expectation until the arguments change."""
        self._made, self._made_of = expectation, dict(self.kwargs)

    def to_domain_obj(self) -> Any:
        """The expectation of this configuration."""
        if self._made is None or self._made_of != self.kwargs:
            self.keep(super().to_domain_obj())
        return self._made

    def __deepcopy__(self, memo: dict[int, Any]) -> KeptConfiguration:
        # The validator copies a configuration and adds the batch to its arguments; the copy must not answer for both.
        return self.of(self)


class _Kept:
    """Mixed into an expectation: keeps its configuration and the metrics that it asks for."""

    __slots__ = ()

    @property
    def configuration(self) -> KeptConfiguration:
        kept: KeptConfiguration | None = getattr(self, "_kept_configuration", None)
        if kept is None:
            kept = KeptConfiguration.of(super().configuration)  # type: ignore[misc]
            kept.keep(self)
            object.__setattr__(self, "_kept_configuration", kept)
        return kept

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        kept = getattr(self, "_kept_dependencies", None)
        if kept is None:
            kept = super().get_validation_dependencies(  # type: ignore[misc]
                execution_engine=execution_engine, runtime_configuration=runtime_configuration, **kwargs
            )
            object.__setattr__(self, "_kept_dependencies", kept)
        return kept


def _kept(expectation: type[Any]) -> type[Any]:
    """The library's expectation, keeping its configuration."""
    metaclass: Any = type(expectation)
    made: type[Any] = metaclass(f"{expectation.__name__}Kept", (_Kept, expectation), {"__slots__": _KEPT})
    return made


CORE: dict[Kind, type[Any]] = {
    "not_null": core.ExpectColumnValuesToNotBeNull,
    "null": core.ExpectColumnValuesToBeNull,
    "between": core.ExpectColumnValuesToBeBetween,
    "in_set": core.ExpectColumnValuesToBeInSet,
    "lengths_between": core.ExpectColumnValueLengthsToBeBetween,
    "match_regex": core.ExpectColumnValuesToMatchRegex,
    "not_match_regex": core.ExpectColumnValuesToNotMatchRegex,
    "unique": core.ExpectColumnValuesToBeUnique,
    "pair_at_least": core.ExpectColumnPairValuesAToBeGreaterThanB,
    "distinct_contain": core.ExpectColumnDistinctValuesToContainSet,
    "distinct_in_set": core.ExpectColumnDistinctValuesToBeInSet,
    "row_count_between": core.ExpectTableRowCountToBeBetween,
}
"""The library's expectation of each kind, as Data Docs show it."""

BY_KIND: dict[Kind, type[Any]] = {kind: _kept(expectation) for kind, expectation in CORE.items()}
"""The same, as suites use them."""
