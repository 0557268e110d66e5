#ifndef REPRISE_IO_PARQUET_LOADER_H_
#define REPRISE_IO_PARQUET_LOADER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/parquet_module.h"

namespace reprise {

// Folders where the module may be, best first: the folder that the environment variable
// REPRISE_MODULES names; where this library was built; ../lib/reprise beside the folder of the
// running program; where this library is installed. The second and the fourth are given when the
// library is compiled, as REPRISE_MODULE_BUILD_DIR and REPRISE_MODULE_INSTALL_DIR.
std::vector<std::string> ParquetModuleFolders();

// Loads the module out of the first of `folders` that has its file. Safe from any thread; loading
// the same file again gives the same module. It stays loaded. FailedPrecondition, saying what to
// install: no folder has it, or it cannot be loaded, or is of another version than this library.
absl::StatusOr<ParquetModule*> LoadParquetModule(const std::vector<std::string>& folders);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_LOADER_H_
