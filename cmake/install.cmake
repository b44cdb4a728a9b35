# SPDX-License-Identifier: MIT
# What `cmake --install` puts where, beside the libraries: headers, the command, the CMake package
# and kvjwk.pc, which stands for all libraries.
include(CMakePackageConfigHelpers)

get_property(KVJWK_COMPONENTS GLOBAL PROPERTY KVJWK_LIBRARIES)
get_property(KVJWK_COMPONENT_NEEDS GLOBAL PROPERTY KVJWK_NEEDS)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kvjwk)

if(NOT BUILD_SHARED_LIBS AND CMAKE_OBJCOPY AND CMAKE_NM)
  list(TRANSFORM KVJWK_COMPONENTS REPLACE "(.+)"
       "$<TARGET_FILE_NAME:kvjwk_\\1>" OUTPUT_VARIABLE archives)
  install(CODE "
    set(archives ${archives})
    list(TRANSFORM archives PREPEND
         \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/\")
    execute_process(COMMAND \${CMAKE_COMMAND} -E env NM=${CMAKE_NM} OBJCOPY=${CMAKE_OBJCOPY}
      sh \"${PROJECT_SOURCE_DIR}/cmake/prefix_symbols.sh\" \${archives}
      COMMAND_ERROR_IS_FATAL ANY)")
endif()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kvjwk DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
if(BUILD_SHARED_LIBS)
  file(RELATIVE_PATH lib_from_bin /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${CMAKE_INSTALL_LIBDIR})
  set_target_properties(kvjwk PROPERTIES INSTALL_RPATH "$ORIGIN/${lib_from_bin}")
  foreach(name IN LISTS KVJWK_COMPONENTS)
    set_target_properties(kvjwk_${name} PROPERTIES INSTALL_RPATH "$ORIGIN")
  endforeach()
endif()
install(TARGETS kvjwk)

install(FILES ${PROJECT_SOURCE_DIR}/docs/schema/kvjwk-policy.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/kvjwk)

file(GLOB manual_pages ${PROJECT_SOURCE_DIR}/docs/man/*.[1-9])
foreach(page IN LISTS manual_pages)
  string(REGEX REPLACE ".*\\." "" section "${page}")
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

install(EXPORT kvjwk NAMESPACE kvjwk:: FILE kvjwk-targets.cmake DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/kvjwk-config.cmake.in
  ${PROJECT_BINARY_DIR}/kvjwk-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/kvjwk-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/kvjwk-config.cmake
        ${PROJECT_BINARY_DIR}/kvjwk-config-version.cmake DESTINATION ${package_dir})

set(pc_name kvjwk)
set(pc_title "${PROJECT_DESCRIPTION}")
set(pc_libs "")
set(pc_requires_private "")
list(TRANSFORM KVJWK_COMPONENTS PREPEND "kvjwk-" OUTPUT_VARIABLE pc_requires)
list(TRANSFORM pc_requires APPEND " = ${PROJECT_VERSION}")
list(JOIN pc_requires ", " pc_requires)
kvjwk_pkgconfig_file()
