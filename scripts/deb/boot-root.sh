#!/usr/bin/env bash
# scripts/deb/boot-root.sh ROOT: starts the systemd of a root directory as process 1 of new namespaces (mount, PID, cgroup), so that
# the units run as on a real machine. The network namespace is the caller's. Ends when its standard input ends.
set -euo pipefail
root=$1

if [ "${2-}" != inside ]; then
  # systemd owns the control group in which it starts.
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then hierarchy=/sys/fs/cgroup; else hierarchy=/sys/fs/cgroup/systemd; fi
  mkdir -p "$hierarchy/standby-mx-deb"
  echo $$ >"$hierarchy/standby-mx-deb/cgroup.procs"
  exec unshare --mount --pid --fork --uts --ipc --cgroup --kill-child bash "$0" "$root" inside
fi

mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
  mkdir "$root/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
fi
mount -t tmpfs tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
hostname bare

cd "$root"
mkdir -p .host
pivot_root . .host
umount -l /.host
rmdir /.host
# Mounts of credentials must propagate to the services.
mount --make-rshared /
command_line="systemd.unit=basic.target systemd.unified_cgroup_hierarchy=no systemd.legacy_systemd_cgroup_controller SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_PROC_CMDLINE="$command_line" /lib/systemd/systemd --system --log-target=journal
