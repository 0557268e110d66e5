#include "reprise/io/web/charset.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include <random>
#include <string>
#include <vector>

#include "reprise/base/utf8.h"

namespace reprise {
namespace {

using namespace std::string_literals;

std::string NameOf(std::string_view bytes, std::string_view declared = "") {
  return std::string(DetectCharset(bytes, declared).name);
}

std::string LabelName(std::string_view label) {
  const Charset* charset = FindCharset(label);
  return charset == nullptr ? "-" : std::string(charset->name);
}

// Text in a charset, by iconv.
std::string Encoded(std::string text, const char* charset) {
  const iconv_t converter = iconv_open(charset, "UTF-8");
  std::string bytes(text.size() * 4 + 16, '\0');
  char* in = text.data();
  char* out = bytes.data();
  size_t left = text.size();
  size_t room = bytes.size();
  EXPECT_NE(iconv(converter, &in, &left, &out, &room), static_cast<size_t>(-1)) << charset;
  iconv(converter, nullptr, nullptr, &out, &room);
  iconv_close(converter);
  bytes.resize(bytes.size() - room);
  return bytes;
}

bool IsUtf8(std::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    if (!decoded.valid) {
      return false;
    }
    pos += decoded.size;
  }
  return true;
}

const char* const kRussian =
    "Съешь же ещё этих мягких французских булок, да выпей чаю. Широкая электрификация южных "
    "губерний даст мощный толчок подъёму сельского хозяйства.";
const char* const kJapanese =
    "いろはにほへと ちりぬるを わかよたれそ つねならむ "
    "日本語の文章をここに書きます。東京は日本の首都です。";
const char* const kChinese =
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。";
const char* const kKorean =
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 "
    "양심을 "
    "부여받았으며";
const char* const kGerman = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.";

TEST(CharsetTest, LabelsMeanWhatTheyMeanToBrowsers) {
  EXPECT_EQ(LabelName(" ISO-8859-1\n"), "windows-1252");
  EXPECT_EQ(LabelName("us-ascii"), "windows-1252");
  EXPECT_EQ(LabelName("GB2312"), "gb18030");
  EXPECT_EQ(LabelName("gbk"), "gb18030");
  EXPECT_EQ(LabelName("Shift_JIS"), "shift_jis");
  EXPECT_EQ(LabelName("ks_c_5601-1987"), "euc-kr");
  EXPECT_EQ(LabelName("iso-8859-9"), "windows-1254");
  EXPECT_EQ(LabelName("latin1"), "windows-1252");
  EXPECT_EQ(LabelName("utf8"), "utf-8");
  EXPECT_EQ(LabelName("no-such"), "-");
  EXPECT_EQ(LabelName(""), "-");
  EXPECT_EQ(LabelName("latin1 l1"), "-");
}

// No label is in two lists, and this system knows each charset.
TEST(CharsetTest, EveryCharsetCanBeRead) {
  for (const char* name : {"windows-1252", "ibm866",       "iso-8859-2",     "iso-8859-3",
                           "iso-8859-4",   "iso-8859-5",   "iso-8859-6",     "iso-8859-7",
                           "iso-8859-8",   "iso-8859-10",  "iso-8859-13",    "iso-8859-14",
                           "iso-8859-15",  "iso-8859-16",  "koi8-r",         "koi8-u",
                           "macintosh",    "windows-874",  "windows-1250",   "windows-1251",
                           "windows-1253", "windows-1254", "windows-1255",   "windows-1256",
                           "windows-1257", "windows-1258", "x-mac-cyrillic", "mac-centraleurope",
                           "ibm852",       "ibm855",       "viscii",         "gb18030",
                           "big5",         "euc-tw",       "euc-jp",         "iso-2022-jp",
                           "shift_jis",    "euc-kr",       "utf-16le",       "utf-16be",
                           "utf-32le",     "utf-32be"}) {
    const Charset* charset = FindCharset(name);
    ASSERT_NE(charset, nullptr) << name;
    EXPECT_EQ(charset->name, name);
    const std::string iconv_name(charset->iconv);
    EXPECT_EQ(ToUtf8(Encoded("plain words", iconv_name.c_str()), *charset), "plain words") << name;
    std::string_view labels = charset->labels;
    EXPECT_TRUE(labels.starts_with(' ') && labels.ends_with(' ')) << name;
    for (labels.remove_prefix(1); !labels.empty();) {
      const std::string_view label = labels.substr(0, labels.find(' '));
      EXPECT_EQ(FindCharset(label), charset) << label;
      labels.remove_prefix(label.size() + 1);
    }
  }
}

TEST(CharsetTest, ByteOrderMarksBeforeAllElse) {
  EXPECT_EQ(NameOf("\xEF\xBB\xBF<meta charset=koi8-r>", "gbk"), "utf-8");
  EXPECT_EQ(NameOf("\xFF\xFE"
                   "a\0"s,
                   "utf-8"),
            "utf-16le");
  EXPECT_EQ(NameOf("\xFE\xFF\0a"s), "utf-16be");
  EXPECT_EQ(NameOf("\xFF\xFE\0\0a\0\0\0"s), "utf-32le");
  EXPECT_EQ(NameOf("\0\0\xFE\xFF\0\0\0a"s), "utf-32be");
  EXPECT_EQ(ToUtf8("\xEF\xBB\xBFx", ""), "x");
  EXPECT_EQ(ToUtf8("\xFF\xFE"
                   "a\0\xE9\0"s,
                   ""),
            "a\xC3\xA9");
  EXPECT_EQ(ToUtf8("\xFE\xFF\xD8\x3D\xDE\x00"s, ""), "\xF0\x9F\x98\x80");
}

TEST(CharsetTest, OutsideBeforeInside) {
  const std::string page = "<meta charset=koi8-r>" + Encoded(kRussian, "CP1251");
  EXPECT_EQ(NameOf(page), "koi8-r");
  EXPECT_EQ(NameOf(page, "windows-1251"), "windows-1251");
  EXPECT_EQ(NameOf(page, "nonsense"), "koi8-r");
}

TEST(CharsetTest, WhatThePageSays) {
  const auto said = [](std::string_view page) {
    const Charset* charset = DeclaredCharset(page);
    return charset == nullptr ? "-" : std::string(charset->name);
  };
  EXPECT_EQ(said("<META CharSet = 'GBK' >"), "gb18030");
  EXPECT_EQ(said("<meta http-equiv=Content-Type content='text/html; Charset = \"big5\"'>"), "big5");
  EXPECT_EQ(said("<meta http-equiv=content-type content=text/html;charset=euc-jp;x>"), "euc-jp");
  EXPECT_EQ(said("<meta content='text/html; charset=big5'>"), "-");
  EXPECT_EQ(said("<!-- <meta charset=gbk> --><script>'<meta charset=gbk>'</script>"), "-");
  EXPECT_EQ(said("<meta charset=nonsense><meta charset=big5>"), "big5");
  EXPECT_EQ(said("<?xml version='1.0' encoding='koi8-r'?><html>"), "koi8-r");
  EXPECT_EQ(said("<?xml encoding='"), "-");
  EXPECT_EQ(said("<meta charset=utf-16le>"), "utf-8");
  EXPECT_EQ(said(std::string(4000, ' ') + "<meta charset=gbk>"), "gb18030");
  EXPECT_EQ(said(std::string(4096, ' ') + "<meta charset=gbk>"), "-");
  EXPECT_EQ(said(""), "-");
}

TEST(CharsetTest, BytesSpeakAgainstWhatIsSaid) {
  const std::string russian = Encoded(kRussian, "CP1251");
  EXPECT_EQ(NameOf(russian, "utf-8"), "windows-1251");
  EXPECT_EQ(NameOf("<meta charset=utf-8>" + russian), "windows-1251");
  EXPECT_EQ(NameOf(kGerman, "iso-8859-1"), "utf-8");
  EXPECT_EQ(NameOf("plain", "iso-8859-1"), "windows-1252");
  EXPECT_EQ(NameOf(kChinese, "shift_jis"), "utf-8");
  EXPECT_EQ(NameOf(kGerman, "utf-16le"), "utf-8");
  EXPECT_EQ(NameOf("a\0b\0"s, "utf-16le"), "utf-16le");
  // Some broken bytes do not make UTF-8 anything else, nor does a character cut at the end.
  EXPECT_EQ(NameOf(kRussian + "\xFF\xFE"s, ""), "utf-8");
  EXPECT_EQ(NameOf(kRussian + "\xFF\xFE"s, "utf-8"), "utf-8");
  EXPECT_EQ(NameOf("caf\xC3"), "utf-8");
}

TEST(CharsetTest, DetectsWhatNobodySays) {
  EXPECT_EQ(NameOf(""), "utf-8");
  EXPECT_EQ(NameOf("plain"), "utf-8");
  EXPECT_EQ(NameOf(kRussian), "utf-8");
  EXPECT_EQ(NameOf(Encoded(kRussian, "CP1251")), "windows-1251");
  EXPECT_EQ(NameOf(Encoded(kRussian, "KOI8-R")), "koi8-r");
  EXPECT_EQ(NameOf(Encoded(kJapanese, "CP932")), "shift_jis");
  EXPECT_EQ(NameOf(Encoded(kJapanese, "EUC-JP")), "euc-jp");
  EXPECT_EQ(NameOf(Encoded(kChinese, "GB18030")), "gb18030");
  EXPECT_EQ(NameOf(Encoded(kKorean, "UHC")), "euc-kr");
  for (const auto& [text, charset] :
       std::vector<std::pair<const char*, const char*>>{{kRussian, "CP1251"},
                                                        {kJapanese, "CP932"},
                                                        {kChinese, "GB18030"},
                                                        {kKorean, "UHC"},
                                                        {kGerman, "CP1252"}}) {
    EXPECT_EQ(ToUtf8(Encoded(text, charset), ""), text) << charset;
  }
}

TEST(CharsetTest, WhatMakesNoSenseIsReplacedByteByByte) {
  EXPECT_EQ(ToUtf8("a\x81z", *FindCharset("windows-1252")), "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("a\xFF\xFFz\x93", *FindCharset("shift_jis")),
            "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(ToUtf8("a\xE4\xB8z\xFF", *FindCharset("utf-8")), "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(ToUtf8("a\0\xD8"s, *FindCharset("utf-16le")), "a\xEF\xBF\xBD");
}

// Whatever the bytes, and wherever they end, valid UTF-8 of at most three times the size comes out.
TEST(CharsetTest, AnyBytesInAnyCharset) {
  const unsigned seed = 31;
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (const char* name : {"utf-8", "windows-1252", "windows-1258", "gb18030", "big5", "euc-tw",
                           "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr", "utf-16le", "utf-32be",
                           "viscii", "windows-1255", "iso-8859-7"}) {
    const Charset& charset = *FindCharset(name);
    for (int round = 0; round < 300; ++round) {
      std::string bytes;
      for (size_t left = random() % 60; left > 0; --left) {
        const auto any = static_cast<char>(random() % 256);
        bytes += random() % 8 == 0 ? "\x1B$B"s : std::string(1, any);
      }
      const std::string text = ToUtf8(bytes, charset);
      ASSERT_TRUE(IsUtf8(text)) << name;
      ASSERT_LE(text.size(), 3 * bytes.size()) << name;
      ASSERT_TRUE(IsUtf8(ToUtf8(bytes, std::string_view(name))));
    }
  }
  const std::string japanese = Encoded(kJapanese, "ISO-2022-JP");
  for (size_t size = 0; size <= japanese.size(); ++size) {
    const std::string text = ToUtf8(japanese.substr(0, size), *FindCharset("iso-2022-jp"));
    ASSERT_TRUE(IsUtf8(text));
  }
}

}  // namespace
}  // namespace reprise
