"""Moments of samples, and 95 % intervals.

The module is pure. Variances and covariances have the divisor n − 1; what has no value (nothing differs, or there are
too few values) is None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from statistics import NormalDist, fmean

Interval = tuple[float, float]

_Z = NormalDist().inv_cdf(0.975)


def cov(x: Sequence[float], y: Sequence[float]) -> float | None:
    if len(x) < 2:
        return None
    mean_x, mean_y = fmean(x), fmean(y)
    products = map(mul, [a - mean_x for a in x], [b - mean_y for b in y])
    return sum(products, 0.0) / (len(x) - 1)


def is_zero(variance: float) -> bool:
    """Say whether a variance is 0 but for a rounding error, as equal marks leave one."""
    return abs(variance) < 1e-18


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Pearson's r, −1 to 1; None where one of the two does not vary."""
    var_x, var_y, both = cov(x, x), cov(y, y), cov(x, y)
    if var_x is None or var_y is None or both is None or is_zero(var_x) or is_zero(var_y):
        return None
    return max(-1.0, min(1.0, both / math.sqrt(var_x * var_y)))


def shape(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the skewness k3 / k2^1.5 and the kurtosis k4 / k2², from Fisher's k-statistics."""
    n = len(values)
    if n < 3:
        return None, None
    mean = fmean(values)
    m2, m3, m4 = (fmean((value - mean) ** power for value in values) for power in (2, 3, 4))
    if is_zero(m2):
        return None, None
    k2 = n * m2 / (n - 1)
    skewness = n**2 * m3 / ((n - 1) * (n - 2)) / k2**1.5
    if n < 4:
        return skewness, None
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return skewness, k4 / k2**2


def wilson(percent: float | None, n: int) -> Interval | None:
    """Return Wilson's score interval (1927) in percent.

    It is too wide for marks in between, which vary less than 0 and 1.
    """
    if percent is None or not n:
        return None
    p = percent / 100
    middle, half = p + _Z**2 / (2 * n), _Z * math.sqrt(max(0.0, p * (1 - p)) / n + _Z**2 / (4 * n**2))
    scale = 100 / (1 + _Z**2 / n)
    return max(0.0, (middle - half) * scale), min(100.0, (middle + half) * scale)


def fisher(r: float | None, n: int) -> Interval | None:
    """Return the interval of a correlation, by Fisher's z, in percent."""
    if r is None or n < 4 or abs(r) >= 1:
        return None
    z, half = math.atanh(r), _Z / math.sqrt(n - 3)
    return 100 * math.tanh(z - half), 100 * math.tanh(z + half)


def mean_interval(values: list[float], sd: float | None) -> Interval | None:
    """Return the interval of the mean of percentages, 0–100.

    Student's t comes from its expansion (Abramowitz & Stegun 26.7.5), which is 0.1 % off at five values.
    """
    if not sd or len(values) < 5:
        return None
    v = len(values) - 1
    terms = (
        (_Z**3 + _Z) / 4,
        (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / 96,
        (3 * _Z**7 + 19 * _Z**5 + 17 * _Z**3 - 15 * _Z) / 384,
        (79 * _Z**9 + 776 * _Z**7 + 1482 * _Z**5 - 1920 * _Z**3 - 945 * _Z) / 92160,
    )
    t = _Z + sum(term / v**power for power, term in enumerate(terms, start=1))
    half = t * sd / math.sqrt(len(values))
    return max(0.0, fmean(values) - half), min(100.0, fmean(values) + half)


def feldt(alpha: float | None, n: int, k: int) -> Interval | None:
    """Return the interval of Cronbach's alpha in percent (Feldt 1965).

    The quantiles of F come from Paulson's approximation (1942).
    """
    if alpha is None or n < 4 or k < 2:
        return None
    low, high = (1 - (1 - alpha / 100) * _f_quantile(z, n - 1, (n - 1) * (k - 1)) for z in (_Z, -_Z))
    return 100 * low, 100 * high


def _f_quantile(z: float, v1: int, v2: int) -> float:
    a, b = 2 / (9 * v1), 2 / (9 * v2)
    root = math.sqrt((1 - b) ** 2 * a + (1 - a) ** 2 * b - a * b * z**2)
    return (((1 - b) * (1 - a) + z * root) / ((1 - b) ** 2 - b * z**2)) ** 3
