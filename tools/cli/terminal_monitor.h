#ifndef REPRISE_TOOLS_CLI_TERMINAL_MONITOR_H_
#define REPRISE_TOOLS_CLI_TERMINAL_MONITOR_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "reprise/base/monitor.h"

namespace reprise::cli {

// Shows a job's progress and warnings on standard error: a bar with rate and time left on a
// terminal, else a plain line every few seconds, or nothing. Stops the job on SIGINT and SIGTERM;
// a second one ends the process as usual.
class TerminalMonitor : public Monitor {
 public:
  // One monitor at a time: it owns the handling of the two signals. `quiet` hides the progress,
  // never the warnings.
  explicit TerminalMonitor(bool quiet);
  ~TerminalMonitor() override;
  TerminalMonitor(const TerminalMonitor&) = delete;
  TerminalMonitor& operator=(const TerminalMonitor&) = delete;

  void StartStage(std::string_view name, uint64_t total, std::string_view unit) override;
  void Advance(uint64_t amount) override;
  void Warn(std::string_view message) override;
  bool Cancelled() const override;

  // Clears the bar and says how many warnings were held back. Call once the job has ended, before
  // anything else is printed.
  void Finish();

 private:
  using Clock = std::chrono::steady_clock;

  void ShowLocked(Clock::time_point now);
  void ClearLocked();
  // "reading  42 %  310.5 MB/s  0:03 left"; on a terminal with a bar between.
  std::string LineLocked(Clock::time_point now) const;

  const bool quiet_;
  const bool terminal_;
  std::mutex mutex_;
  std::string stage_;
  std::string unit_;
  uint64_t total_ = 0;
  uint64_t done_ = 0;
  uint64_t warnings_ = 0;
  bool bar_shown_ = false;
  Clock::time_point stage_start_;
  Clock::time_point last_shown_;
};

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_TERMINAL_MONITOR_H_
