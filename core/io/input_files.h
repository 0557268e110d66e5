#ifndef REPRISE_IO_INPUT_FILES_H_
#define REPRISE_IO_INPUT_FILES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/io/file.h"
#include "reprise/io/formats.h"
#include "reprise/io/packing/packing.h"

namespace reprise {

// One file to read documents from.
struct InputFile {
  std::string name;                  // what messages, ids and outputs call it (cli.md, "Inputs")
  std::string path;                  // where it is
  Packing packing = Packing::kNone;  // of a Parquet file the rows count as JSON Lines
  Format format = Format::kText;
  FileState state;  // as found; a file that differs later has changed while it was read

  // What users call its format: "parquet", or FormatName.
  std::string_view format_name() const {
    return packing == Packing::kParquet ? PackingName(packing) : FormatName(format);
  }
};

struct InputOptions {
  // How every file holds its documents, once unpacked ("jsonl", FormatOfName); empty: by what
  // archives say of themselves, else by the name (FormatOfFileName), else, for standard input and
  // names that end in .json, by how it begins (FormatOfContent); text for the rest. What a file is
  // packed in shows in its first bytes, whatever its name, unless it has fewer than
  // kPackingMagicBytes. Parquet files are what they are, whatever is said here.
  std::string format;
  // Where what cannot be read twice (standard input, a pipe) is stored while the job runs.
  std::string spool_folder;
  // Folders that are left out, with a message, when they stand inside an input folder: the job's
  // own. Those that do not exist are ignored.
  std::vector<std::string> left_out;
};

// Aborted: says that the file is no longer as it was found, which was noticed at `line`.
absl::Status ChangedError(const InputFile& file, uint64_t line = 1);

// All files of a job, in input order.
struct Inputs {
  std::vector<InputFile> files;
  // Folders given as inputs and those below them, as names: outputs hold them even when empty.
  std::vector<std::string> folders;
};

// Lists the files that `paths` stand for, in the order of the arguments: a file under its base
// name, a folder's files under `<folder>/<relative path>` in byte order of that path, "-" as
// `stdin`. Symbolic links to files are followed, links to folders inside a folder are not; they and
// what is neither file nor folder are reported to `monitor` and left out.
//
// Errors: InvalidArgument for no path, an unknown format, two files of one name, a file with the
// name of a folder, or names that outputs, which are UTF-8, cannot tell apart; a file called
// .parquet that is none; NotFound, PermissionDenied and others as FileError for what cannot be
// opened.
absl::StatusOr<Inputs> ListInputs(const std::vector<std::string>& paths,
                                  const InputOptions& options, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_IO_INPUT_FILES_H_
