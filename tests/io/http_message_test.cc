#include "reprise/io/web/http_message.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

std::string Gzip(std::string_view text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in(text);
  std::string out(deflateBound(&stream, static_cast<uLong>(in.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(ParseHttpResponseTest, TakesItApart) {
  const auto response = ParseHttpResponse("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\nmore");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header, "A: b\r\n\r\n");
  EXPECT_EQ(response->body, "body\r\n\r\nmore");
}

TEST(ParseHttpResponseTest, ForgivesWhatServersSend) {
  struct Case {
    std::string_view bytes;
    int status;
    std::string_view body;
  };
  for (const Case& c :
       {Case{"HTTP/1.0 404 Not Found\nA: b\n\nbody", 404, "body"},
        Case{"HTTP/2 204\r\n\r\n", 204, ""}, Case{"HTTP/1.1  301   Moved\r\n\r\n", 301, ""},
        Case{"HTTP/1.1 200", 200, ""}, Case{"HTTP/1.1 200 OK\r\nA: b\r\n", 200, ""},
        Case{"HTTP/1.1 200 OK\r\n\r\n\r\nbody", 200, "\r\nbody"}}) {
    const auto response = ParseHttpResponse(c.bytes);
    ASSERT_TRUE(response.ok()) << c.bytes;
    EXPECT_EQ(response->status, c.status) << c.bytes;
    EXPECT_EQ(response->body, c.body) << c.bytes;
  }
}

TEST(ParseHttpResponseTest, RefusesOtherThings) {
  for (const char* bytes : {"", "GET / HTTP/1.1\r\n\r\n", "<html>", "HTTP/1.1 OK", "HTTP/1.1 20",
                            "HTTP/1.1 2000", "HTTP/1.1\n200 OK"}) {
    const auto response = ParseHttpResponse(bytes);
    EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument) << bytes;
    EXPECT_EQ(response.status().message(),
              "no HTTP response: it does not begin with a line like \"HTTP/1.1 200 OK\"");
  }
}

struct Unchunked {
  ChunkedResult result;
  std::string text;
  friend bool operator==(const Unchunked&, const Unchunked&) = default;
};

Unchunked Undo(std::string_view body) {
  Unchunked undone;
  undone.result = UndoChunked(body, &undone.text);
  return undone;
}

TEST(UndoChunkedTest, ExtensionsTrailersAndLineBreaks) {
  const Unchunked kExpected = {ChunkedResult::kWhole, "Hello, world"};
  EXPECT_EQ(Undo("5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n"), kExpected);
  EXPECT_EQ(Undo("5\nHello\n7\n, world\n0\n\n"), kExpected);
  EXPECT_EQ(Undo("0005;name=\"a;b\" \r\nHello\r\n7 \r\n, world\r\n000;x\r\nA: b\r\n\r\n"),
            kExpected);
  EXPECT_EQ(Undo("C\r\nHello, world\r\n0\r\n"), kExpected) << "without empty line";
  EXPECT_EQ(Undo("c\r\nHello, world\r\n0\r\n\r\nmore"), kExpected);
  EXPECT_EQ(Undo("0\r\n\r\n"), (Unchunked{ChunkedResult::kWhole, ""}));
}

TEST(UndoChunkedTest, BrokenOnesGiveWhatCameBefore) {
  const auto broken = [](const char* text) { return Unchunked{ChunkedResult::kBroken, text}; };
  EXPECT_EQ(Undo("5\r\nHello\r\n7\r\n, wo"), broken("Hello, wo"));
  EXPECT_EQ(Undo("5\r\nHello\r\n"), broken("Hello"));
  EXPECT_EQ(Undo("5\r\nHello\r\n0"), broken("Hello"));
  EXPECT_EQ(Undo("5\r\nHello\r\nxyz\r\n"), broken("Hello"));
  EXPECT_EQ(Undo("5\r\nHello\r\n3\r\n, world\r\n0\r\n\r\n"), broken("Hello, w"));
  EXPECT_EQ(Undo("5\r\nHello\r\nffffffffffffffff\r\n, world"), broken("Hello, world"));
  EXPECT_EQ(Undo("5\r\nHello\r\n10000000000000000\r\n, world"), broken("Hello"));
  EXPECT_EQ(Undo("5\r\nHello\r\n-1\r\n, world"), broken("Hello"));
  EXPECT_EQ(Undo("ffff\r\nHello"), broken("Hello"));
}

TEST(UndoChunkedTest, BodiesThatAreNot) {
  const Unchunked kNot = {ChunkedResult::kNotChunked, ""};
  for (const char* body : {"", "<html>\r\n", "Add\nsome salt", "5", "\r\n5\r\nHello\r\n", "g\r\n",
                           "A\r\nlong enough text without a chunk"}) {
    EXPECT_EQ(Undo(body), kNot) << body;
  }
  // With CRLF, nothing tells it from a chunk that was cut short.
  EXPECT_EQ(Undo("Add\r\nsome salt").result, ChunkedResult::kBroken);
}

// Chunks of one digit and no extensions, by the grammar.
std::optional<std::string> NaiveWhole(std::string_view body) {
  std::string text;
  while (body.size() >= 2 && body[1] == '\n' && body[0] >= '0' && body[0] <= '2') {
    const auto size = static_cast<size_t>(body[0] - '0');
    if (size == 0) return text;
    if (body.size() < 3 + size || body[2 + size] != '\n') return std::nullopt;
    text += body.substr(2, size);
    body.remove_prefix(3 + size);
  }
  return std::nullopt;
}

TEST(UndoChunkedTest, AgreesWithTheNaiveTwinOnEveryTinyBody) {
  constexpr std::array<char, 5> kBytes = {'0', '1', '2', '\n', 'x'};
  std::vector<std::string> bodies = {""};
  for (size_t begin = 0, length = 0; length < 8; ++length) {
    const size_t end = bodies.size();
    for (size_t i = begin; i < end; ++i) {
      for (const char c : kBytes) bodies.push_back(bodies[i] + c);
    }
    begin = end;
  }
  size_t whole = 0;
  for (const std::string& body : bodies) {
    const std::optional<std::string> expected = NaiveWhole(body);
    if (!expected.has_value()) continue;
    ++whole;
    ASSERT_EQ(Undo(body), (Unchunked{ChunkedResult::kWhole, *expected}))
        << ::testing::PrintToString(body);
  }
  EXPECT_GT(whole, 1000u);
}

TEST(UndoChunkedTest, EveryCutOfRandomOnesGivesABeginning) {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::string text;
    std::string body;
    for (size_t chunk = random() % 4 + 1; chunk > 0; --chunk) {
      std::string data(random() % 20 + 1, '\0');
      for (char& c : data) c = "\r\n0a;"[random() % 5];
      constexpr std::string_view kDigits = "0123456789abcdef";
      body += {kDigits[data.size() / 16], kDigits[data.size() % 16]};
      body += random() % 3 == 0 ? ";x=y\r\n" : "\r\n";
      body += data + "\r\n";
      text += data;
    }
    const size_t last_chunk = body.size();
    body += "0\r\nTrailer: x\r\n\r\n";
    for (size_t size = 0; size <= body.size(); ++size) {
      const Unchunked undone = Undo(std::string_view(body).substr(0, size));
      ASSERT_TRUE(text.starts_with(undone.text)) << size;
      ASSERT_EQ(undone.result == ChunkedResult::kWhole, size >= last_chunk + 3) << size;
      if (size >= last_chunk) {
        ASSERT_EQ(undone.text, text);
      }
    }
  }
}

struct Decoded {
  std::string bytes;
  bool whole = true;
  std::string error;
};

Decoded Decode(const std::string& fields, const std::string& body,
               const BodyLimits& limits = BodyLimits()) {
  const std::string message = "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
  std::string buffer;
  const auto response = ParseHttpResponse(message);
  if (!response.ok()) return {"", false, std::string(response.status().message())};
  const auto decoded = DecodeHttpBody(*response, limits, &buffer);
  if (!decoded.ok()) {
    EXPECT_EQ(decoded.status().code(), absl::StatusCode::kInvalidArgument);
    return {"", false, std::string(decoded.status().message())};
  }
  return {std::string(decoded->bytes), decoded->whole, ""};
}

std::string Chunked(const std::string& bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 10) {
    const std::string chunk = bytes.substr(at, 10);
    out += std::string(1, "0123456789a"[chunk.size()]) + "\r\n" + chunk + "\r\n";
  }
  return out + "0\r\n\r\n";
}

TEST(DecodeHttpBodyTest, UndoesEncodingsFromTheLastToTheFirst) {
  const std::string text = "<html>some text, some text, some text";
  EXPECT_EQ(Decode("", text).bytes, text);
  EXPECT_EQ(Decode("Content-Encoding: gzip\r\n", Gzip(text)).bytes, text);
  EXPECT_EQ(Decode("Transfer-Encoding: chunked\r\n", Chunked(text)).bytes, text);
  EXPECT_EQ(
      Decode("transfer-encoding: Chunked\r\ncontent-encoding: GZIP\r\n", Chunked(Gzip(text))).bytes,
      text);
  EXPECT_EQ(Decode("Transfer-Encoding: gzip, chunked\r\n", Chunked(Gzip(text))).bytes, text);
  EXPECT_EQ(Decode("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", Gzip(Gzip(text))).bytes,
            text);
}

TEST(DecodeHttpBodyTest, TakesWhatIsUnpackedAsItIs) {
  const std::string text = "<html>some text";
  for (const char* fields : {"Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n",
                             "Content-Encoding: deflate\r\n", "Content-Encoding: zstd\r\n",
                             "Content-Encoding: utf-8\r\n", "Transfer-Encoding: chunked\r\n",
                             "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                             "Content-Encoding: identity\r\n"}) {
    const Decoded decoded = Decode(fields, text);
    EXPECT_EQ(decoded.bytes, text) << fields;
    EXPECT_TRUE(decoded.whole) << fields;
  }
  EXPECT_EQ(Decode("Content-Encoding: gzip, gzip\r\n", Gzip(text)).bytes, text) << "said twice";
  EXPECT_EQ(Decode("Content-Encoding: gzip\r\n", "").bytes, "");
}

TEST(DecodeHttpBodyTest, KeepsWhatCameBeforeABreak) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * i) + " ";
  const std::string packed = Gzip(text);
  const Decoded cut = Decode("Content-Encoding: gzip\r\n", packed.substr(0, packed.size() / 2));
  EXPECT_FALSE(cut.whole);
  EXPECT_TRUE(text.starts_with(cut.bytes));
  EXPECT_GT(cut.bytes.size(), text.size() / 4);
  const std::string chunked = Chunked(packed);
  const Decoded both = Decode("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                              chunked.substr(0, chunked.size() / 2));
  EXPECT_FALSE(both.whole);
  EXPECT_TRUE(text.starts_with(both.bytes));
  EXPECT_GT(both.bytes.size(), text.size() / 4);
}

TEST(DecodeHttpBodyTest, SaysWhatItCannotUndo) {
  EXPECT_EQ(Decode("Content-Encoding: compress\r\n", "\x1F\x9D\x90").error,
            "the HTTP body is packed as \"compress\", which is not known; those that are known: "
            "gzip, deflate, br, zstd, chunked");
  EXPECT_EQ(Decode("Content-Encoding: gzip\r\n", "\x1F\x8B\x08\x01").error,
            "the HTTP body is announced as packed with gzip, but none of its 4 bytes can be "
            "unpacked");
  EXPECT_EQ(Decode("Content-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\n", "x").error,
            "the HTTP body is packed 6 times; 5 can be undone");
}

TEST(DecodeHttpBodyTest, RefusesBombs) {
  const std::string packed = Gzip(std::string(100000, 'a'));
  BodyLimits limits;
  limits.max_ratio = 10;
  limits.free_bytes = 99999;
  EXPECT_NE(Decode("Content-Encoding: gzip\r\n", packed, limits).error.find("decompression bomb"),
            std::string::npos);
  limits.free_bytes = 100000;
  EXPECT_EQ(Decode("Content-Encoding: gzip\r\n", packed, limits).error, "");
  limits.max_bytes = 99999;
  limits.max_ratio = ~size_t{0};
  EXPECT_NE(Decode("Content-Encoding: gzip\r\n", packed, limits).error.find("99999"),
            std::string::npos);
}

}  // namespace
}  // namespace reprise
