# SPDX-License-Identifier: MIT
# kvjwk_library(NAME FOLDERS folder... TITLE text [ON library...]
#               [NEEDS PkgConfig::X PC_NEEDS "module >= version"])
#
# Makes the library kvjwk_NAME (kvjwk::NAME) of lib/FOLDER/*.c and its pkg-config file. All but the
# core stand on the core, and on the libraries named behind ON.

# Shared libraries hide what is not in a public header, so each of them that needs a function of
# lib/base, lib/text or lib/json takes its own copy from this archive. Static ones find it in the core.
if(BUILD_SHARED_LIBS)
  file(GLOB inner_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/base/*.c
       ${PROJECT_SOURCE_DIR}/lib/text/*.c ${PROJECT_SOURCE_DIR}/lib/json/*.c)
  add_library(kvjwk_inner STATIC ${inner_sources})
  target_include_directories(kvjwk_inner PRIVATE ${PROJECT_SOURCE_DIR}/lib
                             ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(kvjwk_inner PRIVATE kvjwk_options)
endif()

define_property(GLOBAL PROPERTY KVJWK_LIBRARIES BRIEF_DOCS "names of all libraries")
define_property(GLOBAL PROPERTY KVJWK_NEEDS BRIEF_DOCS "what each stands on, for the CMake package")

function(kvjwk_library name)
  cmake_parse_arguments(arg "" "TITLE" "FOLDERS;ON;NEEDS;PC_NEEDS" ${ARGN})
  set(sources "")
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/${folder}/*.c)
    list(APPEND sources ${found})
  endforeach()
  add_library(kvjwk_${name} ${sources})
  add_library(kvjwk::${name} ALIAS kvjwk_${name})
  set_target_properties(kvjwk_${name} PROPERTIES
    EXPORT_NAME ${name} VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_include_directories(kvjwk_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(kvjwk_${name} PRIVATE $<BUILD_INTERFACE:kvjwk_options> ${arg_NEEDS})
  if(NOT name STREQUAL "core")
    target_link_libraries(kvjwk_${name} PUBLIC kvjwk_core)
    foreach(other IN LISTS arg_ON)
      target_link_libraries(kvjwk_${name} PUBLIC kvjwk_${other})
    endforeach()
    if(BUILD_SHARED_LIBS)
      target_link_libraries(kvjwk_${name} PRIVATE kvjwk_inner)
    endif()
  endif()
  if(BUILD_SHARED_LIBS)
    target_link_options(kvjwk_${name} PRIVATE LINKER:--no-undefined)
  endif()
  install(TARGETS kvjwk_${name} EXPORT kvjwk
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  set_property(GLOBAL APPEND PROPERTY KVJWK_LIBRARIES ${name})
  foreach(target module IN ZIP_LISTS arg_NEEDS arg_PC_NEEDS)
    string(REPLACE "PkgConfig::" "" prefix ${target})
    set_property(GLOBAL APPEND_STRING PROPERTY KVJWK_NEEDS
                 "list(APPEND kvjwk_needs_${name} ${prefix} \"${module}\")\n")
  endforeach()
  kvjwk_pkgconfig(${name} "${arg_TITLE}" "${arg_PC_NEEDS}" "${arg_ON}")
endfunction()

# Who links an archive links what it needs, too; who links a shared library does not. Paths are
# relative to the file, so that a tree may be installed with --prefix or DESTDIR and be moved.
function(kvjwk_pkgconfig name title needs on)
  set(pc_name kvjwk-${name})
  set(pc_title "${title}")
  set(pc_libs "-L\${libdir} -lkvjwk_${name}")
  set(pc_requires "${needs}")
  set(pc_requires_private "")
  if(BUILD_SHARED_LIBS)
    set(pc_requires "")
    set(pc_requires_private "${needs}")
  endif()
  foreach(other IN LISTS on)
    list(PREPEND pc_requires "kvjwk-${other} = ${PROJECT_VERSION}")
  endforeach()
  if(NOT name STREQUAL "core")
    list(PREPEND pc_requires "kvjwk-core = ${PROJECT_VERSION}")
  endif()
  list(JOIN pc_requires ", " pc_requires)
  list(JOIN pc_requires_private ", " pc_requires_private)
  kvjwk_pkgconfig_file()
endfunction()

# Writes ${pc_name}.pc from the variables of its caller.
macro(kvjwk_pkgconfig_file)
  set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  file(RELATIVE_PATH pc_prefix /prefix/${pc_dir} /prefix)
  string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/kvjwk.pc.in ${PROJECT_BINARY_DIR}/${pc_name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${pc_name}.pc DESTINATION ${pc_dir})
endmacro()
