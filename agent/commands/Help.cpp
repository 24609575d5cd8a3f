#include "agent/commands/Help.h"

namespace readystage::agent {
namespace {

constexpr const char* kReport = //
    "readystage-agent report [--status ready|failed|progress] [--phase NAME]\n"
    "                        [--reason TEXT|--reason-file FILE]\n"
    "                        [--failed-resource NAME]... [--wait SECONDS]\n\n"
    "  Puts a report into the spool and tries once to deliver what is there.\n\n"
    "  --status            default ready\n"
    "  --phase             at most 64 of a-z, 0-9 and -\n"
    "  --reason            why, for people; of a longer text the last 64 KiB are kept\n"
    "  --failed-resource   what failed; as often as needed\n"
    "  --wait              keep trying for so many seconds\n\n"
    "  Prints the report's id and delivered, spooled, rejected or disabled.\n"
    "  Exit: 0 safe on the disk; with --wait 0 delivered, 69 not yet, 77 rejected.\n";

constexpr const char* kDeliver = //
    "readystage-agent deliver [--drain|--once] [--booted]\n\n"
    "  Delivers what is in the spool.\n\n"
    "  --drain    keep trying until nothing waits or max_age has passed (the default)\n"
    "  --once     try once\n"
    "  --booted   first report the progress `booted`, once in a boot\n\n"
    "  Exit: 0 nothing waits any more, or another process is at it; 75 something\n"
    "  waits; 77 the manager rejected something.\n";

constexpr const char* kRun = //
    "readystage-agent run [--] COMMAND [ARGUMENT]...\n\n"
    "  Runs the command and reports how it ended: ready when it ended with 0, else\n"
    "  failed, with the end of its output. The exit code is the command's.\n\n"
    "  Puppet's exit codes are understood: 0 and 2 are good with --detailed-exitcodes\n"
    "  or --test; without them its report of the run decides. A cached catalog, and\n"
    "  --tags or --skip_tags, are progress. With --noop nothing is reported.\n\n"
    "      readystage-agent run -- puppet agent --test\n";

constexpr const char* kPuppet = //
    "readystage-agent puppet-run\n\n"
    "  Looks at what the last run of Puppet has left on the disk, waits until it is\n"
    "  over, and reports the failures of which the Puppet module cannot know: no\n"
    "  catalog, a dependency cycle, runtimeout, kill. Each run is told once.\n"
    "  A systemd path unit starts it; nobody has to.\n\n"
    "  Exit: 0, whether or not there was something to be told.\n";

constexpr const char* kIdentify = //
    "readystage-agent identify [--json] [--wait SECONDS]\n\n"
    "  Asks every virtual router this machine points at who we are, and shows what\n"
    "  each answered, and which answer counts and why. Changes nothing.\n\n"
    "  --json   for programs\n"
    "  --wait   keep asking for so many seconds\n\n"
    "  Exit: 0 somebody knew us, 75 nobody did.\n";

constexpr const char* kStatus = //
    "readystage-agent status [--verify]\n\n"
    "  Shows what is in the spool, what was rejected and why, what could not be read,\n"
    "  and the last receipt.\n\n"
    "  --verify   also asks the virtual router whether the mark ready=1 stands in the\n"
    "             userdata of this VM. It need not: the manager may use tags only.\n\n"
    "  Exit: 0; with --verify 75 when no router knew us.\n";

constexpr const char* kSeal = //
    "readystage-agent seal [--dry-run] [--puppet]\n\n"
    "  Forgets everything that belongs to this machine alone, before a template is\n"
    "  made of its disk: reports, receipts, identity, DHCP leases.\n\n"
    "  --puppet    also Puppet's certificates, cached catalog and traces of runs, in\n"
    "              the folders of Puppet's and of Debian's packages\n"
    "  --dry-run   show it, change nothing\n\n"
    "  Names what else clones would share. Exit: 0; 75 while a delivery is running.\n";

constexpr const char* kDoctor = //
    "readystage-agent doctor\n\n"
    "  Checks what a delivery needs: rights, configuration, clock, authorities, the\n"
    "  virtual router, each manager; and names the cure for what is wrong.\n"
    "  Changes and sends nothing.\n\n"
    "  Exit: 0 all is well, 75 something is wrong.\n";

} // namespace

const std::vector<Command>& allCommands()
{
    static const std::vector<Command> all{
        {"report", report, "report that this VM is ready, or why it is not", kReport},
        {"run", run, "run a command and report how it ended", kRun},
        {"deliver", deliver, "deliver what is in the spool", kDeliver},
        {"puppet-run", puppetRun, "report a failed Puppet run that nothing else reports", kPuppet},
        {"identify", identify, "show who this VM is, and who says so", kIdentify},
        {"status", status, "show what is in the spool", kStatus},
        {"doctor", doctor, "find what keeps reports from being delivered", kDoctor},
        {"seal", seal, "forget this machine before it becomes a template", kSeal},
    };
    return all;
}

std::string overview()
{
    std::string text = "readystage-agent tells the manager that this VM is ready.\n\n"
                       "  readystage-agent [--config FILE] COMMAND [OPTION]...\n\n";
    for (const auto& command : allCommands()) {
        const std::string name = command.name;
        text += "  " + name + std::string(12 - name.size(), ' ') + command.line + "\n";
    }
    return text + "\n"
                  "  --config FILE   read FILE instead of /etc/readystage/agent.conf and agent.d/*.conf\n"
                  "  --version, --help; readystage-agent COMMAND --help for one command\n\n"
                  "Exit: 0 delivered or safe in the spool, 2 usage, 65 bad data, 69 not delivered\n"
                  "      within --wait, 73 cannot write the spool, 75 something waits or is wrong,\n"
                  "      77 rejected by the manager, 78 bad configuration.\n"
                  "/etc/readystage/disabled silences it. Manual: readystage-agent(8), agent.conf(5)\n";
}

} // namespace readystage::agent
