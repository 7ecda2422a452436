"""What the milter counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

MAILS = Counter("loa_mailguard_mails_total", "Mails by verdict and by what was done.", ["verdict", "done"])
FAILURES = Counter("loa_mailguard_failures_total", "Mails not judged and connections closed, by reason.", ["reason"])
RELOADS = Counter("loa_mailguard_reloads_total", "Settings read again.", ["result"])
CONNECTIONS = Gauge("loa_mailguard_connections", "Open connections of mail servers.")
SECONDS = Histogram(
    "loa_mailguard_seconds", "Seconds per mail, waiting included.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
