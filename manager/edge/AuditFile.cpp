#include "manager/edge/AuditFile.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "common/codec/Json.h"

#include <fcntl.h>
#include <unistd.h>

namespace readystage {

namespace {

constexpr std::size_t kEntriesAtOnce = 500;
constexpr std::streamoff kLongestLine = std::streamoff{64} * 1024;

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& file)
{
    throw std::system_error(errno, std::generic_category(), what + " " + file.string());
}

std::string lineOf(const AuditLog::Numbered& numbered)
{
    const AuditEntry& entry = numbered.entry;
    return JsonText()
               .addRaw("number", std::to_string(numbered.number))
               .add("at", rfc3339(entry.at))
               .add("actor", entry.actor)
               .add("action", entry.action)
               .add("subject", entry.subject)
               .add("detail", entry.detail)
               .str() +
           "\n";
}

/// 0 where there is no line yet; a line that a crash has torn counts as none.
long long lastNumber(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return 0;
    in.seekg(0, std::ios::end);
    in.seekg(-std::min<std::streamoff>(in.tellg(), kLongestLine), std::ios::end);
    std::string tail(std::istreambuf_iterator<char>(in), {});
    const auto end = tail.rfind('\n');
    if (end == std::string::npos)
        return 0;
    const auto begin = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
    const std::string line = tail.substr(begin + 1, end - begin - 1);
    try {
        return static_cast<long long>(Json::parse(line).at("number").asInteger());
    } catch (const JsonError& e) {
        throw std::runtime_error(file.string() + ": the last line is none of the audit log: " + e.what());
    }
}

/// One write: lines are whole or missing. A torn one before them is ended first.
void append(const std::filesystem::path& file, const std::string& lines)
{
    const int fd = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        fail("cannot open", file);
    char last = '\n';
    const off_t size = ::lseek(fd, 0, SEEK_END);
    const bool torn = size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
    const std::string text = torn ? "\n" + lines : lines;
    const auto written = ::write(fd, text.data(), text.size());
    const int error = errno;
    ::close(fd);
    errno = written < 0 ? error : ENOSPC;
    if (written != std::ssize(text))
        fail("cannot write", file);
}

} // namespace

AuditFile::AuditFile(std::filesystem::path file, AuditLog& log)
    : file_(std::move(file)),
      log_(log),
      last_(lastNumber(file_))
{}

void AuditFile::catchUp()
{
    for (;;) {
        const auto entries = log_.entriesAfter(last_, kEntriesAtOnce);
        if (entries.empty())
            return;
        std::string lines;
        for (const auto& numbered : entries)
            lines += lineOf(numbered);
        append(file_, lines);
        last_ = entries.back().number;
    }
}

} // namespace readystage
