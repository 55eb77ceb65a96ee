# Installed files: libraries, headers, pkg-config, CMake package.
