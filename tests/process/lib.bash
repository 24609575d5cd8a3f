# For steps written in bash: `. "$LIB"`. A step fails at the first command that fails.
set -Eeuo pipefail
trap 'echo "line $LINENO ended with $?: $BASH_COMMAND" >&2' ERR

_started=$WORK/.started
mkdir -p "$_started"

# start NAME COMMAND...: runs it in the background, in a process group of its own; its output goes to log NAME.
start() {
    local name=$1
    shift
    setsid "$@" </dev/null >>"$_started/$name.log" 2>&1 &
    echo "$!" >"$_started/$name.pid"
}

# log NAME: the file with what it said so far.
log() { echo "$_started/$1.log"; }

pid() { cat "$_started/$1.pid"; }

# A process that has ended and was not yet collected by its parent is not alive.
alive() {
    local line
    read -r line 2>/dev/null <"/proc/$(pid "$1")/stat" && [[ ${line##*) } != [ZX]* ]]
}

# stop NAME [SIGNAL]: sends it (TERM) and waits until the process is gone.
stop() {
    kill "-${2:-TERM}" "$(pid "$1")"
    await 15 "$1 to end" not alive "$1"
    rm -f "$_started/$1.pid"
}

not() { ! "$@"; }

# await SECONDS WHAT COMMAND...: until the command succeeds; fails, saying what it waited for, when the time is over.
await() {
    local until=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS > until)); then
            echo "waited in vain for $what" >&2
            return 1
        fi
        sleep 0.02
    done
}

# await_log NAME PATTERN [SECONDS]: until the program's log has a line that matches.
await_log() { await "${3:-15}" "a line '$2' from $1" grep -qE -- "$2" "$(log "$1")"; }

fail() {
    echo "$*" >&2
    exit 1
}

# equal EXPECTED OBSERVED WHAT
equal() { [[ $1 == "$2" ]] || fail "$3: expected '$1', observed '$2'"; }

# holds TEXT PATTERN WHAT: the text matches the extended regular expression.
holds() { grep -qE -- "$2" <<<"$1" || fail "$3: nothing matches '$2' in: $1"; }

# lacks TEXT PATTERN WHAT: no line matches, which grep tells with 1; a pattern it does not understand is no proof.
lacks() {
    local result=0
    grep -qE -- "$2" <<<"$1" || result=$?
    ((result == 1)) || fail "$3: something matches '$2', or grep cannot tell ($result), in: $1"
}
