#ifndef REPRISE_PIPELINE_DATES_H_
#define REPRISE_PIPELINE_DATES_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

// Seconds since 1970-01-01 UTC of a date as records have them: ISO 8601 and RFC 3339
// ("2021-03-12", "2021-03-12T16:05:00+01:00"), RFC 2822 ("Fri, 12 Mar 2021 16:05:00 +0100"),
// "26-FEB-1987 15:01:01.79", "20210312", "12 March 2021", "March 12, 2021", "2021/03/12", or a
// number of seconds (of milliseconds from twelve digits on). Without a zone: UTC. Nothing for what
// is none of these; dates of which day and month could be taken for each other ("03/12/2021") are
// among them. Pure; safe from any thread.
std::optional<int64_t> ParseDate(std::string_view date);

// The host of a URL as it is written, without user and port (but for
// IPv6 addresses); empty where there is none. A view of
// `url`.
std::string_view HostOf(std::string_view url);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DATES_H_
