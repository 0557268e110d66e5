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

namespace reprise {

// How a file holds its documents.
enum class Format : uint8_t {
  kJsonLines,  // a record per line
  kText,       // the whole file is one document
};

// "jsonl", "text".
std::string_view FormatName(Format format);

// One file to read documents from.
struct InputFile {
  std::string name;  // what messages, ids and outputs call it (cli.md, "Inputs")
  std::string path;  // where it is
  Format format = Format::kText;
  FileState state;  // as found; a file that differs later has changed while it was read
};

struct InputOptions {
  // How every file holds its documents; empty: by the name, JSON Lines for .jsonl and .ndjson, text
  // for others, and by the first byte that is no white space ('{' or '[' for JSON Lines) where
  // there is no name or it ends in .json.
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
// name of a folder, or names that outputs, which are UTF-8, cannot tell apart; NotFound,
// PermissionDenied and others as FileError for what cannot be opened.
absl::StatusOr<Inputs> ListInputs(const std::vector<std::string>& paths,
                                  const InputOptions& options, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_IO_INPUT_FILES_H_
