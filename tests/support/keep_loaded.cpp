// Part of every program of an asan build, and of no other: shared libraries stay loaded to the end. LeakSanitizer looks
// up names when the program ends; what an unloaded Vulkan driver or layer leaked would have none that data/lsan.supp
// could know.
#include <dlfcn.h>

extern "C" int dlclose(void*) noexcept {
    return 0;
}
