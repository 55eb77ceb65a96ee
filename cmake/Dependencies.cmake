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

pfl_optional(DEFLATE libdeflate)
pfl_optional(ZSTD libzstd)
pfl_optional(GRAPHVIZ libcgraph libgvc)
pfl_optional(CAIRO cairo)
pfl_optional(EDIT libedit)
pfl_optional(CURL libcurl>=7.66)
pfl_optional(ELF libdw libelf)
if(PFL_HAVE_ELF)
	pfl_optional(DISASSEMBLY capstone)
else()
	set(PFL_HAVE_DISASSEMBLY 0)
endif()

# libiberty has neither pkg-config file nor shared library.
set(PFL_HAVE_DEMANGLE 0)
if(NOT PROFLOOM_DEMANGLE STREQUAL "OFF")
	find_path(LIBIBERTY_INCLUDE libiberty/demangle.h)
	find_library(LIBIBERTY iberty)
	if(LIBIBERTY_INCLUDE AND LIBIBERTY)
		set(PFL_HAVE_DEMANGLE 1)
	elseif(PROFLOOM_DEMANGLE STREQUAL "ON")
		message(FATAL_ERROR "PROFLOOM_DEMANGLE: there is no libiberty with its headers")
	endif()
endif()
message(STATUS "libdeflate ${PFL_HAVE_DEFLATE}, zstd ${PFL_HAVE_ZSTD}, "
	"graphviz ${PFL_HAVE_GRAPHVIZ}, cairo ${PFL_HAVE_CAIRO}, "
	"libedit ${PFL_HAVE_EDIT}, libcurl ${PFL_HAVE_CURL}, elfutils ${PFL_HAVE_ELF}, "
	"disassembly ${PFL_HAVE_DISASSEMBLY}, libiberty ${PFL_HAVE_DEMANGLE}")
