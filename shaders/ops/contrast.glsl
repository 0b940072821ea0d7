vec3 contrast(vec3 rgb, Contrast p) { return (rgb - p.pivot) * p.contrast + p.pivot; }
