#include "core/log.h"

int main() {
    umber::set_up_logging();
    return 0;
}
