#include "tests/cloudsim/Options.h"

#include "tests/cloudsim/core/ScenarioWords.h"

#include <boost/program_options.hpp>

#include <sstream>

namespace readystage::cloudsim {

namespace {

namespace po = boost::program_options;

po::options_description visibleOptions()
{
    po::options_description options("Options");
    options.add_options()("listen", po::value<std::string>()->value_name("ADDR:PORT"),
                          "where the API listens, instead of the scenario's \"listen\"; port 0: any free one");
    options.add_options()("ready-file", po::value<std::string>()->value_name("FILE"),
                          "write the addresses as one line of JSON once everything listens");
    options.add_options()("cloudstack", po::value<std::string>()->value_name("4.23|4.11"),
                          "the release to be like, instead of the scenario's \"cloudstack\"; what 4.23 answers was "
                          "recorded, what 4.11 answers was only read in its source, not recorded");
    options.add_options()("help,h", "show this text");
    options.add_options()("version", "show the version");
    return options;
}

std::optional<std::string> textOf(const po::variables_map& given, const char* name)
{
    return given.count(name) == 0 ? std::nullopt : std::optional(given[name].as<std::string>());
}

} // namespace

Options parseOptions(int argc, const char* const* argv)
try {
    po::options_description all = visibleOptions();
    all.add_options()("words", po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add("words", -1);
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positions).run(), given);

    Options options;
    if (given.count("help") > 0 || given.count("version") > 0) {
        options.action = given.count("help") > 0 ? Options::Action::help : Options::Action::version;
        return options;
    }
    const auto words =
        given.count("words") == 0 ? std::vector<std::string>() : given["words"].as<std::vector<std::string>>();
    if (words.size() != 2 || words.front() != "run")
        throw UsageError("expected: cloudsim run SCENARIO");
    options.scenario = words.back();
    options.listen = textOf(given, "listen");
    if (options.listen && !isListener(*options.listen))
        throw UsageError("--listen: \"" + *options.listen + "\" is not ADDRESS:PORT with an IPv4 address");
    options.readyFile = textOf(given, "ready-file");
    options.cloudstack = textOf(given, "cloudstack");
    if (options.cloudstack && !isRelease(*options.cloudstack))
        throw UsageError("--cloudstack: there is no " + *options.cloudstack + ", only 4.23 and 4.11");
    return options;

} catch (const po::error& error) {
    throw UsageError(error.what());
}

std::string helpText()
{
    std::ostringstream text;
    text << "cloudsim run SCENARIO [--listen ADDR:PORT] [--ready-file FILE] [--cloudstack 4.23|4.11]\n\n"
            "A double of Apache CloudStack 4.23's API and of its virtual routers, for tests and for developing without "
            "a cloud: signed calls and sessions, VMs, userdata, tags, events, jobs, networks and VPCs, routers, roles, "
            "limits,\n"
            "in JSON and XML. The 786 commands of CloudStack are known by name; those it does not simulate answer 530, "
            "or an "
            "empty list.\n"
            "SCENARIO is a JSON file; tests/cloudsim/README.md describes it and the controls under /sim/.\n\n"
         << visibleOptions()
         << "\nExit status: 0 after SIGTERM or SIGINT, 64 for a wrong command line, 78 for a wrong scenario or one "
            "that cannot be read, 1 otherwise.\n";
    return text.str();
}

} // namespace readystage::cloudsim
