#ifndef REPRISE_BASE_MONITOR_H_
#define REPRISE_BASE_MONITOR_H_

#include <cstdint>
#include <string_view>

namespace reprise {

// How a job tells what it is doing and learns that it should stop. The default one is silent and
// never stops. All functions may be called from several threads at once.
class Monitor {
 public:
  virtual ~Monitor() = default;

  // A stage begins: its name ("reading"), how much there is to do (0 where unknown) and in which
  // unit ("B", "documents"). The previous stage has ended.
  virtual void StartStage(std::string_view /*name*/, uint64_t /*total*/,
                          std::string_view /*unit*/) {}

  // So much more of the stage is done.
  virtual void Advance(uint64_t /*amount*/) {}

  // Something the user should know, about input: "<input name>:<line>: what is wrong".
  virtual void Warn(std::string_view /*message*/) {}

  // True once the job should stop; it then ends with absl::CancelledError and leaves nothing
  // incomplete under a final name.
  virtual bool Cancelled() const { return false; }
};

// Passes everything on but warnings, for a pass over input that another one will report on.
class QuietMonitor : public Monitor {
 public:
  explicit QuietMonitor(Monitor* next) : next_(next) {}
  void StartStage(std::string_view name, uint64_t total, std::string_view unit) override {
    next_->StartStage(name, total, unit);
  }
  void Advance(uint64_t amount) override { next_->Advance(amount); }
  bool Cancelled() const override { return next_->Cancelled(); }

 private:
  Monitor* next_;
};

}  // namespace reprise

#endif  // REPRISE_BASE_MONITOR_H_
