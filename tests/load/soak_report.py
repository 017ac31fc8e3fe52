"""What a soak has shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

#: Steps in which delays are counted, in a second.
STEPS = 10_000


class Delays:
    """Delays in tenths of a millisecond, counted: of millions no more is kept than of a few."""

    def __init__(self) -> None:
        self._times: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        self._times[round(max(0.0, seconds) * STEPS)] += 1

    def percentile(self, share: float) -> float:
        """In milliseconds; 0 if there were none."""
        left = share * self._times.total()
        for delay in sorted(self._times):
            left -= self._times[delay]
            if left <= 0:
                return delay * 1000 / STEPS
        return 0.0


@dataclass(frozen=True)
class Sample:
    """At a second from the beginning: posts so far, and resident memory of server and worker in MB."""

    at: float
    posts: int
    server: float
    worker: float


@dataclass
class Report:
    """Delays in milliseconds: from the sending of a post, and from its acknowledgement, to each other screen."""

    sockets: int
    spaces: int
    rate: float
    #: While posts were sent.
    seconds: float = 0.0
    posts: int = 0
    deliveries: int = 0
    refused: int = 0
    lost: int = 0
    twice: int = 0
    reloads: int = 0
    drops: int = 0
    sent_p50: float = 0.0
    sent_p99: float = 0.0
    acknowledged_p50: float = 0.0
    acknowledged_p99: float = 0.0
    memory: list[Sample] = field(default_factory=list)
    #: Processor time of a post in milliseconds: the server's, the worker's, PostgreSQL's, and what the clients took.
    processor: dict[str, float] = field(default_factory=dict)

    def growth(self, of: str = "server") -> float:
        """Bytes for each post after a third of them, between the medians of the first and the last quarter of then."""
        later = [sample for sample in self.memory if sample.posts >= self.posts / 3]
        quarter = max(1, len(later) // 4)
        first, last = later[:quarter], later[-quarter:]
        posts = median(sample.posts for sample in last) - median(sample.posts for sample in first)
        grown = median(getattr(sample, of) for sample in last) - median(getattr(s, of) for s in first)
        return float(grown * 1e6 / max(posts, 1))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, refused or told twice, and nobody was cut off."""
        return not (self.lost or self.twice or self.reloads or self.drops or self.refused)

    def rows(self) -> Iterator[tuple[str, str]]:
        """What, and how it was."""
        yield "for", f"{self.seconds / 60:.1f} minutes"
        reached = self.posts / max(self.seconds, 1e-9)
        yield "posts", f"{self.posts:,}: {reached:.1f} of {self.rate:g} a second, {self.refused} refused"
        faults = f"{self.lost} lost, {self.twice} twice, {self.reloads} pages anew, {self.drops} cut off"
        yield (
            f"deliveries to {self.sockets:,} sockets in {self.spaces} spaces",
            f"{self.deliveries:,}: {faults}",
        )
        yield "sent → other screens", f"p50 {self.sent_p50:.1f} ms, p99 {self.sent_p99:.1f} ms"
        known = f"p50 {self.acknowledged_p50:.1f} ms, p99 {self.acknowledged_p99:.1f} ms"
        yield "acknowledged → other screens", known
        for of in ("server", "worker"):
            yield f"memory of the {of}", f"{self._course(of)} MB; {self.growth(of):,.0f} bytes a post"
        spent = (f"{who} {milliseconds:.1f} ms" for who, milliseconds in self.processor.items())
        yield "processor time of a post", ", ".join(spent)

    def _course(self, of: str) -> str:
        """Five moments, the first and the last among them."""
        last = len(self.memory) - 1
        found = [self.memory[last * quarter // 4] for quarter in range(5)] if self.memory else []
        return " → ".join(f"{getattr(sample, of):.0f}" for sample in found)
