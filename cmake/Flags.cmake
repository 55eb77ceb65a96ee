# Compiler and linker flags. profloom_flags holds what our own code is compiled with; generated
# code gets none of the warnings.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported()

add_library(profloom_flags INTERFACE)
target_compile_options(profloom_flags INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
	-Wvla -Wundef -Wformat=2 -Wcast-qual
	$<$<BOOL:${PROFLOOM_WERROR}>:-Werror>)

# CMAKE_C_STANDARD knows 17 only from CMake 3.21 on.
add_compile_options(-std=c17)

if(PROFLOOM_SANITIZE)
	add_compile_options(-fsanitize=${PROFLOOM_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=${PROFLOOM_SANITIZE})
endif()
if(PROFLOOM_FUZZ)
	if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
		message(FATAL_ERROR "PROFLOOM_FUZZ needs clang: cmake --preset fuzz")
	endif()
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(PROFLOOM_COVERAGE)
	add_compile_options(--coverage -fno-inline)
	add_link_options(--coverage)
endif()
if(PROFLOOM_DEBUG_ARENA)
	add_compile_definitions(PFL_DEBUG_ARENA=1)
endif()

if(PROFLOOM_HARDEN)
	foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection)
		string(MAKE_C_IDENTIFIER "have${flag}" have)
		check_c_compiler_flag(${flag} ${have})
		if(${have})
			add_compile_options(${flag})
		endif()
	endforeach()
	add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
	add_link_options(LINKER:-z,relro LINKER:-z,now)
endif()
