#include "reprise/io/web/archive_records.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

// How many CR and LF bytes may follow a body; two pairs should. The limit keeps many records that
// announce the same long run of line breaks from reading it again and again.
constexpr size_t kMaxBreaks = 64;

// How many of the first `most` bytes from `begin` on are CR or LF.
size_t CountBreaks(std::string_view bytes, size_t begin, size_t most) {
  const std::string_view run = bytes.substr(begin, most);
  return std::min(run.size(), run.find_first_not_of("\r\n"));
}

// Where behind `begin` the first record starts that is certain to; the size of `bytes` where none
// does; nullopt where that cannot be told.
std::optional<size_t> NextStart(const ArchiveSyntax& syntax, std::string_view bytes, size_t begin,
                                bool at_end) {
  size_t at = begin;
  while (true) {
    const size_t line_break = bytes.find('\n', at);
    if (line_break == std::string_view::npos) {
      return at_end ? std::optional(bytes.size()) : std::nullopt;
    }
    at = line_break + 1;
    const Match match = syntax.StartsRecord(bytes.substr(at));
    if (match == Match::kYes) {
      return at;
    }
    if (match == Match::kMaybe && !at_end) {
      return std::nullopt;
    }
  }
}

}  // namespace

std::optional<size_t> ArchiveRecordSize(const ArchiveSyntax& syntax, std::string_view bytes,
                                        bool at_end) {
  const size_t begin = CountBreaks(bytes, 0, bytes.size());
  if (begin == bytes.size()) {
    return at_end ? std::optional(begin) : std::nullopt;
  }
  ArchiveHead head;
  const Match match = syntax.ReadHead(bytes.substr(begin), &head);
  if (match == Match::kMaybe && !at_end) {
    return std::nullopt;
  }
  if (match == Match::kYes) {
    const size_t body_begin = begin + head.size;
    if (head.body_size > bytes.size() - body_begin) {
      if (!at_end) {
        return std::nullopt;
      }
    } else {
      const size_t body_end = body_begin + static_cast<size_t>(head.body_size);
      const size_t end = body_end + CountBreaks(bytes, body_end, kMaxBreaks);
      if (end == bytes.size()) {
        return at_end ? std::optional(end) : std::nullopt;
      }
      const Match follows = syntax.MayFollow(bytes.substr(end));
      if (follows == Match::kYes || (follows == Match::kMaybe && at_end)) {
        return end;
      }
      if (follows == Match::kMaybe) {
        return std::nullopt;
      }
    }
  }
  return NextStart(syntax, bytes, begin, at_end);
}

std::optional<uint64_t> AnnouncedArchiveSize(const ArchiveSyntax& syntax, std::string_view bytes) {
  const size_t begin = CountBreaks(bytes, 0, bytes.size());
  ArchiveHead head;
  if (begin == bytes.size() || syntax.ReadHead(bytes.substr(begin), &head) != Match::kYes) {
    return std::nullopt;
  }
  return begin + head.size + head.body_size;
}

bool MayEndBeforeArchive(const ArchiveSyntax& syntax, std::string_view bytes) {
  bytes.remove_prefix(CountBreaks(bytes, 0, kMaxBreaks));
  return bytes.empty() || syntax.MayFollow(bytes) != Match::kNo;
}

std::optional<size_t> ArchiveRecordSizeIgnoringAnnouncement(const ArchiveSyntax& syntax,
                                                            std::string_view bytes, bool at_end) {
  return NextStart(syntax, bytes, CountBreaks(bytes, 0, bytes.size()), at_end);
}

absl::StatusOr<ArchiveRecord> TakeArchiveRecordApart(const ArchiveSyntax& syntax,
                                                     std::string_view bytes) {
  bytes.remove_prefix(CountBreaks(bytes, 0, bytes.size()));
  if (bytes.empty()) {
    return ArchiveRecord();
  }
  ArchiveHead head;
  const Match match = syntax.ReadHead(bytes, &head);
  if (match == Match::kNo) {
    return absl::InvalidArgumentError(std::string(head.problem));
  }
  if (match == Match::kMaybe) {
    return absl::InvalidArgumentError("the record breaks off in its header");
  }
  const std::string_view rest = bytes.substr(head.size);
  if (head.body_size > rest.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the record announces ", head.body_size, " bytes, but ", rest.size(),
        " are left until the next record or the end of the file: the file is cut short or damaged "
        "here, or its writer counted wrong"));
  }
  const auto body_size = static_cast<size_t>(head.body_size);
  const size_t breaks = CountBreaks(rest, body_size, kMaxBreaks);
  if (body_size + breaks != rest.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the record announces ", head.body_size,
                     " bytes, but the next record is not behind them, ", rest.size() - body_size,
                     " more follow before one can be told to begin: the file is damaged "
                     "here, or its writer counted wrong"));
  }
  return ArchiveRecord{bytes.substr(0, head.size), rest.substr(0, body_size)};
}

}  // namespace reprise
