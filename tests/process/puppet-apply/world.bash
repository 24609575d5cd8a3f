# Sourced by every script of the suite: a machine made of files for each case, real `puppet apply` runs on it, and claims.
# Nothing outside of $WORK is written, the Puppet of the host is not touched.

set -uo pipefail

suite=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$suite/../../.." && pwd)
script=$(basename "$0")

: "${WORK:?is the folder for all that is written; whoever runs the steps sets it, and removes it}"
export LC_ALL=C.UTF-8

# Where the agent may be found; with a real one on this machine the cases would start that one.
agentless_path=/usr/sbin:/usr/bin:/sbin:/bin
for folder in ${agentless_path//:/ }; do
    if [[ -x $folder/readystage-agent ]]; then
        echo "skipped 1 $script: $folder/readystage-agent is installed here and would be started for real"
        exit 0
    fi
done

# Another Puppet than the installed one: READYSTAGE_PUPPET="ruby -I /src/puppet/lib /src/puppet/bin/puppet" ./run
read -ra puppet <<<"${READYSTAGE_PUPPET:-puppet}"

failures=0

# claim SENTENCE COMMAND...: the sentence is true when the command succeeds.
claim() {
    local sentence=$1
    shift
    if "$@" >/dev/null 2>&1; then
        echo "ok $script: $sentence"
    else
        echo "FAILED $script: $sentence"
        echo "    claimed: $(printf '%q ' "$@")"
        if [[ -f ${world:-}/log ]]; then sed 's/^/    | /' "$world/log"; fi
        find "$state" -type f 2>/dev/null | sed 's/^/    spool: /'
        failures=$((failures + 1))
    fi
}

# skip SENTENCE: by name, so that nobody takes it for proven.
skip() {
    echo "skipped 1 $script: $*"
}

finish() {
    exit $((failures > 0))
}

# A new machine that has never reported, with an empty site.
new_world() {
    world=$(mktemp -d "$WORK/world.XXXXXX")
    root=$world/root
    state=$root/var/lib/readystage
    export PATH=$world/bin:$agentless_path READYSTAGE_ROOT=$root
    mkdir -p "$world"/{bin,hiera} "$root"/proc/sys/kernel/random "$root"/sys/class/dmi/id "$root"/etc
    new_boot
    echo ABCDEF01-0000-4000-8000-000000000001 >"$root/sys/class/dmi/id/product_uuid"
    echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
    folders=(--confdir "$world/conf" --vardir "$world/var" --publicdir "$world/public" --ssldir "$world/ssl"
        --hiera_config "$world/hiera/hiera.yaml" --color=false)
    module_path=$repository/puppet:$suite/modules:/usr/share/puppet/modules
    cat >"$world/hiera/hiera.yaml" <<YAML
version: 5
defaults: { datadir: $world/hiera, data_hash: yaml_data }
hierarchy: [{ name: common, path: common.yaml }]
YAML
    cat >"$world/hiera/common.yaml" <<YAML
readystage::manage_package: false
readystage::config_dir: $world/etc-readystage
YAML
}

new_boot() {
    cat /proc/sys/kernel/random/uuid >"$root/proc/sys/kernel/random/boot_id"
}

# apply [OPTION...]: one run over the manifest on standard input. Leaves its exit code in $exit_code and its words in the
# log. The output goes through a pipe, so a process that held it would keep us here.
apply() {
    cat >"$world/site.pp"
    run_puppet warm_puppet "$@"
}

# The same by the program as it is installed, for what could depend on how it was started.
apply_cold() {
    cat >"$world/site.pp"
    run_puppet cold_puppet "$@"
}

run_puppet() {
    local how=$1
    shift
    "$how" apply "${folders[@]}" --modulepath "$module_path" --detailed-exitcodes "$@" "$world/site.pp" >"$world/words"
    exit_code=$?
    grep -v '^Error: Facter: ' "$world/words" >"$world/log" || true
}

cold_puppet() {
    local words
    words=$(timeout --foreground 600 "${puppet[@]}" "$@" 2>&1)
    local result=$?
    echo "$words"
    return "$result"
}

# Puppet that was loaded once for the whole suite (`warm` says how). Everything it needs lies in $WORK.
warm_puppet() {
    local request
    request=$(mktemp -d "$WORK/request.XXXXXX")
    mkfifo "$request/output" "$request/status"
    printf '%s\0' "$@" >"$request/arguments"
    env -0 >"$request/environment"
    (flock 9 && keep_warm) 9>"$WORK/warm.lock"
    echo "$request" >"$WORK/warm.requests"
    timeout --foreground 600 cat "$request/output"
    return "$(timeout --foreground 60 cat "$request/status")"
}

# The last word of $puppet is Puppet's program; before it may stand how Ruby is to be started.
keep_warm() {
    [[ ! -p $WORK/warm.requests ]] || return 0
    local ruby=("${puppet[@]::${#puppet[@]}-1}")
    mkfifo "$WORK/warm.requests"
    setsid "${ruby[@]:-ruby}" "$suite/warm" "$WORK/warm.requests" </dev/null >"$WORK/warm.log" 2>&1 9>&- &
    echo $! >"$WORK/warm.pid"
}

# The reports of runs; that a run has begun is in others.
reports() {
    find "$state/incoming" -type f -name '[!.]*.json' -exec grep -L '"phase":"configuring"' {} + 2>/dev/null | sort
}

beginnings() {
    find "$state/incoming" -type f -name '[!.]*.json' -exec grep -l '"phase":"configuring"' {} + 2>/dev/null | wc -l
}

report_count() {
    reports | wc -l
}

# field NAME: of the newest report, as JSON without quotes around a text; lists joined by a comma.
field() {
    reports | tail -n 1 | xargs -r ruby -rjson -e '
        value = JSON.parse(File.read(ARGV[1])).dig(*ARGV[0].split("."))
        puts(value.is_a?(Array) ? value.join(",") : value)' "$1"
}

says() {
    grep -qF -- "$1" "$world/log"
}

does_not_say() {
    ! says "$1"
}

# The verdict of the newest report, like "progress noop".
verdict() {
    echo "$(field status) $(field phase)"
}
