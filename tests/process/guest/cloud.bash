# The cloud of this suite: a network like the demo's, and one guest with a boot program of our own.
export GUEST_HOME=$WORK/guests GUEST_BRIDGE=br0 GUEST_TEMPLATE=$WORK/template
export CLOUDSIM_VM_ID=6a5d0c6e-0000-4000-8000-000000000001 CLOUDSIM_VM_NAME=foo-1 CLOUDSIM_MAC=02:00:0a:01:01:07
namespace=guest-suite-${WORK##*.}
console=$GUEST_HOME/$CLOUDSIM_VM_ID/console.log
port=vm-6a5d0c6e

network() { /usr/bin/python3 -B "$SUITE/network.py" "$namespace" "$WORK/network" "$@"; }
inside() { ip netns exec "$namespace" "$@"; }
guest() { inside "$SOURCE/packaging/demo/guest" "$@"; }
started() { grep -q '^@.* up$' "$console"; }
