# Installed files: libraries, headers, a pkg-config file and a CMake package. Programs and man
# pages are installed where they are built, in tools/.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/profloom)

install(TARGETS ${PROFLOOM_LIBRARIES} EXPORT profloomTargets
	ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
	LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/profloom DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
	FILES_MATCHING PATTERN "*.h")
install(EXPORT profloomTargets NAMESPACE profloom:: DESTINATION ${package_dir})

# The static library needs the others at its user's link; a shared one brings them along.
set(PC_REQUIRES "zlib, libprotobuf-c, libpcre2-8")
foreach(pair IN ITEMS "DEFLATE;libdeflate" "ZSTD;libzstd" "GRAPHVIZ;libcgraph, libgvc" "CAIRO;cairo")
	list(GET pair 0 library)
	list(GET pair 1 modules)
	if(PFL_HAVE_${library})
		string(APPEND PC_REQUIRES ", ${modules}")
	endif()
endforeach()
if(PFL_HAVE_DEMANGLE)
	set(PC_IBERTY " -liberty")
endif()
if(PROFLOOM_SHARED)
	set(PC_PRIVATE ".private")
endif()
# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" up "${up}")
set(PC_PREFIX "\${pcfiledir}/${up}")
configure_file(cmake/profloom.pc.in profloom.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/profloom.pc
	DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

configure_package_config_file(cmake/profloomConfig.cmake.in profloomConfig.cmake
	INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(profloomConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/profloomConfig.cmake
	${CMAKE_CURRENT_BINARY_DIR}/profloomConfigVersion.cmake DESTINATION ${package_dir})
