#include "reprise/base/simd.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once per
// instruction set, by including this file again; HWY_ONCE guards the rest.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reprise/base/simd.cc"
#include "hwy/foreach_target.h"
// foreach_target.h has to come first.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace reprise {
namespace HWY_NAMESPACE {
namespace {

const char* TargetName() { return hwy::TargetName(HWY_TARGET); }

}  // namespace
// NOLINTNEXTLINE(google-readability-namespace-comments)
}  // namespace HWY_NAMESPACE
}  // namespace reprise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reprise {
namespace {

HWY_EXPORT(TargetName);

}  // namespace

std::vector<std::string> SimdTargets() {
  std::vector<std::string> names;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    names.emplace_back(hwy::TargetName(target));
  }
  return names;
}

std::string_view SimdTarget() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

absl::Status ForceSimdTarget(std::string_view name) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (hwy::TargetName(target) == name) {
      hwy::DisableTargets(~target);
      return absl::OkStatus();
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("no instruction set ", std::string(name),
                                                 " here; there are ",
                                                 absl::StrJoin(SimdTargets(), ", ")));
}

}  // namespace reprise
#endif  // HWY_ONCE
