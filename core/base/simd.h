#ifndef REPRISE_BASE_SIMD_H_
#define REPRISE_BASE_SIMD_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace reprise {

// Kernels are built for several instruction sets and choose the best that the machine has when they
// are first called. Their results do not depend on it.

// Those that they were built for and the machine has, best first, as Highway names them: "AVX3"
// (what others call AVX-512), "AVX2", "SSE4", ... Never empty. Safe from any thread.
std::vector<std::string> SimdTargets();

// The one in use. Safe from any thread.
std::string_view SimdTarget();

// Has all kernels use another of SimdTargets(), to compare them, or where the best one slows the
// machine's clock. To be called once, before any kernel and while there is one thread.
// InvalidArgumentError, with nothing changed: there is no such target here.
absl::Status ForceSimdTarget(std::string_view name);

}  // namespace reprise

#endif  // REPRISE_BASE_SIMD_H_
