# SPDX-License-Identifier: MIT
# kvjwk_embed(NAME FILE): writes embedded/NAME.h into the build folder: the bytes of FILE as
# NAME_bytes, and their SHA-256 in hexadecimal as NAME_sha256.
function(kvjwk_embed name path)
  file(READ ${path} hex HEX)
  file(SHA256 ${path} sha256)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,){16})" "\\1\n" bytes "${bytes}")
  set(text "static const unsigned char ${name}_bytes[] = {\n${bytes}\n};\n")
  string(APPEND text "static const char ${name}_sha256[] = \"${sha256}\";\n")
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/embedded/embedded/${name}.h CONTENT "${text}" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
endfunction()
