"""What was looked at, and what was wrong: collected, so that one fault does not hide the next."""

from collections import Counter
from dataclasses import dataclass, field

from tests.server import say


@dataclass
class Report:
    """Counts by kind of check, and the faults found by each; `name` begins every line."""

    name: str = "pages"
    looked: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def look(self, check: str, where: str, faults: list[str], *, count: int = 1) -> None:
        """Note that `count` things were looked at there, and what was wrong with them."""
        self.looked[check] += count
        self.faults.setdefault(check, []).extend(f"{where}: {fault}" for fault in faults)

    def print(self) -> None:
        """A line for each kind of check, then every fault."""
        for check, count in self.looked.items():
            say(f"{self.name}: {check}: {count} looked at, {len(self.faults[check]) or 'no'} faults")
        for check, faults in self.faults.items():
            for fault in faults:
                say(f"{self.name}: FAULT: {check}: {fault}")

    @property
    def failed(self) -> bool:
        """Whether anything was wrong."""
        return any(self.faults.values())
