#ifndef REPRISE_IO_PARQUET_JSON_BYTES_H_
#define REPRISE_IO_PARQUET_JSON_BYTES_H_

#include <string>
#include <string_view>

namespace reprise {

// Appends `bytes` as a JSON string: quote, backslash and control characters are escaped, all other
// bytes stay, whether they are UTF-8 or not, so that what is read back is what was there (unlike
// AppendJsonString, which is for output).
void AppendJsonBytes(std::string_view bytes, std::string* out);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_JSON_BYTES_H_
