# Finds Apache Arrow C++ with Parquet, or stops with an error that says what to install. First a
# package of the system, then the Python package pyarrow, which has the same libraries and headers:
# that of REPRISE_PYTHON, of build/deps/python, or of the python3 in PATH.
#
# Defines the target reprise_arrow; REPRISE_ARROW_RPATH, for this folder, the folder of the libraries
# where the system does not look by itself; and, everywhere, REPRISE_PYARROW_PYTHON, a Python that has
# pyarrow, or empty.

set(reprise_arrow_least 20)  # the first major version that is known to have all that is used
set(REPRISE_PYTHON "" CACHE FILEPATH "A Python interpreter whose pyarrow to build with")
set(REPRISE_PYARROW_PYTHON "" CACHE INTERNAL "")
set(REPRISE_ARROW_RPATH "")

find_program(reprise_path_python python3)
mark_as_advanced(reprise_path_python)
foreach(python ${REPRISE_PYTHON} ${CMAKE_SOURCE_DIR}/build/deps/python/bin/python3
        ${reprise_path_python})
  execute_process(
    COMMAND ${python} -c "import pyarrow as a
print(a.__version__, a.get_include(), a.get_library_dirs()[0], sep=';')"
    OUTPUT_VARIABLE pyarrow_facts RESULT_VARIABLE failed ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed EQUAL 0)
    set(REPRISE_PYARROW_PYTHON ${python} CACHE INTERNAL "")
    break()
  endif()
endforeach()

add_library(reprise_arrow INTERFACE IMPORTED GLOBAL)
find_package(Parquet CONFIG QUIET)
if(Parquet_FOUND)
  set(reprise_arrow_version ${Parquet_VERSION})
  set(reprise_arrow_origin "the system")
  if(TARGET Parquet::parquet_shared)
    target_link_libraries(reprise_arrow INTERFACE Parquet::parquet_shared)
  else()
    target_link_libraries(reprise_arrow INTERFACE Parquet::parquet_static)
  endif()
elseif(REPRISE_PYARROW_PYTHON)
  list(GET pyarrow_facts 0 reprise_arrow_version)
  list(GET pyarrow_facts 1 include_dir)
  list(GET pyarrow_facts 2 REPRISE_ARROW_RPATH)
  set(reprise_arrow_origin "pyarrow of ${REPRISE_PYARROW_PYTHON}")
  target_include_directories(reprise_arrow INTERFACE ${include_dir})
  foreach(library arrow parquet)
    # Wheels have them under their versioned names alone.
    file(GLOB library_file ${REPRISE_ARROW_RPATH}/lib${library}.so.*)
    list(GET library_file 0 library_file)
    target_link_libraries(reprise_arrow INTERFACE ${library_file})
  endforeach()
else()
  message(FATAL_ERROR "reprise needs Apache Arrow C++ with Parquet. Run tools/install-packages.sh, "
    "which puts the Python package pyarrow into build/deps/python, or install libparquet-dev where "
    "the system has it, or give -DREPRISE_PYTHON=... a Python that has pyarrow.")
endif()
if(reprise_arrow_version VERSION_LESS ${reprise_arrow_least})
  message(FATAL_ERROR "reprise needs Apache Arrow ${reprise_arrow_least} or newer, but that of "
    "${reprise_arrow_origin} is ${reprise_arrow_version}.")
endif()

# Strings of the standard library cross between Arrow and us: libraries built with the other one of
# GCC's two layouts of std::string would not link.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_LIBRARIES reprise_arrow)
set(CMAKE_REQUIRED_FLAGS -std=c++20)
unset(REPRISE_ARROW_LINKS CACHE)
check_cxx_source_compiles("#include <parquet/file_reader.h>
int main() { return parquet::ParquetFileReader::OpenFile(std::string(\"x\"))->metadata()->size() > 0; }"
  REPRISE_ARROW_LINKS)
cmake_pop_check_state()
if(NOT REPRISE_ARROW_LINKS)
  message(FATAL_ERROR "Apache Arrow ${reprise_arrow_version} of ${reprise_arrow_origin} cannot be "
    "linked with by this compiler; CMakeFiles/CMakeError.log has the reason.")
endif()
message(STATUS "Parquet by Apache Arrow ${reprise_arrow_version} of ${reprise_arrow_origin}")
