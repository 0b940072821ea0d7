// The other end of a drag and drop: a window of its own that offers files to the room's, by freedesktop's XDND protocol
// version 5 over X11's selections. libX11 is loaded when asked for, as nothing else in the tests needs it.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace umber::app {

class DragSource {
public:
    // `display`: ":90". Nothing works where valid() is false: there is no libX11 or no such display.
    explicit DragSource(const std::string& display);
    ~DragSource();
    DragSource(const DragSource&) = delete;
    DragSource& operator=(const DragSource&) = delete;
    bool valid() const;

    // Drops `files` on the X11 window `target` at a point of the screen; true once it says that it has taken them.
    bool drop(const std::vector<std::filesystem::path>& files, unsigned long target, int x, int y);

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace umber::app
