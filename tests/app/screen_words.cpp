#include "screen_words.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <dlfcn.h>

#include <cstring>
#include <memory>

namespace umber::app {

std::vector<std::uint32_t> screen_words(const std::string& name, int x, int y, unsigned width) {
    const std::unique_ptr<void, int (*)(void*)> library(::dlopen("libX11.so.6", RTLD_NOW),
                                                        [](void* it) { return it ? ::dlclose(it) : 0; });
    if (!library) return {};
    const auto open = reinterpret_cast<decltype(&XOpenDisplay)>(::dlsym(library.get(), "XOpenDisplay"));
    const auto close = reinterpret_cast<decltype(&XCloseDisplay)>(::dlsym(library.get(), "XCloseDisplay"));
    const auto get = reinterpret_cast<decltype(&XGetImage)>(::dlsym(library.get(), "XGetImage"));
    Display* display = open(name.c_str());
    if (!display) return {};
    std::vector<std::uint32_t> words;
    if (XImage* image = get(display, DefaultRootWindow(display), x, y, width, 1, AllPlanes, ZPixmap)) {
        if (image->bits_per_pixel == 32) {
            words.resize(width);
            std::memcpy(words.data(), image->data, words.size() * sizeof words[0]);
        }
        XDestroyImage(image);
    }
    close(display);
    return words;
}

}  // namespace umber::app
