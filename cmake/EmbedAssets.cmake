# Text files as C arrays. Comments that have a line to themselves and indentation are left out, so
# sources may be as readable as they like.

# pfl_embed_assets(VARIABLE files...): set VARIABLE to a C file that defines, for flame.js, the
# array pfl_asset_flame_js.
function(pfl_embed_assets variable)
	set(output ${CMAKE_CURRENT_BINARY_DIR}/assets.c)
	set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedAssets.cmake)
	string(REPLACE ";" "|" files "${ARGN}")
	add_custom_command(OUTPUT ${output}
		COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D "FILES=${files}" -P ${script}
		DEPENDS ${ARGN} ${script}
		COMMENT "Embedding assets"
		VERBATIM)
	set(${variable} ${output} PARENT_SCOPE)
endfunction()

function(pfl_embed_one result file)
	get_filename_component(name ${file} NAME)
	string(MAKE_C_IDENTIFIER "pfl_asset_${name}" symbol)
	file(READ ${file} content)
	string(REGEX REPLACE "\n[ \t]+" "\n" content "\n${content}")
	string(REGEX REPLACE "\n//[^\n]*" "" content "${content}")
	string(REGEX REPLACE "/\\*[^*]*\\*/" "" content "${content}")
	string(REGEX REPLACE "\n+" "\n" content "${content}")
	string(STRIP "${content}" content)
	string(HEX "${content}" hex)
	string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
	set(line "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)")
	string(REGEX REPLACE "${line}" "\\1\n" bytes "${bytes}")
	set(${result} "${${result}}const char ${symbol}[] = {\n${bytes}0x00,\n};\n" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
	set(text "#include \"render/assets/assets.h\"\n")
	string(REPLACE "|" ";" files "${FILES}")
	foreach(file IN LISTS files)
		pfl_embed_one(text ${file})
	endforeach()
	file(WRITE ${OUTPUT} "${text}")
endif()
