# Sourced by every step: one machine made of files, a Puppet server for it, and runs of its agent. All of it lies in $WORK.
. "$LIB"

server=$WORK/server
world=$WORK/vm
root=$world/root
state=$root/var/lib/readystage
export PATH=/usr/sbin:/usr/bin:/sbin:/bin READYSTAGE_ROOT=$root

new_boot() { cat /proc/sys/kernel/random/uuid >"$root/proc/sys/kernel/random/boot_id"; }

# site: the manifest on standard input, behind our class.
site() { { echo 'include readystage'; cat; } >"$server/code/environments/production/manifests/site.pp"; }

# hiera: the parameters on standard input, beside those that every step needs.
hiera() {
    { printf 'readystage::manage_package: false\nreadystage::config_dir: %s\n' "$world/etc-readystage"; cat; } \
        >"$server/code/environments/production/data/common.yaml"
}

agent_options() {
    printf '%s\n' --confdir "$world/conf" --vardir "$world/var" --ssldir "$world/ssl" --publicdir "$world/public" --rundir "$world/run" --logdir "$world/logs" \
        --certname vm.test --server localhost --serverport "$PORT1" --waitforcert 1 --color=false --no-daemonize
}

# agent [OPTION...]: one run. Leaves its exit code in $exit_code and its words in $world/log.
agent() {
    local options
    mapfile -t options < <(agent_options)
    exit_code=0
    timeout --foreground 900 puppet agent "${options[@]}" --onetime --detailed-exitcodes "$@" >"$world/log" 2>&1 || exit_code=$?
}

reports() { find "$state/incoming" -type f -name '[!.]*.json' -exec grep -L '"phase":"configuring"' {} + 2>/dev/null | sort; }
report_count() { reports | wc -l; }

# Status and phase of each report of this boot, in the order of writing, without the beginnings of runs.
told() {
    reports | xargs -r ruby -rjson -e '
        boot = File.read(ENV["READYSTAGE_ROOT"] + "/proc/sys/kernel/random/boot_id").strip
        reports = ARGV.map { |file| JSON.parse(File.read(file)) }.select { |report| report["boot_id"] == boot }
        puts(reports.map { |report| report.values_at("status", "phase").join(" ") }.join(", "))'
}

reason() { ruby -rjson -e 'puts JSON.parse(File.read(ARGV[0]))["reason"]' "$(reports | tail -n 1)"; }

show_run() { sed 's/^/    /' "$world/log"; }
