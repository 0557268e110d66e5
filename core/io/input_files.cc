#include "reprise/io/input_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/utf8.h"
#include "reprise/io/json_text.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

// A file to be listed, before it was opened.
struct Found {
  std::string name;
  std::string path;
};

// An error about an input, with its place.
absl::Status About(const std::string& name, const absl::Status& status) {
  return {status.code(), absl::StrCat(name, ":1: ", status.message())};
}

bool IsOneOf(const fs::path& folder, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& other) {
    std::error_code ignored;
    return fs::equivalent(folder, other, ignored);
  });
}

absl::Status WalkFolder(const fs::path& folder, const std::string& name,
                        const InputOptions& options, std::vector<Found>* found,
                        std::vector<std::string>* folders, Monitor* monitor) {
  folders->push_back(name);
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) {
    return About(name, FileError("read the folder", folder.string(), error.value()));
  }
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    const fs::directory_entry& entry = *entries;
    const std::string entry_name = absl::StrCat(name, "/", entry.path().filename().string());
    std::error_code ignored;
    if (entry.is_regular_file(ignored)) {
      found->push_back({entry_name, entry.path().string()});
    } else if (entry.is_symlink(ignored)) {
      monitor->Warn(absl::StrCat(entry_name, ":1: ",
                                 entry.is_directory(ignored)
                                     ? "a link to a folder is not followed; name the folder itself"
                                     : "a link that leads nowhere is left out"));
    } else if (entry.is_directory(ignored)) {
      if (IsOneOf(entry.path(), options.left_out)) {
        monitor->Warn(absl::StrCat(entry_name, ":1: a folder of this job itself; left out"));
        continue;
      }
      if (absl::Status status =
              WalkFolder(entry.path(), entry_name, options, found, folders, monitor);
          !status.ok()) {
        return status;
      }
    } else {
      monitor->Warn(absl::StrCat(entry_name, ":1: neither a file nor a folder; left out"));
    }
  }
  return error ? About(name, FileError("read the folder", folder.string(), error.value()))
               : absl::OkStatus();
}

// The last part of a path as a person means it: "data/" is "data", "." the current folder's name.
std::string BaseName(const fs::path& path) {
  std::string name = fs::absolute(path).lexically_normal().filename().string();
  const std::string parent =
      fs::absolute(path).lexically_normal().parent_path().filename().string();
  if (!name.empty()) {
    return name;
  }
  return parent.empty() ? "root" : parent;
}

// A name as outputs write it.
std::string ShownName(const std::string& name) {
  std::string shown;
  AppendJsonString(name, &shown);
  return shown;
}

// Copies what can be read only once to `target`.
absl::Status Spool(const InputFileHandle& source, const std::string& target, Monitor* monitor) {
  absl::StatusOr<OutputFile> spool = OutputFile::Create(target);
  if (!spool.ok()) {
    return spool.status();
  }
  std::string buffer(size_t{1} << 20, '\0');
  while (true) {
    // Asks again and again: what feeds a pipe may take its time, and the user lose patience.
    absl::StatusOr<bool> ready = false;
    while (ready.ok() && !*ready) {
      if (monitor->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      ready = source.WaitForData(100);
    }
    if (!ready.ok()) {
      return ready.status();
    }
    const absl::StatusOr<size_t> count = source.ReadNext(buffer.data(), buffer.size());
    if (!count.ok()) {
      return count.status();
    }
    if (*count == 0) {
      return spool->Close();
    }
    if (absl::Status status = spool->Append(std::string_view(buffer.data(), *count));
        !status.ok()) {
      return status;
    }
  }
}

absl::StatusOr<Format> FormatOfContent(const InputFileHandle& file) {
  std::string piece(4096, '\0');
  for (uint64_t offset = 0;; offset += piece.size()) {
    const absl::StatusOr<size_t> count = file.ReadAt(offset, piece.data(), piece.size());
    if (!count.ok()) {
      return count.status();
    }
    std::string_view bytes(piece.data(), *count);
    if (offset == 0) {
      bytes = WithoutByteOrderMark(bytes);
    }
    if (const size_t first = bytes.find_first_not_of(" \t\r\n"); first != std::string_view::npos) {
      return bytes[first] == '{' || bytes[first] == '[' ? Format::kJsonLines : Format::kText;
    }
    if (*count < piece.size()) {
      return Format::kText;
    }
  }
}

absl::StatusOr<Format> FormatOf(const std::string& name, bool named, const InputFileHandle& file,
                                const InputOptions& options) {
  if (!options.format.empty()) {
    return options.format == "jsonl" ? Format::kJsonLines : Format::kText;
  }
  if (absl::EndsWithIgnoreCase(name, ".jsonl") || absl::EndsWithIgnoreCase(name, ".ndjson")) {
    return Format::kJsonLines;
  }
  if (!named || absl::EndsWithIgnoreCase(name, ".json")) {
    return FormatOfContent(file);
  }
  return Format::kText;
}

}  // namespace

std::string_view FormatName(Format format) {
  return format == Format::kJsonLines ? "jsonl" : "text";
}

absl::Status ChangedError(const InputFile& file, uint64_t line) {
  return absl::AbortedError(absl::StrCat(file.name, ":", line,
                                         ": the file changed while it was being read; run again "
                                         "when nothing writes to it"));
}

absl::StatusOr<Inputs> ListInputs(const std::vector<std::string>& paths,
                                  const InputOptions& options, Monitor* monitor) {
  if (paths.empty()) {
    return absl::InvalidArgumentError("no input");
  }
  if (!options.format.empty() && options.format != "jsonl" && options.format != "text") {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown format \"", options.format, "\": jsonl and text are known"));
  }
  Inputs inputs;
  std::vector<Found> found;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (path == "-") {
      found.push_back({"stdin", "/dev/stdin"});
    } else if (fs::is_directory(path, ignored)) {
      std::vector<Found> inside;
      if (absl::Status status =
              WalkFolder(path, BaseName(path), options, &inside, &inputs.folders, monitor);
          !status.ok()) {
        return status;
      }
      if (inside.empty()) {
        monitor->Warn(absl::StrCat(BaseName(path), ":1: the folder holds no files"));
      }
      std::sort(inside.begin(), inside.end(),
                [](const Found& a, const Found& b) { return a.name < b.name; });
      found.insert(found.end(), inside.begin(), inside.end());
    } else {
      found.push_back({BaseName(path), path});
    }
  }

  std::sort(inputs.folders.begin(), inputs.folders.end());
  inputs.folders.erase(std::unique(inputs.folders.begin(), inputs.folders.end()),
                       inputs.folders.end());
  // By the names as outputs write them.
  std::map<std::string, std::string> path_of_name;
  for (const std::string& folder : inputs.folders) {
    const auto [known, added] = path_of_name.emplace(ShownName(folder), "a folder");
    if (!added) {
      return absl::InvalidArgumentError(
          absl::StrCat("two folders are called ", ShownName(folder),
                       " where what is not UTF-8 is replaced; rename one"));
    }
  }
  for (Found& item : found) {
    const auto [known, added] = path_of_name.emplace(ShownName(item.name), item.path);
    if (!added) {
      return absl::InvalidArgumentError(
          absl::StrCat("two inputs are called ", known->first, ": ", known->second, " and ",
                       item.path, "; rename one, or put them into folders of different names"));
    }
    absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(item.path);
    const bool named = item.path != "/dev/stdin";
    if (file.ok() && (!named || !(*file)->is_regular())) {
      const std::string spooled = absl::StrCat(options.spool_folder, "/spool/", item.name);
      if (absl::Status status = Spool(**file, spooled, monitor); !status.ok()) {
        return status;
      }
      item.path = spooled;
      file = InputFileHandle::Open(spooled);
    }
    if (!file.ok()) {
      return About(item.name, file.status());
    }
    const absl::StatusOr<FileState> state = (*file)->State();
    const absl::StatusOr<Format> format = FormatOf(item.name, named, **file, options);
    if (!state.ok() || !format.ok()) {
      return About(item.name, state.ok() ? format.status() : state.status());
    }
    inputs.files.push_back({item.name, item.path, *format, *state});
  }
  return inputs;
}

}  // namespace reprise
