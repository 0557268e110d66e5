#include "reprise/base/version.h"

namespace reprise {

// The build passes it on from CMakeLists.txt, the only place where it is written down.
const char* Version() { return REPRISE_VERSION; }

}  // namespace reprise
