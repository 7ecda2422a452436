"""The people at the other end of the demo. They know only what reached them: addresses in messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from loa.demo.readers.app import Phones
from loa.demo.readers.browser import Browser
from loa.demo.readers.mail import Mailboxes
from loa.demo.readers.zalo import ZaloUsers
from loa.demo.world import World
from loa.units.models import ContactPoint, Staff

Progress = Callable[[int, int], None]


class Readers:
    """Everybody who reads, by the three ways that reach a person."""

    def __init__(self, world: World) -> None:
        self.random = Random(365)  # noqa: S311 - the same story at every telling, nothing secret
        self.browser = Browser(world.base_url)
        self.phones = Phones(world.sandbox_url, self.browser)
        self.mailboxes = Mailboxes(world.sandbox_url, self.browser)
        self.zalo = ZaloUsers(world.sandbox_url, self.browser)

    def close(self) -> None:
        """Give back connections."""
        self.browser.close()

    def install_app(self, share: float, progress: Progress) -> None:
        """That share of the staff installs the app by personal invitation and allows notifications."""
        self.phones.install(
            self._some(list(Staff.objects.values_list("pk", flat=True).order_by("pk")), share), progress
        )

    def install_for_family(self, inviters: Sequence[int], progress: Progress) -> None:
        """Somebody close to each of *inviters* opens the link they were shown and installs the app."""
        self.browser.everyone(self.phones.install_for_family, inviters, progress)

    def follow_zalo(self, progress: Progress) -> None:
        """Everybody whose Zalo id is known exists on Zalo and follows the account."""
        points = ContactPoint.objects.filter(channel="zalo", closed_at__isnull=True)
        self.zalo.follow(list(points.values_list("address", flat=True).order_by("pk")), progress)

    def receive_pushes(self) -> None:
        """Phones fetch and decrypt what waits for them, show it, and tell that it came."""
        self.phones.receive()

    def read_app(self, code: str, opened: float, acknowledged: float, progress: Progress) -> None:
        """Shares of the phones open the notification and acknowledge."""
        self.phones.read(code, self.random, opened, acknowledged, progress)

    def read_mail(self, code: str, share: float, progress: Progress) -> None:
        """A share of the mailboxes acknowledges through the personal link in its mail."""
        self.mailboxes.read(code, self.random, share, progress)

    def read_zalo(self, code: str, opened: float, acknowledged: float, progress: Progress) -> None:
        """Shares of the Zalo users look at the message and tap its button."""
        self.zalo.read(code, self.random, opened, acknowledged, progress)

    def _some(self, everybody: Sequence[int], share: float) -> list[int]:
        return self.random.sample(everybody, int(len(everybody) * share))
