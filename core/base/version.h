#ifndef REPRISE_BASE_VERSION_H_
#define REPRISE_BASE_VERSION_H_

namespace reprise {

// The release this library was built from, "major.minor.patch".
const char* Version();

}  // namespace reprise

#endif  // REPRISE_BASE_VERSION_H_
