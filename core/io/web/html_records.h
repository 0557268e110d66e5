#ifndef REPRISE_IO_WEB_HTML_RECORDS_H_
#define REPRISE_IO_WEB_HTML_RECORDS_H_

#include <memory>

#include "reprise/io/record_reader.h"

namespace reprise {

// A reader for web pages: the whole file is one document without id, whose text is what a reader
// sees (html_page.h), in UTF-8 whatever the page is written in (charset.h). The members "title",
// "url" (the canonical one) and "language" of RecordFields::others are those of the page, all
// others empty; the text and id members have no meaning. An empty file is a document without text.
//
// Read gives InvalidArgument for what cannot be a page, since it holds a byte 0 and has no byte
// order mark of UTF-16 or UTF-32; ResourceExhausted where there is no memory for its text.
std::unique_ptr<RecordReader> CreateHtmlReader(const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_RECORDS_H_
