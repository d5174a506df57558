"""What Prometheus is told: counted in this process, and added up where several processes answer."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Read by prometheus_client when it is loaded; set by the supervisor of several workers."""
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """One of a process. No label names a person, a patient or a record."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "hms_request_seconds",
            "Time a call took, by call and status.",
            ("call", "status"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._retried = Counter(
            "hms_transactions_retried", "Transactions tried again after a deadlock.", registry=self._registry
        )
        self._repeated = Counter(
            "hms_commands_repeated",
            "Commands that came again and got the answer of the first time.",
            registry=self._registry,
        )
        self._streams = self._gauge("hms_streams_open", "Screens that follow changes.")
        self._connections = self._gauge("hms_connections_in_use", "Database connections in use.")
        self._observers: dict[tuple[str, int], Histogram] = {}

    def answered(self, call: str, status: int, seconds: float) -> None:
        """Looked up once a call: finding a label costs more than counting."""
        key = (call, status)
        observer = self._observers.get(key)
        if observer is None:
            observer = self._observers[key] = self._seconds.labels(call, str(status))
        observer.observe(seconds)

    def retried(self) -> None:
        self._retried.inc()

    def repeated(self) -> None:
        self._repeated.inc()

    def stands(self, streams: int, connections: int) -> None:
        """What is so at this moment, said now and then by each process."""
        self._streams.set(streams)
        self._connections.set(connections)

    def told(self, queues: Mapping[str, int], left: int) -> bytes:
        """All of it, in Prometheus' own text."""
        registry = self._registry
        if folder := os.environ.get(FOLDER_VARIABLE):
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # the library has no types here
        present = CollectorRegistry()
        present.register(_Present(queues, left))
        return generate_latest(registry) + generate_latest(present)

    def _gauge(self, name: str, words: str) -> Gauge:
        return Gauge(name, words, registry=self._registry, multiprocess_mode="livesum")


class _Present(Collector):
    """What the database says at this moment, the same whichever process is asked."""

    def __init__(self, queues: Mapping[str, int], left: int) -> None:
        self._queues = queues
        self._left = left

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily(
            "hms_queue_waiting", "Patients who wait, by the letter of their doctor's tokens.", labels=("prefix",)
        )
        for prefix, number in sorted(self._queues.items()):
            waiting.add_metric((prefix,), number)
        yield waiting
        yield GaugeMetricFamily("hms_announcements_left", "Changes that no screen was told of yet.", self._left)


def forget_the_dead(folder: Path) -> None:
    """What a killed worker said of itself holds no longer."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            file.unlink(missing_ok=True)
