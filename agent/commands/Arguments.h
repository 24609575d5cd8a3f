#pragma once

#include "agent/commands/Commands.h"

#include <boost/program_options.hpp>

#include <chrono>

namespace readystage::agent {

/// The words of a subcommand as its options. Throws UsageError.
boost::program_options::variables_map parseWords(const Words& words,
                                                 const boost::program_options::options_description& options);

/// The value of --wait, whole seconds; zero when it was not given. Throws UsageError.
std::chrono::seconds waitOf(const boost::program_options::variables_map& given);

} // namespace readystage::agent
