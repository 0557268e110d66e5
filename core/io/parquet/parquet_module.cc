#include "reprise/io/parquet_module.h"

#include "reprise/io/parquet/column_shape.h"
#include "reprise/io/parquet/json_rows.h"
#include "reprise/io/parquet/parquet_failure.h"
#include "reprise/io/parquet/parquet_source.h"
#include "reprise/io/parquet/row_parts.h"

namespace reprise {
namespace {

ParquetSchema SchemaOf(const ParquetSource& source) {
  ParquetSchema schema;
  for (const ColumnShape& shape : ColumnShapes(source.schema())) {
    schema.columns.push_back(
        {shape.name, TypeText(shape, source.schema()), IsText(shape, source.schema())});
  }
  schema.rows = source.rows();
  schema.row_groups = source.rows_of_groups().size();
  return schema;
}

class ArrowModule : public ParquetModule {
 public:
  ParquetOutcome ReadSchema(const std::string& path, ParquetSchema* schema) override {
    return Guarded(path, [&] { *schema = SchemaOf(ParquetSource(path)); });
  }

  ParquetOutcome OpenJsonLines(const std::string& path, const std::vector<std::string>& columns,
                               std::unique_ptr<ParquetRowStream>* stream) override {
    return Guarded(path, [&] { *stream = std::make_unique<JsonRows>(path, columns); });
  }

  ParquetOutcome Split(const std::string& path,
                       const std::function<uint8_t(uint64_t row)>& destination,
                       const std::array<std::string, kParquetParts>& outputs, uint64_t most_rows,
                       const std::function<bool()>& cancelled,
                       ParquetSplitCounts* counts) override {
    return Guarded(path,
                   [&] { *counts = SplitRows(path, destination, outputs, most_rows, cancelled); });
  }

  ParquetOutcome Merge(const std::array<std::string, kParquetParts>& parts,
                       const std::function<uint8_t(uint64_t row)>& source_of_row,
                       const std::string& output, const std::function<bool()>& cancelled,
                       uint64_t* rows) override {
    return Guarded(output, [&] { *rows = MergeRows(parts, source_of_row, output, cancelled); });
  }
};

}  // namespace
}  // namespace reprise

extern "C" __attribute__((visibility("default"))) reprise::ParquetModule* reprise_parquet_module(
    uint32_t version) {
  static auto* const module = new reprise::ArrowModule();
  return version == reprise::kParquetModuleVersion ? module : nullptr;
}
