# Devices for the socket families, as far as their modules are loaded.
ip link set lo up

has() { [ -d "/sys/module/$1" ]; }

if has vcan; then
    ip link add dev vcan0 type vcan
    ip link set vcan0 mtu 2060 # CAN XL
    ip link add dev vcan1 type vcan
    ip link set vcan1 mtu 72 # CAN FD
    ip link set vcan0 up
    ip link set vcan1 up
fi
if has vxcan; then
    ip link add vxcan0 type vxcan peer name vxcan1
    ip link set vxcan0 up
    ip link set vxcan1 up
fi
if has veth; then
    ip link add veth0 type veth peer name veth1
    ip link set veth0 up
    ip link set veth1 up
    ip route add 255.255.255.255 dev veth0 # so that broadcasts have a way out
fi
