#ifndef REPRISE_PIPELINE_CORPUS_FILE_H_
#define REPRISE_PIPELINE_CORPUS_FILE_H_

#include "reprise/io/durable_file.h"
#include "reprise/pipeline/corpus.h"

namespace reprise {

// Writes all that reading has left of a corpus, its files aside.
void SaveCorpus(const Corpus& corpus, DurableWriter* writer);

// Reads it back into `*corpus`, which has its files, and sketches with the budget that they are to
// keep. The reader's status says whether that went well.
void LoadCorpus(DurableReader* reader, Corpus* corpus);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_CORPUS_FILE_H_
