"""Parquet files for parquet_tests, and their check by pyarrow, a second implementation.

  make FOLDER    writes NAME.parquet files and, for most, NAME.jsonl: their rows as JSON Lines
  check JOBS     JOBS has a JSON array of checks, see CHECKS; prints what is wrong, one line each
"""

import datetime
import decimal
import json
import math
import random
import re
import struct
import sys
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

EPOCH = datetime.date(1970, 1, 1)


# JSON of values, as bytes, so that strings need not be UTF-8.


def json_bytes(value):
    def escape(match):
        byte = match.group(0)[0]
        short = {10: b"n", 13: b"r", 9: b"t", 34: b'"', 92: b"\\"}
        return b"\\" + short.get(byte, b"u%04x" % byte)

    return b'"' + re.sub(rb'[\x00-\x1f"\\]', escape, value) + b'"'


def json_float(value, is_single):
    """The shortest digits that give the value back, fixed or scientific, whichever is shorter."""
    if not math.isfinite(value):
        return b"null"
    text = repr(value)
    if is_single:
        for precision in range(1, 10):
            text = "%.*e" % (precision - 1, value)
            if struct.pack("<f", float(text)) == struct.pack("<f", value):
                break
    number = decimal.Decimal(text).normalize()
    sign, digits, exponent = number.as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent - 1 if value else 0
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    scientific = "%se%s%02d" % (mantissa, "-" if point < 0 else "+", abs(point))
    fixed = format(abs(number), "f")
    if exponent > 0 and value:  # digits behind the last one that counts are exact, not zero
        fixed = "%d" % abs(value)
    shorter = fixed if len(fixed) <= len(scientific) else scientific
    sign = "-" if math.copysign(1, value) < 0 else ""
    return (sign + shorter).encode()


def json_fraction(units, digits):
    return ".%0*d" % (digits, units) if units else ""


def json_time(units, digits):
    seconds, rest = divmod(units, 10**digits)
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60) + json_fraction(
        rest, digits
    )


def json_timestamp(units, digits, is_utc):
    days, rest = divmod(units, 86400 * 10**digits)
    date = (EPOCH + datetime.timedelta(days=days)).isoformat()
    return ('"%sT%s%s"' % (date, json_time(rest, digits), "Z" if is_utc else "")).encode()


DIGITS = {"s": 3, "ms": 3, "us": 6, "ns": 9}  # Parquet has no seconds


def as_json(array, kind):
    """The values of an array as JSON, None where null."""
    if pa.types.is_dictionary(kind):
        return as_json(array.dictionary_decode(), kind.value_type)
    if isinstance(kind, pa.UuidType):
        storage = array.storage.to_pylist()
        return [None if v is None else b'"%s"' % str(uuid.UUID(bytes=v)).encode() for v in storage]
    if pa.types.is_struct(kind):
        members = [as_json(array.field(i), kind.field(i).type) for i in range(kind.num_fields)]
        names = [json_bytes(kind.field(i).name.encode()) for i in range(kind.num_fields)]
        whole = [object_of(zip(names, values)) for values in zip(*members)]
        return [w if ok else None for w, ok in zip(whole, array.is_valid().to_pylist())]
    if pa.types.is_map(kind):
        keys, values = as_json(array.keys, kind.key_type), as_json(array.items, kind.item_type)
        keys = [k if k.startswith(b'"') else b'"' + k + b'"' for k in keys]
        return slices(array, lambda begin, end: object_of(zip(keys[begin:end], values[begin:end])))
    if pa.types.is_fixed_size_list(kind):
        items = as_json(array.values, kind.value_type)
        size = kind.list_size
        return [
            array_of(items[i * size : (i + 1) * size]) if ok else None
            for i, ok in enumerate(array.is_valid().to_pylist())
        ]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        items = as_json(array.values, kind.value_type)
        return slices(array, lambda begin, end: array_of(items[begin:end]))
    one = plain(kind)
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind) or pa.types.is_duration(kind):
        if kind.unit == "s":  # stored as milliseconds
            ms = {"timestamp": pa.timestamp("ms"), "time32": pa.time32("ms")}
            array = array.cast(ms[str(kind).partition("[")[0]])
        array = array.cast(pa.int64() if kind.bit_width == 64 else pa.int32())
    return [None if v is None else one(v) for v in array.to_pylist()]


def slices(array, make):
    offsets = array.offsets.to_pylist()
    valid = array.is_valid().to_pylist()
    return [make(offsets[i], offsets[i + 1]) if valid[i] else None for i in range(len(array))]


def array_of(items):
    return b"[" + b",".join(b"null" if i is None else i for i in items) + b"]"


def object_of(members):
    return b"{" + b",".join(k + b":" + (b"null" if v is None else v) for k, v in members) + b"}"


def plain(kind):
    types = pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return lambda v: json_bytes(v.encode())
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return json_bytes
    if types.is_binary_view(kind):
        return json_bytes
    if types.is_boolean(kind):
        return lambda v: b"true" if v else b"false"
    if types.is_floating(kind):
        return lambda v: json_float(v, not types.is_float64(kind))
    if types.is_decimal(kind):
        return lambda v: b'"%s"' % format(v, "f").encode()
    if types.is_date(kind):
        return lambda v: b'"%s"' % v.isoformat().encode()
    if types.is_time(kind):
        return lambda v: b'"%s"' % json_time(v, DIGITS[kind.unit]).encode()
    if types.is_timestamp(kind):
        return lambda v: json_timestamp(v, DIGITS[kind.unit], kind.tz is not None)
    return lambda v: b"%d" % v  # whole numbers, durations


def json_lines(table):
    names = [json_bytes(name.encode()) for name in table.column_names]
    columns = []
    for column, field in zip(table.columns, table.schema):
        columns.append([v for chunk in column.chunks for v in as_json(chunk, field.type)])
    return b"".join(object_of(zip(names, row)) + b"\n" for row in zip(*columns))


# Tables.


def some_null(rng, rows, make):
    return [None if rng.random() < 0.15 else make() for _ in range(rows)]


def any_text(rng):
    letters = ["a", "b", "é", "\n", '"', "\\", "\x01", "𝄞", " ", "\x7f"]
    return "".join(rng.choice(letters) for _ in range(rng.randrange(20)))


def any_bytes(rng):
    return bytes(rng.randrange(256) for _ in range(rng.randrange(12)))


def types_table(rng, rows):
    def whole(bits, signed):
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        return lambda: rng.choice([low, high, 0, rng.randint(low, high)])

    def floating(pack):
        def one():
            special = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, 1e22, 5e-324, 0.1, 1e-7, 123456.0]
            value = rng.choice(special + [rng.gauss(0, 1), rng.gauss(0, 1) * 10 ** rng.randint(-20, 20)])
            return struct.unpack(pack, struct.pack(pack, value))[0]

        return one

    def half():
        value = struct.unpack("<e", struct.pack("<H", rng.randrange(1 << 16)))[0]
        return value if math.isfinite(value) else 2.0**-24

    def dec(digits, scale):
        def one():
            number = rng.randint(-(10**digits) + 1, 10**digits - 1) // 10 ** rng.randrange(digits)
            with decimal.localcontext(prec=100):
                return decimal.Decimal(number).scaleb(-scale)

        return one

    first, last = datetime.date(1, 1, 1).toordinal(), datetime.date(9999, 12, 31).toordinal()

    def date():
        return datetime.date.fromordinal(rng.randint(first, last))

    def time(unit):
        return lambda: rng.choice([0, rng.randrange(86400), rng.randrange(86400 * unit)]) // 1

    def instant(unit):
        low = max((first - EPOCH.toordinal()) * 86400 * unit, -(1 << 63) + 1)
        high = min((last - EPOCH.toordinal()) * 86400 * unit, (1 << 63) - 1)
        return lambda: rng.choice([0, -1, -unit, rng.randint(low, high), rng.randint(-100, 100) * unit])

    columns = []

    def add(name, kind, make, nullable=True):
        values = some_null(rng, rows, make) if nullable else [make() for _ in range(rows)]
        columns.append((pa.field(name, kind, nullable), pa.array(values, kind)))

    for bits in 8, 16, 32, 64:
        add("int%d" % bits, getattr(pa, "int%d" % bits)(), whole(bits, True))
        add("uint%d" % bits, getattr(pa, "uint%d" % bits)(), whole(bits, False))
    add("required", pa.int64(), whole(64, True), nullable=False)
    add("bool", pa.bool_(), lambda: rng.random() < 0.5)
    add("half", pa.float16(), half)
    add("float", pa.float32(), floating("<f"))
    add("double", pa.float64(), floating("<d"))
    for digits, scale in (9, 2), (18, 18), (38, 0), (38, 38), (30, 7):
        add("decimal%d_%d" % (digits, scale), pa.decimal128(digits, scale), dec(digits, scale))
    add("decimal76", pa.decimal256(76, 33), dec(76, 33))
    add("date32", pa.date32(), date)
    add("date64", pa.date64(), date)
    add("time_s", pa.time32("s"), lambda: rng.randrange(86400))
    add("time_ms", pa.time32("ms"), time(10**3))
    add("time_us", pa.time64("us"), time(10**6))
    add("time_ns", pa.time64("ns"), time(10**9))
    for unit, size in ("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9):
        add("timestamp_" + unit, pa.timestamp(unit), instant(size))
        add("instant_" + unit, pa.timestamp(unit, "Europe/Berlin"), instant(size))
    add("duration", pa.duration("us"), whole(64, True))
    add("string", pa.string(), lambda: any_text(rng))
    add("required_string", pa.string(), lambda: any_text(rng), nullable=False)
    add("large_string", pa.large_string(), lambda: any_text(rng))
    add("string_view", pa.string_view(), lambda: any_text(rng))
    add("binary", pa.binary(), lambda: any_bytes(rng))
    add("large_binary", pa.large_binary(), lambda: any_bytes(rng))
    add("binary_view", pa.binary_view(), lambda: any_bytes(rng))
    add("fixed", pa.binary(3), lambda: bytes(rng.randrange(256) for _ in range(3)))
    add("null", pa.null(), lambda: None)
    few = ["one", "two", '"three"', ""]
    words = pa.array(some_null(rng, rows, lambda: rng.choice(few)), pa.string())
    columns.append((pa.field("dictionary", pa.dictionary(pa.int32(), pa.string())),
                    words.dictionary_encode()))
    ids = some_null(rng, rows, lambda: uuid.UUID(int=rng.getrandbits(128)).bytes)
    columns.append((pa.field("uuid", pa.uuid()),
                    pa.ExtensionArray.from_storage(pa.uuid(), pa.array(ids, pa.binary(16)))))
    add('name "\\\n', pa.int32(), whole(32, True))
    metadata = {"pandas": '{"index_columns": []}', "own": "kept\x01"}
    return pa.table([c for _, c in columns], pa.schema([f for f, _ in columns], metadata))


def nested_table(rng, rows, texts=any_text):
    def text():
        return None if rng.random() < 0.2 else texts(rng)

    def some(make, most=4):
        return [make() for _ in range(rng.randrange(most))]

    def perhaps(make):
        return lambda: None if rng.random() < 0.2 else make()

    def number():
        return rng.randrange(1000)

    pair = pa.struct([pa.field("x", pa.int32()), pa.field("y", pa.string(), False)])
    deep = pa.list_(pa.struct([("words", pa.list_(pa.string())),
                               ("in", pa.struct([("n", pa.int64()), ("ns", pa.list_(pa.int16()))]))]))
    kinds = {
        "list": (pa.list_(pa.string()), perhaps(lambda: some(text))),
        "large_list": (pa.large_list(pa.int64()), perhaps(lambda: some(perhaps(number), 9))),
        "fixed_list": (pa.list_(pa.float64(), 3), lambda: [rng.random() for _ in range(3)]),
        "struct": (pair, perhaps(lambda: {"x": perhaps(number)(), "y": texts(rng)})),
        "list_list": (pa.list_(pa.list_(pa.int8())),
                      perhaps(lambda: some(perhaps(lambda: some(lambda: rng.randrange(100)))))),
        "structs": (pa.list_(pair), perhaps(
            lambda: some(perhaps(lambda: {"x": perhaps(number)(), "y": texts(rng)})))),
        "deep": (deep, perhaps(lambda: some(perhaps(lambda: {
            "words": perhaps(lambda: some(text))(),
            "in": perhaps(lambda: {"n": perhaps(number)(), "ns": perhaps(
                lambda: some(lambda: 7))()})()})))),
        "map": (pa.map_(pa.string(), pa.int32()), perhaps(
            lambda: [(texts(rng), perhaps(number)()) for _ in range(rng.randrange(3))])),
        "number_map": (pa.map_(pa.int32(), pa.list_(pa.string())), perhaps(
            lambda: [(number(), perhaps(lambda: some(text))()) for _ in range(rng.randrange(3))])),
    }
    fields = [pa.field(name, kind) for name, (kind, _) in kinds.items()]
    fields[2] = pa.field("fixed_list", kinds["fixed_list"][0], False)
    arrays = [pa.array([make() for _ in range(rows)], kind) for kind, make in kinds.values()]
    return pa.table(arrays, pa.schema(fields))


def text_table(rng, rows, letters):
    words = ["word%d" % i for i in range(5000)]

    def text():
        return " ".join(rng.choice(words) for _ in range(rng.randrange(letters // 4)))

    return pa.table({"id": pa.array(range(rows)), "text": [text() for _ in range(rows)],
                     "source": [rng.choice(["a", "b"]) for _ in range(rows)]})


def make(folder):
    def write(name, table, expected=True, **options):
        pq.write_table(table, "%s/%s.parquet" % (folder, name), **options)
        if expected:
            with open("%s/%s.jsonl" % (folder, name), "wb") as file:
                file.write(json_lines(table.combine_chunks()))

    rng = random.Random(7)
    types = types_table(rng, 200)
    write("types", types)
    write("types_subset", types.select(["uint64", "string"]), expected=True)
    nested = nested_table(rng, 300)
    write("nested", nested, row_group_size=64)
    write("nested_legacy", nested, use_compliant_nested_type=False, data_page_size=64, write_batch_size=5)
    # Ways to write the same.
    number = 0
    for compression in "none", "snappy", "gzip", "brotli", "zstd", "lz4":
        for version in "1.0", "2.0":
            number += 1
            write("types_%s_%s" % (compression, version), types, compression=compression,
                  data_page_version=version, use_dictionary=number % 2 == 0, row_group_size=60,
                  write_page_index=number % 3 == 0, write_statistics=number % 4 != 0,
                  write_page_checksum=number % 5 == 0, data_page_size=200, write_batch_size=7)
            write("nested_%s_%s" % (compression, version), nested, compression=compression,
                  data_page_version=version, use_dictionary=number % 3 == 0, row_group_size=90,
                  write_page_index=number % 2 == 0, data_page_size=100, write_batch_size=3)
    delta = types.select(["int32", "int64", "string", "fixed", "double"])
    write("encodings", delta, use_dictionary=False, column_encoding={
        "int32": "DELTA_BINARY_PACKED", "int64": "DELTA_BINARY_PACKED", "string": "DELTA_BYTE_ARRAY",
        "fixed": "DELTA_BYTE_ARRAY", "double": "BYTE_STREAM_SPLIT"})
    years = [datetime.datetime(1700 + i, 1 + i % 12, 1 + i % 28, i % 24, 0, i % 3, i % 7)
             for i in range(200)]
    years = pa.array(years, pa.timestamp("us")).cast(pa.timestamp("ns"))
    write("int96", pa.table({"at": years}), use_deprecated_int96_timestamps=True)
    write("empty", types.slice(0, 0))
    with pq.ParquetWriter("%s/no_row_group.parquet" % folder, types.schema):
        pass
    open("%s/no_row_group.jsonl" % folder, "wb").close()
    write("many_groups", text_table(rng, 2500, 80), row_group_size=7, version="1.0")
    write("one_row", types.slice(3, 1))
    write("small_pages", text_table(rng, 3000, 200), data_page_size=500, write_batch_size=10,
          row_group_size=1000, use_dictionary=["source"])
    write("checked", pa.table({"text": [any_text(rng) * 20 for _ in range(1000)]}), use_dictionary=False,
          compression="none", write_page_checksum=True, data_page_size=20000, write_batch_size=10)
    write("tiny", pa.table({"id": [1, 2, 3], "text": ["one", None, "three"], "of": [[1], [], None]}))
    # 200 MB in one row group; and much text that a dictionary of a few lines stands for.
    large = text_table(rng, 500, 4000)
    large = pa.concat_tables([large] * 100).set_column(0, "id", pa.array(range(50000)))
    write("large", large, expected=False, row_group_size=1 << 30, use_dictionary=False)
    copies = ["%d" % i + "text " * 20000 for i in range(5)]
    write("copies", pa.table({"text": [copies[i % 5] for i in range(5000)]}), expected=False)
    # Three rows of 30 MB among small ones.
    uneven = ["x" * (30 << 20) if i in (5, 700, 701) else "short %d" % i for i in range(1000)]
    write("uneven", pa.table({"text": uneven}), expected=False)


# Checks of outputs.


def destination(row, seed):
    """The same as in the test; runs of rows, or single ones."""
    mixed = (row // (1 + seed % 5) * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03) % (1 << 64)
    share = mixed >> 60
    return 0 if share < 10 else 1 if share < 14 else 2


def columns_of(table):
    def exact(column):
        if pa.types.is_timestamp(column.type) or pa.types.is_time64(column.type):
            return column.cast(pa.int64())
        return column

    return [repr(exact(column).to_pylist()) for column in table.columns]


def schema_text(file):
    """All nodes, with field ids."""
    return str(file.schema).partition("\n")[2]


def chosen(table, mask):
    """Not Table.filter, which cannot take every type."""
    runs, begin = [], 0
    for row in range(1, len(mask) + 1):
        if row == len(mask) or mask[row] != mask[begin]:
            if mask[begin]:
                runs.append(table.slice(begin, row - begin))
            begin = row
    return pa.concat_tables(runs) if runs else table.slice(0, 0)


def differences(actual_path, like_path, expected):
    """What distinguishes a file from one like `like_path` with the rows of `expected`."""
    actual, like = pq.ParquetFile(actual_path), pq.ParquetFile(like_path)
    table = actual.read()
    if not table.schema.equals(expected.schema, check_metadata=True):
        yield "schema"
    if schema_text(actual) != schema_text(like):
        yield "schema of Parquet"
    if actual.metadata.metadata != like.metadata.metadata:
        yield "metadata"
    if actual.metadata.format_version != like.metadata.format_version:
        yield "version"
    if table.num_rows != expected.num_rows:
        yield "%d rows instead of %d" % (table.num_rows, expected.num_rows)
    elif columns_of(table) != columns_of(expected):
        yield "rows"
    groups = [like.metadata.row_group(i) for i in range(like.metadata.num_row_groups)]
    most = max([group.num_rows for group in groups], default=0)
    for i in range(actual.metadata.num_row_groups):
        group = actual.metadata.row_group(i)
        if not 0 < group.num_rows <= most:
            yield "a row group of %d rows" % group.num_rows
        for j in range(group.num_columns):
            new, old = group.column(j), groups[0].column(j)
            if new.compression != old.compression:
                yield "compression of column %d: %s" % (j, new.compression)
            if new.has_dictionary_page != old.has_dictionary_page:
                yield "dictionary of column %d" % j
            if new.is_stats_set != old.is_stats_set:
                yield "statistics of column %d" % j
            if new.has_column_index != old.has_column_index:
                yield "page index of column %d" % j
    rows = expected.num_rows
    if most > 0 and actual.metadata.num_row_groups > 2 * rows // most + 1:
        yield "%d row groups for %d rows" % (actual.metadata.num_row_groups, rows)


def check(jobs_path):
    """CHECKS: {"file", "like", and for a part: "seed", "part"}; without "part": all rows."""
    with open(jobs_path) as file:
        jobs = json.load(file)
    for job in jobs:
        expected = pq.read_table(job["like"])
        if "part" in job:
            mask = [destination(row, job["seed"]) == job["part"] for row in range(expected.num_rows)]
            expected = chosen(expected, mask)
        for difference in differences(job["file"], job["like"], expected):
            print("%s: %s" % (job, difference))
    print("%d files checked" % len(jobs))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
