# Text files as C arrays. Comments and blanks that mean nothing are left out, so sources may be as
# readable as they like.

cmake_minimum_required(VERSION 3.20)
include(${CMAKE_CURRENT_LIST_DIR}/SqueezeJs.cmake)

# pfl_embed_assets(VARIABLE files...): set VARIABLE to a C file that defines, for flame.js, the
# array pfl_asset_flame_js.
function(pfl_embed_assets variable)
	set(output ${CMAKE_CURRENT_BINARY_DIR}/assets.c)
	set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedAssets.cmake)
	string(REPLACE ";" "|" files "${ARGN}")
	file(GLOB parts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/render/assets/*/*.js)
	add_custom_command(OUTPUT ${output}
		COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D "FILES=${files}" -P ${script}
		DEPENDS ${ARGN} ${parts} ${script} ${PROJECT_SOURCE_DIR}/cmake/SqueezeJs.cmake
		COMMENT "Embedding assets"
		VERBATIM)
	set(${variable} ${output} PARENT_SCOPE)
endfunction()

function(pfl_squeeze_css result text)
	string(REGEX REPLACE "/\\*[^*]*\\*/" "" text "${text}")
	string(REGEX REPLACE "\n[ \t\n]*" "\n" text "\n${text}")
	set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Lines are joined: blanks between elements mean nothing.
function(pfl_squeeze_xml result text)
	string(REGEX REPLACE "<!--([^-]|-[^-])*-->" "" text "${text}")
	string(REGEX REPLACE "\n+" "" text "${text}")
	set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The SHA-256 of a text in base64.
function(pfl_sha256 result text)
	set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
	string(SHA256 hex "${text}")
	set(out "")
	# 32 bytes: ten groups of three, and two more with one digit missing.
	foreach(at RANGE 0 60 6)
		string(SUBSTRING "${hex}0000" ${at} 6 group)
		foreach(shift IN ITEMS 18 12 6 0)
			math(EXPR digit "(0x${group} >> ${shift}) & 63")
			string(SUBSTRING "${digits}" ${digit} 1 digit)
			string(APPEND out "${digit}")
		endforeach()
	endforeach()
	string(SUBSTRING "${out}" 0 43 out)
	set(${result} "${out}=" PARENT_SCOPE)
endfunction()

# A file, and in it those that lines such as "//@include flame/data.js" name.
function(pfl_read_asset variable file)
	file(READ ${file} text)
	get_filename_component(folder ${file} DIRECTORY)
	while("${text}" MATCHES "//@include ([a-z/.]+)\n")
		set(line "${CMAKE_MATCH_0}")
		file(READ ${folder}/${CMAKE_MATCH_1} part)
		string(REPLACE "${line}" "${part}" text "${text}")
	endwhile()
	set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(pfl_embed_one variable file)
	get_filename_component(name ${file} NAME)
	string(MAKE_C_IDENTIFIER "pfl_asset_${name}" symbol)
	pfl_read_asset(text ${file})
	if(name STREQUAL "flame.js")
		pfl_squeeze_js(text "${text}" SHORTEN)
	elseif(name MATCHES "js$")
		pfl_squeeze_js(text "${text}")
	elseif(name MATCHES "xml$")
		pfl_squeeze_xml(text "${text}")
	else()
		pfl_squeeze_css(text "${text}")
	endif()
	string(STRIP "${text}" text)
	# Only what a document names in a policy.
	set(hash "")
	if(name MATCHES "^weblist|^diff[.]js|^flame[.]js")
		pfl_sha256(sum "${text}")
		set(hash "const char ${symbol}_sha256[] = \"${sum}\";\n")
	endif()
	string(HEX "${text}" hex)
	string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
	set(line "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)")
	string(REGEX REPLACE "${line}" "\\1\n" bytes "${bytes}")
	set(${variable} "${${variable}}const char ${symbol}[] = {\n${bytes}0x00,\n};\n${hash}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
	set(source "#include \"render/assets/assets.h\"\n")
	string(REPLACE "|" ";" files "${FILES}")
	foreach(file IN LISTS files)
		pfl_embed_one(source ${file})
	endforeach()
	file(WRITE ${OUTPUT} "${source}")
endif()
