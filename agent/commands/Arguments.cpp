#include "agent/commands/Arguments.h"

namespace readystage::agent {

namespace po = boost::program_options;

namespace {

constexpr long kLongestWait = 30L * 24 * 3600;

} // namespace

po::variables_map parseWords(const Words& words, const po::options_description& options)
{
    try {
        namespace style = po::command_line_style;
        const auto parsed = po::command_line_parser(words)
                                .options(options)
                                .positional({})
                                .style(style::unix_style & ~style::allow_guessing)
                                .run();
        po::variables_map given;
        po::store(parsed, given);
        return given;
    } catch (const po::error& e) {
        throw UsageError(e.what());
    }
}

std::chrono::seconds waitOf(const po::variables_map& given)
{
    if (given.count("wait") == 0)
        return std::chrono::seconds(0);
    const long seconds = given["wait"].as<long>();
    if (seconds < 0 || seconds > kLongestWait)
        throw UsageError("--wait takes 0 to " + std::to_string(kLongestWait) + " seconds");
    return std::chrono::seconds(seconds);
}

} // namespace readystage::agent
