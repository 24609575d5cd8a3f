#include "tests/cloudsim/core/MimeMultipart.h"

#include "common/codec/Base64.h"

namespace readystage::cloudsim {

const char* const kTemplateText = "#cloud-config\nruncmd:\n  - [ date ]\n";

namespace {

std::string typeOf(const std::string& text)
{
    if (text.starts_with("#cloud-config"))
        return "text/cloud-config";
    if (text.starts_with("#!"))
        return "text/x-shellscript";
    return text.find("Content-Type: multipart/mixed") == std::string::npos ? "text/cloud-config" : "multipart/mixed";
}

void addPart(std::string& out, const std::string& boundary, const std::string& text)
{
    out += "--" + boundary + "\r\nContent-Type: " + typeOf(text) +
           "; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64::encode(text) + "\r\n";
}

} // namespace

std::string mimeMultipart(const std::string& templateText, const std::string& given, const std::string& part)
{
    const std::string boundary = "----=_Part_0_" + part;
    std::string out = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; \r\nboundary=\"" + boundary + "\"\r\n\r\n";
    addPart(out, boundary, templateText);
    addPart(out, boundary, given);
    return out + "--" + boundary + "--\r\n";
}

} // namespace readystage::cloudsim
