# Copies of systems to install packages in, for steps written in bash: `. "$SUITE/system.bash"` after LIB. The step then
# runs in a mount namespace of its own; what it installs is gone when it ends.
if [[ ${_namespace:-} != entered ]]; then
    _namespace=entered exec unshare --mount --pid --fork --kill-child --mount-proc "$0"
fi

# Which systems: this machine, and with READYSTAGE_LONG=1 the oldest and the newest systemd there are packages of.
systems() {
    echo /
    [[ ${READYSTAGE_LONG:-} != 1 ]] || printf '%s\n' systemd-247 systemd-252 systemd-257
}

# copy SYSTEM: lays a writable copy over it and sets ROOT to its folder.
copy() {
    local lower=$1 mount
    [[ $1 == / ]] || lower=$("$SOURCE/tests/root-of" "$1")
    mount=$(mktemp -d "$WORK/system.XXXXXX")
    mount -t tmpfs -o mode=0755 copy "$mount"
    ROOT=$mount/root
    mkdir "$mount"/{upper,work,root}
    mount -t overlay -o "lowerdir=$lower,upperdir=$mount/upper,workdir=$mount/work" overlay "$ROOT"
    mkdir -p "$ROOT/packages"
    mount --bind "$WORK" "$ROOT/packages"
    rm -rf "$ROOT"/{etc,var/lib}/readystage
    mkdir -p "$ROOT"/var/lib/{dpkg,rpm}-of-test "$ROOT"/var/lib/dpkg-of-test/{info,updates}
    touch "$ROOT/var/lib/dpkg-of-test/status"
    echo "--- in a copy of $1"
}

inside() { chroot "$ROOT" "$@"; }

# Both with databases of their own, which know of no other package: dependencies are not looked at (the agent under test
# may need libraries that the system does not have), and nothing that is installed on this machine meanwhile disturbs.
dpkg_does() { inside dpkg --admindir=/var/lib/dpkg-of-test --force-depends --force-unsafe-io "$@" 2>&1; }

# Fails when a scriptlet has something to complain about.
rpm_does() {
    local said
    said=$(rpm --root "$ROOT" --dbpath /var/lib/rpm-of-test --force-debian --nodeps "$@" 2>&1 | grep -v ' saved as ') || :
    lacks "$said" . "rpm $*"
}

# A file that must or must not be there.
here() { [[ -e $ROOT$1 || -L $ROOT$1 ]] || fail "$1 is missing"; }
gone() { [[ ! -e $ROOT$1 && ! -L $ROOT$1 ]] || fail "$1 is still there"; }

link_of_boot() { echo "/etc/systemd/system/multi-user.target.wants/readystage-agent.$1"; }

# somebody_works: an administrator edits the configuration, and a report waits.
somebody_works() {
    echo "manager = https://elsewhere:8450" >>"$ROOT/etc/readystage/agent.conf"
    mkdir -p "$ROOT/var/lib/readystage/incoming"
    echo '{}' >"$ROOT/var/lib/readystage/incoming/report"
}

work_is_kept() {
    grep -q elsewhere "$ROOT/etc/readystage/agent.conf${1:-}" || fail "the administrator's line is gone"
    here /var/lib/readystage/incoming/report
}
