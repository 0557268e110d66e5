#ifndef REPRISE_IO_PARQUET_MODULE_H_
#define REPRISE_IO_PARQUET_MODULE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reprise {

// What lies between the library and the loadable module that reads and writes Parquet. The module
// brings Apache Arrow along, some 60 MB of code, so it is loaded when the first Parquet file is
// touched; everybody else uses parquet_file.h. Only types of the standard library cross this
// boundary: library and module are built by compilers with the same C++ library, but need not share
// anything else. No exception crosses it.

// Counted up whenever anything below changes.
inline constexpr uint32_t kParquetModuleVersion = 1;

// The name of the file, and of its one exported function.
inline constexpr char kParquetModuleFile[] = "libreprise_parquet.so";
inline constexpr char kParquetModuleEntry[] = "reprise_parquet_module";

// How a call ended.
struct ParquetOutcome {
  int code = 0;  // the value of an absl::StatusCode; 0 where all went well
  std::string message;
  bool ok() const { return code == 0; }
};

// A column at the top level of a file's schema.
struct ParquetColumn {
  std::string name;
  // For people: "string", "int64", "list<struct<name: string, age: uint8>>".
  std::string type;
  // Its values are strings or bytes.
  bool is_text = false;
};

struct ParquetSchema {
  std::vector<ParquetColumn> columns;
  uint64_t rows = 0;
  uint64_t row_groups = 0;
};

// Where rows may go in a split, and where they may come from in a merge.
inline constexpr size_t kParquetParts = 3;

// How many rows went where; last: dropped, since no file is named for them.
struct ParquetSplitCounts {
  std::array<uint64_t, kParquetParts> rows = {};
  uint64_t dropped = 0;
};

// Rows as bytes of text. Contract: ByteStream.
class ParquetRowStream {
 public:
  virtual ~ParquetRowStream() = default;
  virtual ParquetOutcome Read(char* data, size_t size, size_t* count) = 0;
  virtual uint64_t consumed() const = 0;
};

// The functions of parquet_file.h, whose contracts are there. Safe from any thread.
class ParquetModule {
 public:
  virtual ~ParquetModule() = default;
  virtual ParquetOutcome ReadSchema(const std::string& path, ParquetSchema* schema) = 0;
  virtual ParquetOutcome OpenJsonLines(const std::string& path,
                                       const std::vector<std::string>& columns,
                                       std::unique_ptr<ParquetRowStream>* stream) = 0;
  virtual ParquetOutcome Split(const std::string& path,
                               const std::function<uint8_t(uint64_t row)>& destination,
                               const std::array<std::string, kParquetParts>& outputs,
                               uint64_t most_rows, const std::function<bool()>& cancelled,
                               ParquetSplitCounts* counts) = 0;
  virtual ParquetOutcome Merge(const std::array<std::string, kParquetParts>& parts,
                               const std::function<uint8_t(uint64_t row)>& source_of_row,
                               const std::string& output, const std::function<bool()>& cancelled,
                               uint64_t* rows) = 0;
};

// The type of the exported function: the one module object of the process, which is never
// destroyed, or null where the module is of another version than `version`.
using ParquetModuleEntry = ParquetModule*(uint32_t version);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_MODULE_H_
