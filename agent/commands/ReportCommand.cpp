#include "agent/commands/Arguments.h"
#include "common/protocol/Report.h"

#include <fstream>
#include <iostream>

namespace readystage::agent {
namespace {

namespace po = boost::program_options;

po::options_description options()
{
    po::options_description all;
    auto add = all.add_options();
    add("status", po::value<std::string>()->default_value("ready"));
    add("phase", po::value<std::string>()->default_value(""));
    add("reason", po::value<std::string>());
    add("reason-file", po::value<std::string>());
    add("failed-resource", po::value<std::vector<std::string>>()->default_value({}, ""));
    add("wait", po::value<long>());
    return all;
}

/// The end of the file: of a long log the end tells why it failed.
std::string tailOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
    const auto most = static_cast<std::streamoff>(protocol::kMaxReasonBytes);
    if (size < 0 || !file.seekg(size > most ? size - most : 0))
        throw BadData("cannot read the reason from " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string reasonOf(const po::variables_map& given)
{
    if (given.count("reason") > 0 && given.count("reason-file") > 0)
        throw UsageError("--reason and --reason-file exclude each other");
    if (given.count("reason") > 0)
        return given["reason"].as<std::string>();
    return given.count("reason-file") > 0 ? tailOf(given["reason-file"].as<std::string>()) : std::string{};
}

News newsIn(const po::variables_map& given)
{
    const std::string& word = given["status"].as<std::string>();
    const auto status = reportStatus(word);
    if (!status)
        throw UsageError("--status is ready, failed or progress, not '" + word + "'");
    const std::string& phase = given["phase"].as<std::string>();
    if (!protocol::isPhase(phase))
        throw UsageError("--phase takes at most 64 of a-z, 0-9 and -, not '" + phase + "'");
    return {*status, phase, reasonOf(given), given["failed-resource"].as<std::vector<std::string>>()};
}

const char* wordFor(Fate fate)
{
    switch (fate) {
    case Fate::acknowledged:
        return "delivered";
    case Fate::rejected:
        return "rejected";
    case Fate::waiting:
    case Fate::unknown:
        break;
    }
    return "spooled";
}

ExitCode afterWaiting(Fate fate)
{
    if (fate == Fate::rejected)
        return ExitCode::rejected;
    return fate == Fate::acknowledged ? ExitCode::ok : ExitCode::unavailable;
}

} // namespace

ExitCode report(Agent& agent, const Words& words)
{
    const auto given = parseWords(words, options());
    const auto wait = waitOf(given);
    const News news = newsIn(given);
    if (agent.isDisabled()) {
        std::cout << "- disabled\n";
        return ExitCode::ok;
    }
    const ReportId id = agent.writer().report(news);
    if (wait.count() == 0) {
        agent.tryDelivery();
        std::cout << id.str() << ' ' << wordFor(agent.spool.fateOf(id)) << '\n';
        return ExitCode::ok;
    }
    Courier courier = agent.courier();
    EventWaiter waiter = agent.waiter();
    const Fate fate =
        deliverUntil(courier, agent.spool, agent.locks(), waiter, agent.clock, id, agent.clock.steady() + wait);
    std::cout << id.str() << ' ' << wordFor(fate) << '\n';
    return afterWaiting(fate);
}

} // namespace readystage::agent
