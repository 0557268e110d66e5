#include "reprise/io/input_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/json/json_text.h"

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
absl::Status KeepPiped(const InputFileHandle& source, const std::string& target, Monitor* monitor) {
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

// How a file is packed, and what it holds once unpacked.
absl::Status Recognise(const std::string& path, bool named, const InputOptions& options,
                       const InputFileHandle& handle, InputFile* file) {
  constexpr size_t kHead = 4096;
  std::string head(kHead, '\0');
  const absl::StatusOr<size_t> count = handle.ReadAt(0, head.data(), head.size());
  if (!count.ok()) {
    return count.status();
  }
  head.resize(*count);
  file->packing = PackingOf(head);
  if (file->packing == Packing::kParquet) {
    file->format = Format::kJsonLines;
    return absl::OkStatus();
  }
  // A file cut off before it could say what it is packed in is what its name says; others may have
  // been unpacked without being renamed.
  const Packing by_name = PackingOfFileName(file->name);
  if (file->packing == Packing::kNone && by_name != Packing::kNone &&
      head.size() < kPackingMagicBytes) {
    file->packing = by_name;
  }
  const std::string name(WithoutPackingExtension(file->name, by_name));
  if (absl::EndsWithIgnoreCase(name, ".parquet") && options.format.empty()) {
    return absl::InvalidArgumentError(
        "not a Parquet file although it is called one: it does not begin with PAR1; was it "
        "downloaded whole?");
  }
  if (!options.format.empty()) {
    file->format = *FormatOfName(options.format);
    return absl::OkStatus();
  }
  if (file->packing != Packing::kNone) {
    const absl::StatusOr<std::unique_ptr<ByteStream>> stream =
        OpenUnpacked(path, file->packing, kOurOwn);  // a look at its beginning
    if (!stream.ok()) {
      return stream.status();
    }
    head.resize(kHead);
    const absl::StatusOr<size_t> unpacked = (*stream)->Read(head.data(), head.size());
    head.resize(unpacked.value_or(0));  // whoever reads on will say what is broken
  }
  if (const std::optional<Format> format = FormatOfMagic(head); format.has_value()) {
    file->format = *format;
  } else if (const std::optional<Format> by_ending = FormatOfFileName(name);
             by_ending.has_value()) {
    file->format = *by_ending;
  } else {
    file->format =
        !named || absl::EndsWithIgnoreCase(name, ".json") ? FormatOfContent(head) : Format::kText;
  }
  return absl::OkStatus();
}

}  // namespace

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
  if (!options.format.empty() && !FormatOfName(options.format).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "unknown format \"", options.format, "\"; known are ", absl::StrJoin(FormatNames(), ", ")));
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
      if (absl::Status status = KeepPiped(**file, spooled, monitor); !status.ok()) {
        return status;
      }
      item.path = spooled;
      file = InputFileHandle::Open(spooled);
    }
    if (!file.ok()) {
      return About(item.name, file.status());
    }
    const absl::StatusOr<FileState> state = (*file)->State();
    InputFile input;
    input.name = item.name;
    input.path = item.path;
    absl::Status status =
        state.ok() ? Recognise(item.path, named, options, **file, &input) : state.status();
    if (!status.ok()) {
      return About(item.name, status);
    }
    input.state = *state;
    inputs.files.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace reprise
