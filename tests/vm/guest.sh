# The virtual machine from the inside, with the host's file system as its root: modules and devices are prepared, the
# job runs, and its exit status goes out.  The job's settings came with it: the variables below, and its command.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
b=/run/cffisock/busybox
. /run/cffisock/settings # modules_folder hostname modules shares seconds

$b hostname "$hostname"
$b mkdir -p "/lib/modules/$($b uname -r)" /dev/pts /dev/shm
$b mount -o bind "$modules_folder" "/lib/modules/$($b uname -r)"
$b mount -t devpts devpts /dev/pts
for folder in /dev/shm /var/tmp; do
    $b mount -t tmpfs -o mode=1777 tmpfs "$folder"
done
for name in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do
    $b ln -sf "/proc/self/${name#*:}" "/dev/${name%%:*}"
done
$b mkdir /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do
    $b ln -s "../${port##*/}" "/dev/virtio-ports/$($b cat "$port/name")"
done
number=0
for folder in $shares; do
    $b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none "share$number" "$folder"
    number=$((number + 1))
done

[ -z "$modules" ] || modprobe -a $modules
. /run/cffisock/devices.sh

exec 9>/dev/virtio-ports/status
echo started >&9
# The limit is for when nobody outside watches any more.
$b setsid $b timeout -s KILL "$seconds" /bin/sh /run/cffisock/job </dev/null >/dev/virtio-ports/stdout 2>/dev/virtio-ports/stderr 9>&-
status=$?
$b kill -9 -1 # what the job left running, so that nothing is printed after the end
$b sync
echo "$status" >&9
$b reboot -f
