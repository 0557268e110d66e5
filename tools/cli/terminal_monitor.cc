#include "terminal_monitor.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "format.h"

namespace reprise::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);
constexpr std::chrono::seconds kPlainLine(5);
constexpr uint64_t kMaxWarnings = 20;
constexpr size_t kBarWidth = 24;

// The only thing that a signal handler may touch.
volatile std::sig_atomic_t interrupted = 0;

extern "C" void OnSignal(int signal_number) {
  interrupted = 1;
  std::signal(signal_number, SIG_DFL);
}

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

TerminalMonitor::TerminalMonitor(bool quiet)
    : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {
  interrupted = 0;
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  last_shown_ = Clock::now();
}

TerminalMonitor::~TerminalMonitor() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void TerminalMonitor::StartStage(std::string_view name, uint64_t total, std::string_view unit) {
  const std::lock_guard<std::mutex> lock(mutex_);
  stage_ = name;
  unit_ = unit;
  total_ = total;
  done_ = 0;
  stage_start_ = Clock::now();
}

void TerminalMonitor::Advance(uint64_t amount) {
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ += amount;
  const Clock::time_point now = Clock::now();
  const bool due = now - last_shown_ >= (terminal_ ? Clock::duration(kRedraw) : kPlainLine);
  if (!quiet_ && due) {
    ShowLocked(now);
  }
}

void TerminalMonitor::Warn(std::string_view message) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (++warnings_ <= kMaxWarnings) {
    ClearLocked();
    Print(std::string(message) + "\n");
  }
}

bool TerminalMonitor::Cancelled() const { return interrupted != 0; }

void TerminalMonitor::Finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ClearLocked();
  if (warnings_ > kMaxWarnings) {
    Print(absl::StrCat("... and ", warnings_ - kMaxWarnings, " more messages of this kind\n"));
  }
}

void TerminalMonitor::ShowLocked(Clock::time_point now) {
  last_shown_ = now;
  if (terminal_) {
    // Return to the line's start and erase what the new line does not cover.
    Print(absl::StrCat("\r", LineLocked(now), "\x1b[K"));
    bar_shown_ = true;
  } else {
    Print(absl::StrCat(LineLocked(now), "\n"));
  }
}

void TerminalMonitor::ClearLocked() {
  if (bar_shown_) {
    Print("\r\x1b[K");
    bar_shown_ = false;
  }
}

std::string TerminalMonitor::LineLocked(Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - stage_start_).count();
  const double rate = seconds > 0.0 ? static_cast<double>(done_) / seconds : 0.0;
  std::string line = stage_;
  if (total_ != 0) {
    const double share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    if (terminal_) {
      const auto filled = static_cast<size_t>(share * kBarWidth);
      absl::StrAppend(&line, " [", std::string(filled, '='), std::string(kBarWidth - filled, ' '),
                      "]");
    }
    absl::StrAppend(&line, " ", FormatPercent(share, 0));
  }
  absl::StrAppend(&line, "  ",
                  unit_ == "B" ? FormatBytes(rate) : FormatCount(static_cast<uint64_t>(rate)),
                  unit_ == "B" ? "/s" : absl::StrCat(" ", unit_, "/s"));
  if (total_ > done_ && rate > 0.0) {
    absl::StrAppend(&line, "  ", FormatDuration(static_cast<double>(total_ - done_) / rate),
                    " left");
  }
  return line;
}

}  // namespace reprise::cli
