"""Which source objects a question may be about, told by kind and name before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from validator.locate.plan import Plan
from validator.model import ResourceId


@dataclass(slots=True, kw_only=True)
class Scope:
    """Accepts objects whose name may have become a wanted one: builds add to names, at either end."""

    names: dict[str, set[str]] = field(default_factory=dict)  # by kind
    kinds: set[str] = field(default_factory=set)  # whatever the name
    loose: set[str] = field(default_factory=set)  # names of any kind
    everything: bool = False

    @classmethod
    def of(cls, wanted: Iterable[ResourceId]) -> Scope:
        """The scope of rendered objects. A Namespace may have been renamed altogether."""
        scope = cls()
        for one in wanted:
            if one.kind == "Namespace":
                scope.kinds.add(one.kind)
            scope.names.setdefault(one.kind, set()).add(one.name)
        return scope

    def add_sources(self, plans: Iterable[Plan]) -> None:
        """Take in what replacements and variables read."""
        for plan in plans:
            for source in (replacement.source for replacement in plan.replacements):
                if source is not None:
                    self._add(source.kind, source.name)
            for variable in plan.variables:
                self._add(variable.kind, variable.object_name)

    def _add(self, kind: str, name: str) -> None:
        if not kind and not name:
            self.everything = True
        elif not kind:
            self.loose.add(name)
        elif not name:
            self.kinds.add(kind)
        else:
            self.names.setdefault(kind, set()).add(name)

    def accepts(self, kind: str | None, name: str | None) -> bool:
        """Whether an object is in the scope; what is unknown is."""
        if self.everything or kind is None or name is None or kind in self.kinds or kind.endswith("List"):
            return True
        return any(name in known for known in self.names.get(kind, ())) or any(
            name in known for known in self.loose
        )
