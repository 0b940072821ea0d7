slope 1 1 1
