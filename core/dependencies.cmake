# Everything the library needs, or a configuration error that says what to install.

function(reprise_require found what package)
  if(NOT ${found})
    message(FATAL_ERROR "reprise needs ${what}. On Debian: apt-get install ${package} "
                        "(tools/quickstart.sh installs everything).")
  endif()
endfunction()

find_package(Threads REQUIRED)
find_package(PkgConfig)
reprise_require(PkgConfig_FOUND "pkg-config" pkg-config)
find_package(absl CONFIG QUIET)
reprise_require(absl_FOUND "Abseil" libabsl-dev)
find_package(simdjson CONFIG QUIET)
reprise_require(simdjson_FOUND "simdjson" libsimdjson-dev)
find_package(nlohmann_json CONFIG QUIET)
reprise_require(nlohmann_json_FOUND "nlohmann-json" nlohmann-json3-dev)
pkg_check_modules(utf8proc QUIET IMPORTED_TARGET libutf8proc)
reprise_require(utf8proc_FOUND "utf8proc" libutf8proc-dev)
pkg_check_modules(hwy QUIET IMPORTED_TARGET libhwy)
reprise_require(hwy_FOUND "Highway" libhwy-dev)
find_path(XXHASH_INCLUDE_DIR xxhash.h)
reprise_require(XXHASH_INCLUDE_DIR "xxHash" libxxhash-dev)
