"""How often one address may guess (限制猜测): so many times in a minute, counted by each server process."""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock
from time import monotonic

MOST_KNOWN = 10_000
"""Addresses that are remembered; the one that was quiet longest is forgotten first."""


class Guesses:
    """Counts what went wrong, by address, within the last seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._known: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str) -> int:
        """Seconds that an address must wait; 0 where it may ask."""
        with self._lock:
            times = self._of(address)
            if times is None or len(times) < self.most:
                return 0
            return max(1, round(times[0] + self.seconds - monotonic()))

    def wrong(self, address: str) -> None:
        """Count a wrong guess."""
        with self._lock:
            times = self._of(address)
            if times is None:
                times = self._known[address] = deque(maxlen=self.most)
            times.append(monotonic())
            self._known.move_to_end(address)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()

    def _of(self, address: str) -> deque[float] | None:
        times = self._known.get(address)
        while times and times[0] <= monotonic() - self.seconds:
            times.popleft()
        return times
