"""Why a socket cannot be had: from an error number, and what is known of the kernel, to a finding."""

from __future__ import annotations

import errno
import os

from cffisock.capability.devices import DEVICES
from cffisock.capability.records import AVAILABLE, Finding, Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cffisock.capability.features import Feature
    from cffisock.capability.kernel import Kernel
    from cffisock.capability.table import Protocol, Row

_REFUSED = (errno.EPERM, errno.EACCES)
_NO_FAMILY = (errno.EAFNOSUPPORT,)
# Switches that are a range of groups.
_GROUPS = ("net/ipv4/ping_group_range",)
_NO_PROTOCOL = (errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT, errno.EPROTOTYPE)
_NO_FEATURE = (
    errno.ENOPROTOOPT,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EINVAL,
    errno.EAFNOSUPPORT,
    errno.EPROTONOSUPPORT,
)


def privilege_for(row: Row, protocol: Protocol) -> str:
    """The capability that a socket takes; empty if anybody may make one."""
    return protocol.privilege or row.privilege


def not_on_this_platform(what: str, where: str) -> Finding:
    """What there is no constant for."""
    return Finding(Status.NOT_HERE, f"This platform has no such {what}.", f"{where} has it.")


def not_told(feature: Feature) -> Finding:
    """What no file tells."""
    return Finding(Status.NOT_KNOWN, "Only a socket can tell.", f"Linux has it from {feature.since} on.")


def forbidden_by_filter(name: str, failure: int) -> Finding:
    """What a seccomp filter answered instead of the kernel."""
    return Finding(
        Status.FORBIDDEN,
        f"A seccomp filter forbids it ({_told(failure)}).",
        f"Allow {name} in the sandbox's filter (containers: --security-opt seccomp=FILE; systemd: "
        "RestrictAddressFamilies=).",
    )


def lacks_privilege(privilege: str) -> Finding:
    """What this process may not do."""
    short = privilege.partition("_")[2]
    return Finding(
        Status.NEEDS_PRIVILEGE,
        f"It takes {privilege}, which this process lacks.",
        f"Run it as root, or with {privilege} (containers: --cap-add {short}).",
    )


def no_device(name: str) -> Finding:
    """What has nothing to talk through."""
    device = DEVICES[name]
    return Finding(Status.NO_DEVICE, device.absent, f"As root: {device.command}")


def switched_off(switch: str, on: str) -> Finding:
    """What the administrator turned off."""
    setting = switch.replace("/", ".")
    return Finding(Status.SWITCHED_OFF, f"It is switched off by {setting}.", f"As root: sysctl -w {setting}='{on}'")


def not_in_group(setting: str, on: str) -> Finding:
    """What takes no capability, but a group."""
    name = setting.replace("/", ".")
    reason = f"No group of this process is within {name}."
    return Finding(Status.NEEDS_PRIVILEGE, reason, f"As root: sysctl -w {name}='{on}'")


def would_load(row: Row, protocol: Protocol, kernel: Kernel) -> str:
    """The module that the kernel would load for a socket; empty if none, or if it would not come to that."""
    family = row.asked or row.module if row.module and not kernel.has(row.module, row.listed) else ""
    own = protocol.module if not kernel.has(protocol.module, protocol.listed) else ""
    needed = [module for module in (family, own) if module]
    return needed[-1] if needed and all(map(kernel.loads, needed)) else ""


def because(row: Row, protocol: Protocol, failure: int, kernel: Kernel) -> Finding:
    """Why the kernel itself refused a socket of this family, protocol and type with this error number."""
    if failure in _REFUSED:
        return _refused(row, protocol, failure, kernel)
    if failure in _NO_FAMILY:
        return missing(row.module, row.config, row.listed, kernel, "family", row.initial)
    if failure in _NO_PROTOCOL:
        if not protocol.name:
            what = "It has no sockets of this type and protocol."
            return Finding(Status.NO_PROTOCOL, what, f"See: python -m cffisock explain {row.name}")
        found = missing(protocol.module, protocol.config or row.config, protocol.listed, kernel, "protocol", False)
        return found._replace(status=Status.NO_PROTOCOL)
    if failure == errno.ENOPROTOOPT and protocol.switch:
        return switched_off(protocol.switch, protocol.on)
    if failure == errno.ENODEV and row.device:
        return no_device(row.device)
    return failed(failure)


def failed(failure: int) -> Finding:
    """What says nothing about the family: too many open files, and the like."""
    return Finding(Status.FAILED, f"The system says: {_told(failure)}.")


def lacks_feature(feature: Feature, failure: int, kernel: Kernel) -> Finding:
    """Why the kernel refused a feature with this error number."""
    if failure in _REFUSED:
        return _by_policy(failure, kernel)
    if feature.switch and kernel.setting(feature.switch) == "0":
        return switched_off(feature.switch, feature.on)
    if failure in _NO_FEATURE:
        doubt = ", or a seccomp filter says so" if kernel.filtered else ""
        reason = f"This kernel does not have it{doubt} ({_told(failure)})."
        return Finding(Status.MISSING, reason, f"Linux has it from {feature.since} on.")
    return failed(failure)


def missing(module: str, config: str, listed: str, kernel: Kernel, what: str, initial: bool) -> Finding:
    """Why the kernel has no such family or protocol: what became of the module that would bring it."""
    if kernel.has(module, listed):
        if initial:
            return Finding(
                Status.NOT_IN_NAMESPACE,
                "The kernel has it in the initial network namespace only.",
                "Run it outside of the container, or in the host's network (containers: --network host).",
            )
        has = f"its module, {module}" if module else "its code"
        return Finding(Status.MISSING, f"The kernel has {has}, but not this {what}: it may be switched off.")
    needs = f"Needs {config}."
    if not kernel.loads_modules:
        return Finding(Status.MISSING, "This kernel lacks it and loads no modules.", needs)
    if not module:
        return Finding(Status.MISSING, "This kernel lacks it.", needs)
    if module in kernel.kept_out:
        word, file = kernel.kept_out[module]
        change = "" if word == "blacklist" else f", after taking that out of {file}"
        reason = f"Its module, {module}, is kept out by {word} in {file}."
        return Finding(Status.MISSING, reason, f"As root{change}: modprobe {module}")
    if kernel.installed is None:
        reason = f"This kernel lacks it; whether its module, {module}, is installed cannot be seen."
        return Finding(Status.MISSING, reason, f"As root, on the host: modprobe {module}")
    if module not in kernel.installed:
        return Finding(Status.MISSING, f"This kernel lacks it; its module, {module}, is not installed.", needs)
    if module in kernel.asked_for:
        return Finding(Status.MISSING, f"Its module, {module}, is installed, but does not load.", "See: dmesg")
    reason = f"Its module, {module}, is installed, but has to be loaded by hand."
    return Finding(Status.MISSING, reason, f"As root: modprobe {module}")


def by_files(row: Row, protocol: Protocol, kernel: Kernel, fd: int) -> Finding:
    """What the kernel's files say, no socket of the family having been opened.

    Args:
        row: what is known of the family.
        protocol: what is known of the protocol.
        kernel: the files.
        fd: a socket of any family, by which to find devices; -1 if there is none.
    """
    module = would_load(row, protocol, kernel)
    if not module:
        absent = _absent(row, protocol, kernel)
        if absent is not None:
            return absent
    privilege = privilege_for(row, protocol)
    if privilege and kernel.lacks(privilege):
        return lacks_privilege(privilege)
    if row.device and not DEVICES[row.device].there(kernel, fd):
        return no_device(row.device)
    if protocol.switch and kernel.setting(protocol.switch) == "0":
        return switched_off(protocol.switch, protocol.on)
    if protocol.switch in _GROUPS and not kernel.in_range_of_groups(protocol.switch):
        return not_in_group(protocol.switch, protocol.on)
    return Finding(Status.LOADABLE, "The kernel loads its module for the first socket.") if module else AVAILABLE


def _absent(row: Row, protocol: Protocol, kernel: Kernel) -> Finding | None:
    """Why there is no such family or protocol, by the kernel's files; None if there is."""
    if kernel.protocols is None:
        return Finding(Status.NOT_KNOWN, "The kernel's files are not to be seen.")
    family = kernel.has(row.module, row.listed) or any(name.listed in kernel.protocols for name in row.protocols)
    listed = protocol.listed or row.listed
    if not family:
        finding = missing(row.module, row.config, listed, kernel, "family", row.initial)
    elif kernel.has(protocol.module, protocol.listed):
        return None
    elif not (protocol.module or protocol.listed):
        # It is part of the family's code, or built in by an option that no file tells of.
        part = protocol.config in ("", row.config)
        return None if part else Finding(Status.NOT_KNOWN, "Only a socket can tell.", f"Needs {protocol.config}.")
    else:
        config = protocol.config or row.config
        found = missing(protocol.module, config, listed, kernel, "protocol", initial=False)
        finding = found._replace(status=Status.NO_PROTOCOL)
    if kernel.loads_modules and kernel.installed is None:
        return Finding(Status.NOT_KNOWN, "Only a socket can tell: the installed modules are not to be seen.")
    return finding


def _told(failure: int) -> str:
    return f"{errno.errorcode.get(failure, failure)}, {os.strerror(failure)}"


def _refused(row: Row, protocol: Protocol, failure: int, kernel: Kernel) -> Finding:
    if protocol.switch in _GROUPS:
        return not_in_group(protocol.switch, protocol.on)
    privilege = privilege_for(row, protocol)
    if privilege and kernel.lacks(privilege):
        return lacks_privilege(privilege)
    if privilege and kernel.own_users:
        return Finding(
            Status.NEEDS_PRIVILEGE,
            f"It takes {privilege} in the network's own user namespace, not just in this one.",
            "Make a network namespace within the user namespace (unshare --user --net), or use the host's root.",
        )
    return _by_policy(failure, kernel)


def _by_policy(failure: int, kernel: Kernel) -> Finding:
    """No capability is lacking: what is left are security modules, and filters that look at more than the family."""
    who = "A security module (SELinux, AppArmor, BPF)"
    who = f"{who} or a seccomp filter" if kernel.filtered else who
    return Finding(
        Status.FORBIDDEN,
        f"{who} forbids it ({_told(failure)}).",
        "Look for the denial in the kernel's log: dmesg | grep -i denied",
    )
