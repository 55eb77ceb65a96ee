# What profloom links with. zlib, protobuf-c and PCRE2 are required; the rest is optional, and
# PFL_HAVE_<NAME> is 1 or 0 accordingly.
find_package(PkgConfig REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
pkg_check_modules(PC_ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(PC_PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c>=1.3.0)
pkg_check_modules(PC_PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
find_program(PROTOC_C NAMES protoc-c REQUIRED)

# pfl_optional(NAME modules...): look for pkg-config modules as PROFLOOM_<NAME> asks.
function(pfl_optional name)
	set(have 0)
	if(NOT PROFLOOM_${name} STREQUAL "OFF")
		if(PROFLOOM_${name} STREQUAL "ON")
			set(required REQUIRED)
		endif()
		pkg_check_modules(PC_${name} ${required} IMPORTED_TARGET GLOBAL ${ARGN})
		if(PC_${name}_FOUND)
			set(have 1)
		endif()
	endif()
	set(PFL_HAVE_${name} ${have} PARENT_SCOPE)
endfunction()

pfl_optional(ZSTD libzstd)
pfl_optional(GRAPHVIZ libcgraph libgvc)
pfl_optional(CAIRO cairo)
pfl_optional(EDIT libedit)
pfl_optional(CURL libcurl>=7.66)
pfl_optional(DISASSEMBLY capstone libdw libelf)
message(STATUS "zstd ${PFL_HAVE_ZSTD}, graphviz ${PFL_HAVE_GRAPHVIZ}, cairo ${PFL_HAVE_CAIRO}, "
	"libedit ${PFL_HAVE_EDIT}, libcurl ${PFL_HAVE_CURL}, "
	"disassembly ${PFL_HAVE_DISASSEMBLY}")
