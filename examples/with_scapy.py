"""scapy on cffisock's sockets: a ping of the loopback interface, and what is seen there.  As root.

python -m cffisock run with_scapy.py
"""

from __future__ import annotations

from scapy.all import ICMP, IP, Raw, conf, sr1
from scapy.supersocket import StreamSocket

import cffisock

conf.verb = 0
answer = sr1(IP(dst="127.0.0.1") / ICMP() / b"ping", iface="lo", timeout=10)
print(answer.summary())

listening = conf.L2socket(iface="lo")
print("on", type(listening.ins).__module__)
listening.close()

# A socket of cffisock's, of any family, as scapy's.
first, second = cffisock.socketpair(cffisock.AF_UNIX, cffisock.SOCK_SEQPACKET)
one, other = StreamSocket(first, Raw), StreamSocket(second, Raw)
one.send(Raw(b"packet"))
print(other.recv().load.decode())
one.close()
other.close()
