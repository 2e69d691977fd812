"""Public addresses only: a watch must not reach into the network that the sender stands in."""

import ipaddress
import socket

from db.errors import DeliveryError


def addresses(host: str, port: int, *, allow_loopback: bool) -> list[str]:
    """The IP addresses of a host, all of them public; connect to one of these, not to the name.

    Raises DeliveryError: permanent when an address is not public (loopback passes if allowed),
    temporary when the name cannot be resolved.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DeliveryError("the host name cannot be resolved", permanent=False) from None
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in found:
        if not _allowed(address, allow_loopback=allow_loopback):
            raise DeliveryError("the address is not a public one", permanent=True)
    return found


def _allowed(address: str, *, allow_loopback: bool) -> bool:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour or ip.teredo):
        return False  # an IPv4 address inside, possibly a private one
    if ip.is_loopback:
        return allow_loopback
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
