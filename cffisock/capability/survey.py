"""Asks the kernel about families, protocols and features, when told to and once, and remembers.

A socket is opened and closed at once.  Where opening it would make the kernel load a module, that is found in the lists
of modules and said instead, unless loading is asked for.
"""

from __future__ import annotations

import errno
from enum import Enum
from types import MappingProxyType

from cffisock.capability import reasons
from cffisock.capability.devices import DEVICES
from cffisock.capability.features import BY_NAME as FEATURES
from cffisock.capability.features import Feature
from cffisock.capability.kernel import Kernel
from cffisock.capability.records import AVAILABLE, Capability, Finding, Kind, Status
from cffisock.capability.table import BY_NAME as FAMILIES
from cffisock.capability.table import OWNERS, Protocol, Row
from cffisock.constants import numbers
from cffisock.errors import own_socket
from cffisock.native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# Better ones first: a family fares as the best of its protocols does.
_ORDER = list(Status)
# socket(2) answers EINVAL to a type with a bit that is none before it looks at anything else: another answer to that
# came from a seccomp filter.
_NO_SUCH_BIT = 0x100000
# What is said of one protocol and holds for all of its family.
_WHOLE_FAMILY = (Status.MISSING, Status.NOT_IN_NAMESPACE)


class Way(Enum):
    """How the kernel may be asked."""

    READ = "by its files only"
    OPEN = "by opening sockets, as long as no module is loaded for that"
    LOAD = "by opening sockets"


class Survey:
    """What was found out, in one way of asking."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._kernel = Kernel()
        self._found: dict[str, Capability] = {}

    def everything(self) -> Mapping[str, Capability]:
        """Families, then features, each by name in alphabetical order."""
        return MappingProxyType({name: self.find(name) for name in (*FAMILIES, *FEATURES)})

    def find(self, name: str) -> Capability:
        """What was found out about a family, a protocol or a feature; found out now if it was not before."""
        if name in OWNERS:
            family = self.find(OWNERS[name].name)
            return next(protocol for protocol in family.protocols if protocol.name == name)
        try:
            return self._found[name]
        except KeyError:
            found = self._family(FAMILIES[name]) if name in FAMILIES else self._feature(FEATURES[name])
            return self._found.setdefault(name, found)

    def _family(self, row: Row) -> Capability:
        number = numbers.get(row.name)
        if number is None:
            findings = [reasons.not_on_this_platform("family", row.where)] * len(row.protocols)
        else:
            findings = self._protocols(row, number)
        protocols = tuple(
            Capability(
                protocol.name,
                Kind.PROTOCOL,
                numbers.get(protocol.name),
                row.purpose,
                *finding,
                own=self._own_knows(row, protocol),
                privilege=reasons.privilege_for(row, protocol),
                module=protocol.module or row.module,
            )
            for protocol, finding in zip(row.protocols, findings)
            if protocol.name
        )
        return Capability(
            row.name,
            Kind.FAMILY,
            number,
            row.purpose,
            *min(findings, key=lambda finding: _ORDER.index(finding.status)),
            own=self._own_knows(row, row.protocols[0]),
            privilege=reasons.privilege_for(row, row.protocols[0]),
            module=row.module,
            protocols=protocols,
        )

    def _protocols(self, row: Row, family: int) -> list[Finding]:
        """A finding for each protocol of a family."""
        findings: list[Finding] = []
        for protocol in row.protocols:
            finding = self._protocol(row, protocol, family)
            if finding.status in _WHOLE_FAMILY:
                return [finding] * len(row.protocols)
            findings.append(finding)
        return findings

    def _protocol(self, row: Row, protocol: Protocol, family: int) -> Finding:
        kind, number = numbers.get(protocol.type), numbers.get(protocol.name, protocol.number)
        if kind is None or (protocol.name and protocol.name not in numbers):
            return reasons.not_on_this_platform("protocol", row.where)
        if self._way is Way.READ:
            return reasons.by_files(row, protocol, self._kernel, -1)
        if self._way is Way.OPEN and reasons.would_load(row, protocol, self._kernel):
            fd = lib.cs_open(numbers["AF_INET"], numbers["SOCK_DGRAM"], 0)
            try:
                return reasons.by_files(row, protocol, self._kernel, fd)
            finally:
                lib.cs_close(fd)
        fd = lib.cs_open(family, kind, number)
        if fd < 0:
            return explained(row, protocol, (family, kind, number), -fd, self._kernel)
        try:
            here = not row.device or DEVICES[row.device].there(self._kernel, fd)
        finally:
            lib.cs_close(fd)
        return AVAILABLE if here else reasons.no_device(row.device)

    def _feature(self, feature: Feature) -> Capability:
        own = hasattr(own_socket, feature.own) or hasattr(own_socket.socket, feature.own)
        finding = self._try(feature)
        return Capability(feature.name, Kind.FEATURE, None, feature.purpose, *finding, own=own)

    def _try(self, feature: Feature) -> Finding:
        if feature.check is None or not all(name in numbers for name in feature.socket):
            return reasons.not_on_this_platform("thing", "Linux")
        if self._way is Way.READ:
            return reasons.not_told(feature)
        fd = lib.cs_open(*(numbers[name] for name in feature.socket))
        if fd < 0:
            return reasons.lacks_feature(feature, -fd, self._kernel)
        try:
            outcome = feature.check(fd)
        finally:
            lib.cs_close(fd)
        return AVAILABLE if outcome >= 0 else reasons.lacks_feature(feature, -outcome, self._kernel)

    def _own_knows(self, row: Row, protocol: Protocol) -> bool:
        """Whether the interpreter's own module has a family and a protocol, and knows their addresses.

        It is given what is no address of any family: where it knows the addresses, it says that with a TypeError.
        """
        if not all(hasattr(own_socket, name) for name in (row.name, protocol.name) if name):
            return False
        if self._way is Way.READ or row.name not in numbers or protocol.type not in numbers:
            return True
        fd = lib.cs_open(numbers["AF_INET"], numbers["SOCK_DGRAM"], 0)
        if fd < 0:
            return True
        try:
            number = numbers.get(protocol.name, protocol.number)
            sock = own_socket.socket(numbers[row.name], numbers[protocol.type], number, fd)
            try:
                sock.bind(())
            except OSError:
                return False
            except (TypeError, ValueError):
                return True
            finally:
                sock.detach()
        finally:
            lib.cs_close(fd)
        return True


def explained(row: Row, protocol: Protocol, asked: tuple[int, int, int], failure: int, kernel: Kernel) -> Finding:
    """Why a socket of this family, type and protocol was refused with this error number.

    Args:
        row: what is known of the family.
        protocol: what is known of the protocol, and its type.
        asked: the numbers that cannot be had.
        failure: the error number.
        kernel: what its files say.
    """
    family, kind, number = asked
    if kernel.filtered:
        answer = lib.cs_open(family, kind | _NO_SUCH_BIT, number)
        if answer >= 0:
            lib.cs_close(answer)
        elif answer != -errno.EINVAL:
            return reasons.forbidden_by_filter(row.name, failure)
    return reasons.because(row, protocol, failure, kernel)


_surveys: dict[Way, Survey] = {}


def survey(way: Way = Way.OPEN, refresh: bool = False) -> Survey:
    """The survey of this process, one for each way of asking; a new one if ``refresh``."""
    if refresh or way not in _surveys:
        _surveys[way] = Survey(way)
    return _surveys[way]
