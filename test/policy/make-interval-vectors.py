# Makes test/vectors/interval.json a second way: in another language, every probability added up, in 60 digits.
#   python3 test/policy/make-interval-vectors.py > test/vectors/interval.json
import json
from decimal import Decimal, getcontext

getcontext().prec = 60


def one_draw(name, over, under, reach):
    far = range(-reach, reach + 1)
    if name == "discrete-laplace":
        weights = [(-(Decimal(abs(x)) * under / over)).exp() for x in far]
    else:
        weights = [(-(Decimal(x * x) * under / (2 * over))).exp() for x in far]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def convolve(left, right):
    out = [Decimal(0)] * (len(left) + len(right) - 1)
    for at, a in enumerate(left):
        for by, b in enumerate(right):
            out[at + by] += a * b
    return out


def row(name, over, under, cells):
    laplace = name == "discrete-laplace"
    reach = int(60 * over / under) + 3 if laplace else int(12 * (over / under) ** 0.5) + 4
    draw = one_draw(name, over, under, reach)
    weights = [Decimal(1)]
    for _ in range(2 * cells):
        weights = convolve(weights, draw)
    middle = len(weights) // 2

    def width(wanted):
        covered, half = weights[middle], 0
        while covered < wanted:
            half += 1
            covered += weights[middle + half] + weights[middle - half]
        return half, covered

    half95, covered95 = width(Decimal("0.95"))
    half975, covered975 = width(Decimal("0.975"))
    variance = sum(weight * (at - middle) ** 2 for at, weight in enumerate(weights))
    absolute = sum(weight * abs(at - middle) for at, weight in enumerate(weights))
    digits = lambda value: str(value)[:20]
    return {
        "name": name,
        "numerator": over,
        "denominator": under,
        "cells": cells,
        "sd": digits(variance.sqrt()),
        "meanAbsolute": digits(absolute),
        "zero": digits(weights[middle]),
        "halfWidth95": half95,
        "coverage95": digits(covered95),
        "halfWidth975": half975,
        "coverage975": digits(covered975),
    }


rows = [
    row("discrete-laplace", 2, 1, 1),
    row("discrete-laplace", 2, 1, 3),
    row("discrete-laplace", 1, 3, 1),
    row("discrete-laplace", 7, 2, 1),
    row("discrete-laplace", 4, 1, 2),
    row("discrete-gaussian", 9, 2, 1),
    row("discrete-gaussian", 9, 2, 4),
    row("discrete-gaussian", 1, 5, 1),
    row("discrete-gaussian", 100, 1, 1),
]
about = "Noise in so many cells, two draws each, by adding up every probability in 60 digits"
print(json.dumps({"about": about, "noise": rows}, indent=2))
