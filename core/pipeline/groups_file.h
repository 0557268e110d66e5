#ifndef REPRISE_PIPELINE_GROUPS_FILE_H_
#define REPRISE_PIPELINE_GROUPS_FILE_H_

#include "reprise/cluster/groups.h"
#include "reprise/io/durable_file.h"

namespace reprise {

// Writes all of `groups`, for a run that goes on.
void SaveGroups(const Groups& groups, DurableWriter* writer);

// Reads them back. The reader's status says whether that went well.
Groups LoadGroups(DurableReader* reader);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_GROUPS_FILE_H_
