#include "cli/run.h"

int main(int argc, char** argv) {
    return umber::cli::run(argc, argv);
}
