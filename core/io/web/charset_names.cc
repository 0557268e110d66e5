#include "reprise/io/web/charset_names.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

using enum CharsetKind;

// Where the standard's charset holds more than the one of that name in iconv, iconv's larger one.
constexpr Charset kCharsets[] = {
    {"utf-8", "UTF-8", kUtf8,
     " utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 "},
    {"windows-1252", "CP1252", kSingleByte,
     " iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 csisolatin1 "
     "ascii us-ascii ansi_x3.4-1968 cp1252 x-cp1252 cp819 ibm819 "},
    {"ibm866", "IBM866", kSingleByte, " 866 cp866 csibm866 "},
    {"iso-8859-2", "ISO-8859-2", kSingleByte,
     " iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2 "},
    {"iso-8859-3", "ISO-8859-3", kSingleByte,
     " iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3 "},
    {"iso-8859-4", "ISO-8859-4", kSingleByte,
     " iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4 "},
    {"iso-8859-5", "ISO-8859-5", kSingleByte,
     " iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic "},
    {"iso-8859-6", "ISO-8859-6", kSingleByte,
     " iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 iso-8859-6-e iso-8859-6-i iso-ir-127 arabic "
     "asmo-708 ecma-114 csisolatinarabic csiso88596e csiso88596i "},
    {"iso-8859-7", "ISO-8859-7", kSingleByte,
     " iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 iso-ir-126 greek greek8 ecma-118 elot_928 "
     "sun_eu_greek csisolatingreek "},
    {"iso-8859-8", "ISO-8859-8", kSingleByte,
     " iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 iso-8859-8-e iso-8859-8-i logical visual "
     "hebrew "
     "iso-ir-138 csisolatinhebrew csiso88598e csiso88598i "},
    {"iso-8859-10", "ISO-8859-10", kSingleByte,
     " iso8859-10 iso885910 iso-ir-157 latin6 l6 csisolatin6 "},
    {"iso-8859-13", "ISO-8859-13", kSingleByte, " iso8859-13 iso885913 "},
    {"iso-8859-14", "ISO-8859-14", kSingleByte, " iso8859-14 iso885914 "},
    {"iso-8859-15", "ISO-8859-15", kSingleByte,
     " iso8859-15 iso885915 iso_8859-15 l9 latin9 csisolatin9 "},
    {"iso-8859-16", "ISO-8859-16", kSingleByte, " iso8859-16 "},
    {"koi8-r", "KOI8-R", kSingleByte, " koi koi8 koi8_r cskoi8r "},
    {"koi8-u", "KOI8-U", kSingleByte, " koi8-ru "},
    {"macintosh", "MACINTOSH", kSingleByte, " mac x-mac-roman csmacintosh "},
    {"windows-874", "CP874", kSingleByte,
     " dos-874 cp874 tis-620 iso-8859-11 iso8859-11 iso885911 "},
    {"windows-1250", "CP1250", kSingleByte, " cp1250 x-cp1250 "},
    {"windows-1251", "CP1251", kSingleByte, " cp1251 x-cp1251 win-1251 "},
    {"windows-1253", "CP1253", kSingleByte, " cp1253 x-cp1253 "},
    {"windows-1254", "CP1254", kSingleByte,
     " cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 "
     "l5 "
     "csisolatin5 "},
    {"windows-1255", "CP1255", kSingleByte, " cp1255 x-cp1255 "},
    {"windows-1256", "CP1256", kSingleByte, " cp1256 x-cp1256 "},
    {"windows-1257", "CP1257", kSingleByte, " cp1257 x-cp1257 "},
    {"windows-1258", "CP1258", kSingleByte, " cp1258 x-cp1258 "},
    {"x-mac-cyrillic", "MAC-CYRILLIC", kSingleByte, " x-mac-ukrainian mac-cyrillic "},
    {"mac-centraleurope", "MAC-CENTRALEUROPE", kSingleByte, " x-mac-ce "},
    {"ibm852", "IBM852", kSingleByte, " cp852 852 "},
    {"ibm855", "IBM855", kSingleByte, " cp855 855 "},
    {"viscii", "VISCII", kSingleByte, " csviscii "},
    {"gb18030", "GB18030", kMultiByte,
     " gbk gb2312 gb_2312 gb_2312-80 x-gbk cp936 ms936 windows-936 chinese csgb2312 "
     "csiso58gb231280 "
     "iso-ir-58 euc-cn "},
    {"big5", "BIG5-HKSCS", kMultiByte, " big5-hkscs cn-big5 csbig5 x-x-big5 cp950 "},
    {"euc-tw", "EUC-TW", kMultiByte, " "},
    {"euc-jp", "EUC-JP-MS", kMultiByte, " x-euc-jp cseucpkdfmtjapanese "},
    {"iso-2022-jp", "ISO-2022-JP", kMultiByte, " csiso2022jp "},
    {"shift_jis", "CP932", kMultiByte,
     " shift-jis sjis x-sjis ms_kanji ms932 cp932 windows-31j csshiftjis "},
    {"euc-kr", "UHC", kMultiByte,
     " ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean iso-ir-149 windows-949 cp949 ms949 "
     "uhc "
     "cseuckr csksc56011987 "},
    {"utf-16le", "UTF-16LE", kUtf16,
     " utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff "},
    {"utf-16be", "UTF-16BE", kUtf16, " unicodefffe "},
    {"utf-32le", "UTF-32LE", kUtf16, " utf-32 "},
    {"utf-32be", "UTF-32BE", kUtf16, " "},
};

}  // namespace

const Charset* FindCharset(std::string_view label) {
  const std::string name = absl::AsciiStrToLower(
      absl::StripAsciiWhitespace(absl::string_view(label.data(), label.size())));
  if (name.empty() || name.find(' ') != std::string::npos) {
    return nullptr;
  }
  const std::string in_list = absl::StrCat(" ", name, " ");
  for (const Charset& charset : kCharsets) {
    if (charset.name == name || charset.labels.find(in_list) != std::string_view::npos) {
      return &charset;
    }
  }
  return nullptr;
}

}  // namespace reprise
