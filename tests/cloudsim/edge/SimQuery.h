#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/codec/PercentEncoding.h"

namespace readystage::cloudsim {

/// A request to /sim/ that cannot be understood; what() goes to the client.
class BadRequest : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The parameters of one request to /sim/. Every read throws BadRequest, naming the parameter, for a value that cannot
/// be used.
class SimQuery {
public:
    explicit SimQuery(Parameters parameters) : parameters_(std::move(parameters)) {}

    /// A parameter that is none of these, or given twice, is a BadRequest: a misspelt one is never silently the
    /// default.
    void expect(std::initializer_list<const char*> known) const;

    bool has(const char* name) const;
    std::string text(const char* name) const; ///< empty when missing
    std::optional<unsigned> count(const char* name) const;
    std::optional<double> number(const char* name, double most) const; ///< from 0
    std::optional<std::chrono::milliseconds> duration(const char* name) const;
    /// The name of a command of the API; empty when missing and not required.
    std::string command(bool required) const;

private:
    const std::string* find(const char* name) const;

    Parameters parameters_;
};

} // namespace readystage::cloudsim
