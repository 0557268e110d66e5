#ifndef REPRISE_PIPELINE_STAGE_CLOCK_H_
#define REPRISE_PIPELINE_STAGE_CLOCK_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reprise/base/monitor.h"

namespace reprise {

// Passes everything on to another monitor and takes the time of each stage. Stages are started by
// one thread.
class StageClock : public Monitor {
 public:
  explicit StageClock(Monitor* next) : next_(next), start_(Now()) {}

  void StartStage(std::string_view name, uint64_t total, std::string_view unit) override {
    stages_.emplace_back(std::string(name), Now());
    next_->StartStage(name, total, unit);
  }
  void Advance(uint64_t amount) override { next_->Advance(amount); }
  void Warn(std::string_view message) override { next_->Warn(message); }
  bool Cancelled() const override { return next_->Cancelled(); }

  double Seconds() const { return Since(start_, Now()); }

  // Seconds per stage, in order of their first start; a stage ends where the next begins, and those
  // of one name are added up.
  std::vector<std::pair<std::string, double>> StageSeconds() const {
    std::vector<std::pair<std::string, double>> seconds;
    for (size_t i = 0; i < stages_.size(); ++i) {
      const TimePoint end = i + 1 < stages_.size() ? stages_[i + 1].second : Now();
      const double taken = Since(stages_[i].second, end);
      const auto known = std::find_if(seconds.begin(), seconds.end(), [&](const auto& stage) {
        return stage.first == stages_[i].first;
      });
      if (known == seconds.end()) {
        seconds.emplace_back(stages_[i].first, taken);
      } else {
        known->second += taken;
      }
    }
    return seconds;
  }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  static TimePoint Now() { return std::chrono::steady_clock::now(); }
  static double Since(TimePoint begin, TimePoint end) {
    return std::chrono::duration<double>(end - begin).count();
  }

  Monitor* next_;
  TimePoint start_;
  std::vector<std::pair<std::string, TimePoint>> stages_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_STAGE_CLOCK_H_
