# READYSTAGE_STATIC=full: the agent alone, as one file without any run-time dependency. Included before the packages are
# looked for: libraries come as archives, Poco from a build of our own (the distribution has none as archives).
message(STATUS "Poco as static libraries: the first build takes minutes")
execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/build-poco
  OUTPUT_VARIABLE poco OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
message(STATUS "Poco as static libraries: ${poco}")

list(PREPEND CMAKE_PREFIX_PATH ${poco})
set(OPENSSL_USE_STATIC_LIBS ON)
set(Boost_USE_STATIC_LIBS ON)

# Position independent all the same: the agent talks to the network as root.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_compile_definitions(READYSTAGE_STATIC POCO_STATIC)
add_compile_options(-ffunction-sections -fdata-sections -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
add_link_options(-static-pie -Wl,--gc-sections -Wl,-z,relro,-z,now,-z,pack-relative-relocs)
