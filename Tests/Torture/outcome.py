"""What a torture found."""
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """How often something was done to the program, and a sentence for each time that
    something was lost."""
    tried: int = 0
    lost: list = field(default_factory=list)
    #: More counts worth keeping, by name: signals that arrived, kills between two snapshots, ...
    counts: dict = field(default_factory=dict)
