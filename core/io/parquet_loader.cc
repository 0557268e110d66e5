#include "reprise/io/parquet_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

constexpr char kAdvice[] =
    "build reprise with Apache Arrow (tools/install-packages.sh brings it), and install the "
    "program together with its module, or name the folder of the module in the environment "
    "variable REPRISE_MODULES";

}  // namespace

std::vector<std::string> ParquetModuleFolders() {
  std::vector<std::string> folders;
  if (const char* folder = std::getenv("REPRISE_MODULES"); folder != nullptr && *folder != 0) {
    folders.emplace_back(folder);
  }
#ifdef REPRISE_MODULE_BUILD_DIR
  folders.emplace_back(REPRISE_MODULE_BUILD_DIR);
#endif
  std::error_code error;
  if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error) {
    folders.push_back((program.parent_path().parent_path() / "lib" / "reprise").string());
  }
#ifdef REPRISE_MODULE_INSTALL_DIR
  folders.emplace_back(REPRISE_MODULE_INSTALL_DIR);
#endif
  return folders;
}

absl::StatusOr<ParquetModule*> LoadParquetModule(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    const std::string path = (fs::path(folder) / kParquetModuleFile).string();
    std::error_code error;
    if (!fs::exists(path, error)) {
      continue;
    }
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      const char* const reason = ::dlerror();
      return absl::FailedPreconditionError(
          absl::StrCat("Parquet files need the module ", path, ", which cannot be loaded (",
                       reason == nullptr ? "no reason given" : reason, "); ", kAdvice));
    }
    auto* const entry =
        reinterpret_cast<ParquetModuleEntry*>(::dlsym(library, kParquetModuleEntry));
    ParquetModule* const module = entry == nullptr ? nullptr : entry(kParquetModuleVersion);
    if (module == nullptr) {
      return absl::FailedPreconditionError(
          absl::StrCat("the module ", path, " is of another version than this program; ", kAdvice));
    }
    return module;
  }
  return absl::FailedPreconditionError(absl::StrCat("Parquet files need the module ",
                                                    kParquetModuleFile, ", which is in none of ",
                                                    absl::StrJoin(folders, ", "), "; ", kAdvice));
}

}  // namespace reprise
