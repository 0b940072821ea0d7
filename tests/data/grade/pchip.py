#!/usr/bin/env python3
"""Writes pchip.csv: monotone cubics by SciPy's PchipInterpolator where SciPy is there, and by exact fractions from the
papers' own formulas where it isn't (F. N. Fritsch, J. Butland, "A method for constructing local monotone piecewise
cubic interpolants", SIAM J. Sci. Stat. Comput. 5(2), 1984; C. Moler, "Numerical Computing with MATLAB", 3.4 and 3.6,
whose end slopes are SciPy's). Lines: curve number, x, y. Points: pchip_points.csv."""
import csv
import sys
from fractions import Fraction as F
from pathlib import Path

CURVES = [
    [(0, 0), (0.5, 0.625), (1, 1)],
    [(0, 0), (0.25, 0.125), (0.75, 0.875), (1, 1)],
    [(0, 0.125), (0.125, 0.125), (0.5, 0.25), (0.625, 0.75), (1, 0.9375)],
    [(0, 1), (0.25, 0.5), (0.5, 0.5), (1, 0)],
    [(0, 0), (0.25, 0.75), (0.5, 0.25), (0.75, 0.875), (1, 0.5)],
    [(-0.5, -0.25), (0, 0), (0.0625, 0.5), (2, 1.5)],
    [(0, 0), (0.5, 1), (0.5625, 1)],
]


def sign(v):
    return (v > 0) - (v < 0)


def end(h0, h1, d0, d1):
    d = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if sign(d) != sign(d0):
        return F(0)
    if sign(d0) != sign(d1) and abs(d) > abs(3 * d0):
        return 3 * d0
    return d


def pchip(points, x):
    xs, ys = [F(p[0]) for p in points], [F(p[1]) for p in points]
    h = [b - a for a, b in zip(xs, xs[1:])]
    delta = [(b - a) / w for a, b, w in zip(ys, ys[1:], h)]
    n = len(xs)
    d = [F(0)] * n
    for k in range(1, n - 1):
        if delta[k - 1] * delta[k] > 0:
            # Brodlie's weights, as Butland has them: alpha = (1 + h_k / (h_{k-1} + h_k)) / 3
            alpha = (1 + h[k] / (h[k - 1] + h[k])) / 3
            d[k] = delta[k - 1] * delta[k] / (alpha * delta[k] + (1 - alpha) * delta[k - 1])
    d[0] = end(h[0], h[1], delta[0], delta[1])
    d[-1] = end(h[-1], h[-2], delta[-1], delta[-2])
    k = max(i for i in range(n - 1) if xs[i] <= x)
    s = x - xs[k]
    c = (3 * delta[k] - 2 * d[k] - d[k + 1]) / h[k]
    b = (d[k] - 2 * delta[k] + d[k + 1]) / h[k] ** 2
    return ys[k] + s * (d[k] + s * (c + s * b))


def main():
    try:
        from scipy.interpolate import PchipInterpolator
    except ImportError:
        PchipInterpolator = None
    here = Path(__file__).parent
    with open(here / "pchip_points.csv", "w", newline="") as points, open(here / "pchip.csv", "w", newline="") as values:
        for number, curve in enumerate(CURVES):
            for x, y in curve:
                csv.writer(points, lineterminator="\n").writerow([number, x, y])
            low, high = F(curve[0][0]), F(curve[-1][0])
            for i in range(65):
                x = low + (high - low) * F(i, 64)
                y = pchip(curve, x)
                if PchipInterpolator:
                    theirs = float(PchipInterpolator(*zip(*curve))(float(x)))
                    if abs(theirs - y) > 1e-12:
                        sys.exit(f"SciPy has {theirs} at {float(x)} of curve {number}, the formulas {float(y)}")
                csv.writer(values, lineterminator="\n").writerow([number, repr(float(x)), repr(float(y))])


main()
