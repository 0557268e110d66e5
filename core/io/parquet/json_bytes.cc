#include "reprise/io/parquet/json_bytes.h"

namespace reprise {

void AppendJsonBytes(std::string_view bytes, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  out->push_back('"');
  size_t done = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') {
      continue;
    }
    out->append(bytes.substr(done, i - done));
    done = i + 1;
    out->push_back('\\');
    switch (byte) {
      case '\n':
        out->push_back('n');
        break;
      case '\r':
        out->push_back('r');
        break;
      case '\t':
        out->push_back('t');
        break;
      case '"':
      case '\\':
        out->push_back(bytes[i]);
        break;
      default:
        out->append("u00");
        out->push_back(kDigits[byte >> 4]);
        out->push_back(kDigits[byte & 0xF]);
    }
  }
  out->append(bytes.substr(done));
  out->push_back('"');
}

}  // namespace reprise
