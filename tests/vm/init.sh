#!/busybox sh
# The first process of the virtual machine: makes the host's file system its root, under a layer that takes what is
# written, and hands over to the job.
exec 2>&1
set -e
for name in $(/busybox cat /modules.order); do
    /busybox insmod "/modules/$name"
done
b=/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
$b mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose root /host
$b mount -t tmpfs -o mode=755 tmpfs /top
$b mkdir /top/upper /top/work
$b mount -t overlay -o lowerdir=/host,upperdir=/top/upper,workdir=/top/work overlay /root
for name in proc sys dev; do
    $b mount -o move "/$name" "/root/$name"
done
$b mount -t tmpfs -o mode=755 tmpfs /root/run
$b mkdir /root/run/cffisock
$b cp /guest/* /busybox /root/run/cffisock/
exec $b switch_root /root /bin/sh /run/cffisock/guest.sh
