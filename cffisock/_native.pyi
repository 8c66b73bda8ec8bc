# The seam as Python sees it.
from collections.abc import Callable
from typing import Any

from typing_extensions import TypeAlias

CData: TypeAlias = Any
Call: TypeAlias = Callable[..., int]
# It returns a struct cs_received.
Receive: TypeAlias = Callable[..., Any]

class Native:
    CS_ABSENT: int
    CS_IF_NAMESIZE: int
    CS_SHARED_SIZE: int
    CS_TIMED_OUT: int
    CS_INTERRUPTED: int
    CS_NOT_TRIED: int
    CS_KEEPS_GIL: int
    CS_UNRESOLVED: int
    CS_NAME_SIZE: int
    CS_NO_OPTION: int
    CS_CMSG_HEADER: int
    CS_CMSG_ALIGNMENT: int
    CS_CMSG_LENGTH_AT: int
    CS_CMSG_LENGTH_SIZE: int
    CS_CMSG_LEVEL_AT: int
    CS_ANSWERS_ARE_OWN: int
    CS_HAS_ABSTRACT_NAMES: int
    CS_HCI_HAS_NODES: int
    CS_LINK_TYPE_AT: int
    CS_LINK_DATA_AT: int
    cs_version: CData
    cs_constant_names: CData
    cs_constant_numbers: CData
    cs_start: Call
    cs_ioctl: Call
    cs_open_shared: Call
    cs_provides: Call
    cs_share: Call
    cs_open: Call
    cs_close: Call
    cs_duplicate: Call
    cs_set_blocking: Call
    cs_set_nonblocking: Call
    cs_socketpair: Call
    cs_bind: Call
    cs_listen: Call
    cs_accept: Call
    cs_connect: Call
    cs_finish_connect: Call
    cs_shutdown: Call
    cs_getsockname: Call
    cs_getpeername: Call
    cs_getsockname_bytes: Receive
    cs_getpeername_bytes: Receive
    cs_getsockopt: Call
    cs_getsockopt_int: Call
    cs_setsockopt: Call
    cs_setsockopt_int: Call
    cs_recv: Call
    cs_recv_now: Call
    cs_recv_bytes: Receive
    cs_recvfrom: Call
    cs_recvfrom_now: Call
    cs_recvfrom_bytes: Receive
    cs_recvmsg: Call
    cs_recvmsg_into_one: Call
    cs_recvmsg_into_one_now: Call
    cs_recvmsg_plain: Call
    cs_recvmsg_now: Call
    cs_recvmsg_bytes: Receive
    cs_send: Call
    cs_send_now: Call
    cs_sendto: Call
    cs_sendto_now: Call
    cs_sendmsg: Call
    cs_sendmsg_from_one: Call
    CS_BATCH_IN_USE: int
    CS_BATCH_OWN_CONTROL: int
    CS_NO_TIMESTAMP: int
    cs_recv_many: Call
    cs_send_many: Call
    cs_send_batch: Call
    cs_send_segments: Call
    cs_batch_timestamp: Call
    cs_batch_discard: Callable[[CData], None]
    cs_wait_errqueue: Call
    cs_sendmsg_from_one_now: Call
    cs_inet_aton: Call
    cs_inet_pton: Call
    cs_inet_ntop: Call
    cs_control_id: Call
    cs_interface_index: Call
    cs_interface_name: Call
    cs_if_nameindex: Call
    cs_if_freenameindex: Callable[[CData], None]
    cs_if_nametoindex: Call
    cs_if_indextoname: Call
    cs_gethostname: Call
    cs_sethostname: Call
    cs_getaddrinfo: Call
    cs_getnameinfo: Call
    cs_resolver_message: Callable[[int], CData]
    cs_gethostbyname: Call
    cs_gethostbyaddr: Call
    cs_host_message: Callable[[int], CData]
    cs_getservbyname: Call
    cs_getservbyport: Call
    cs_getprotobyname: Call

ffi: Any
lib: Native
