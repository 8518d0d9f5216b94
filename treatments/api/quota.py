"""How many requests each client may still make: counted in this process's memory, so approximate."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

WINDOW = 60  # seconds
MAX_CLIENTS = 100_000  # some 30 MB


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left for the next `seconds`; `over`: this request was more than it may make."""

    left: int
    seconds: int
    over: bool


class Quotas:
    """Counts requests. A client's window begins with its first request, so that not everybody comes back at once.

    Beyond `max_clients`, whoever began first is forgotten. Threads may share it. `clock` gives seconds and never goes
    back.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic, max_clients: int = MAX_CLIENTS) -> None:
        self.clock, self.max_clients = clock, max_clients
        self.lock = Lock()
        # Client → (begin of its window, requests in it). All windows are equally long: the first to begin ends first.
        self.clients: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def count(self, client: Hashable, quota: int) -> Standing:
        """Count a request of the client, who may make `quota` in a window, and say how it stands."""
        with self.lock:
            now = self.clock()
            self._forget_what_ended(now)
            if client not in self.clients and len(self.clients) >= self.max_clients:
                self.clients.popitem(last=False)
            begun, made = self.clients.get(client, (now, 0))
            self.clients[client] = (begun, made + 1)
        return Standing(max(0, quota - made - 1), WINDOW - int(now - begun), over=made >= quota)

    def _forget_what_ended(self, now: float) -> None:
        while self.clients:
            client, (begun, _) = next(iter(self.clients.items()))
            if now - begun < WINDOW:
                return
            del self.clients[client]


def whose(remote: str, forwarded: str, proxies: int) -> bytes:
    """Whom a keyless request counts for: an IPv4 address, or an IPv6 network of 64 bits, which is what one site has.

    `remote` is the peer's address, `forwarded` the header X-Forwarded-For, to which each of our `proxies` appended the
    address it was reached from: what stands further left is the client's own say. Where it is too short or no address,
    the peer's counts, so that nobody gains by garbling it.
    """
    hops = forwarded.split(",")
    seen = [remote] if proxies == 0 or len(hops) < proxies else [hops[-proxies].strip(), remote]
    for text in seen:
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if isinstance(address, IPv6Address):
            return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:8]
        return address.packed
    return b""  # a socket file has no address
