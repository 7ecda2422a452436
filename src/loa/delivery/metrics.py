"""Prometheus metrics: what this process did (counters), and what the database holds (gauges, asked when scraped)."""

from __future__ import annotations

from collections import Counter as Tallies
from collections.abc import Iterator, Sequence

from django.db.models import Count, Sum
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from loa.channels.base import Report

ENVELOPES = Counter("loa_envelopes", "Envelopes settled by this process.", ["channel", "outcome"])
PARCELS = Counter("loa_parcels", "Parcels settled by this process.", ["channel", "result"])
LEASES_LOST = Counter("loa_leases_lost", "Parcels that were taken over from this process.", ["channel"])
WINDOW_SECONDS = Histogram(
    "loa_window_seconds",
    "Seconds to send one window of up to 50 envelopes.",
    ["channel"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
)
SCHEDULER_RUNS = Counter("loa_scheduler_runs", "Runs of scheduled jobs.", ["job", "result"])


def count(channel: str, reports: Sequence[Report]) -> None:
    """Count settled envelopes."""
    for outcome, number in Tallies(report.outcome for report in reports).items():
        ENVELOPES.labels(channel, outcome.name.lower()).inc(number)


class DatabaseCollector(Collector):
    """Gauges that are the same whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        """Ask the database; three small queries."""
        yield from (self._deliveries(), self._envelopes(), self._breakers())

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not touch the database."""
        return iter(())

    @staticmethod
    def _deliveries() -> Metric:
        from loa.delivery.models import Delivery

        family = GaugeMetricFamily("loa_deliveries", "Deliveries by channel and state.", labels=["channel", "state"])
        found = Delivery.objects.order_by().values_list("channel", "state").annotate(number=Count("id"))
        for channel, state, number in found:
            family.add_metric([channel, state], number)
        return family

    @staticmethod
    def _envelopes() -> Metric:
        from loa.delivery.leases import RUNNING
        from loa.delivery.models import Subtotal

        family = GaugeMetricFamily("loa_pending_envelopes", "Envelopes of running deliveries.", labels=["channel"])
        running = Subtotal.objects.filter(delivery__state__in=RUNNING).order_by()
        for channel, number in running.values_list("delivery__channel").annotate(number=Sum("pending")):
            family.add_metric([channel], number)
        return family

    @staticmethod
    def _breakers() -> Metric:
        from loa.delivery.models import ProviderAccount

        family = GaugeMetricFamily("loa_channel_in_use", "0: held back or stopped.", labels=["channel"])
        for account in ProviderAccount.objects.all():
            family.add_metric([account.channel], float(account.breaker == ProviderAccount.Breaker.CLOSED))
        return family


def render(registry: CollectorRegistry = REGISTRY) -> bytes:
    """This process's metrics and the database's, in Prometheus' text form."""
    gauges = CollectorRegistry(auto_describe=False)
    gauges.register(DatabaseCollector())
    return generate_latest(registry) + generate_latest(gauges)
