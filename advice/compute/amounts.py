"""Contributions in yuan: the base within its limits, and each one's share of it.

Base (缴费基数) and limits are whole yuan a month, shares are yuan with cents, rates are
percent. Where a rate is only known as a range, so is the amount.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from advice.compute.scene import Computation, Computed, Known, Scene, region_of
from advice.decision import Span, Value
from advice.parameters import Read

CENT = Decimal("0.01")
YUAN = Decimal(1)
HUNDRED = Decimal(100)

LOWER, UPPER = "contribution.base_lower", "contribution.base_upper"
# Each share with the parameters of its lowest and highest rate.
_OWN = ("own_pension", "own_medical", "own_unemployment")
_EMPLOYER = (
    "employer_pension",
    "employer_medical",
    "employer_unemployment",
    "employer_injury",
)
_RANGES = {"own_unemployment", "employer_medical", "employer_injury"}
_SHARES = {
    name: tuple(
        f"contribution.{name}{end}_percent"
        for end in (("_min", "_max") if name in _RANGES else ("", ""))
    )
    for name in (*_OWN, *_EMPLOYER)
}
_RATES = tuple(dict.fromkeys(name for pair in _SHARES.values() for name in pair))
_FLEXIBLE_RATES = (
    "contribution.flexible_pension_percent",
    "contribution.flexible_account_percent",
)
ReadLimit = Callable[[str, str | None], Read]


@dataclass(frozen=True)
class Limits:
    """Lower and upper limit of the base in whole yuan, and the read behind them."""

    lower: int
    upper: int
    read: Read

    def values(self) -> dict[str, Value]:
        """The limits for the text, with the days that they hold for."""
        values: dict[str, Value] = {
            "base_lower": Decimal(self.lower),
            "base_upper": Decimal(self.upper),
        }
        period = self.read.value.period
        if period.start and period.end:
            values |= {"limits_from": period.start, "limits_to": period.end}
        return values


def whole_yuan(amount: Decimal) -> int:
    """Yuan without cents, half up (as the published limits are rounded)."""
    return int(amount.quantize(YUAN, ROUND_HALF_UP))


def contribution_base(wage: Decimal, lower: int, upper: int) -> int:
    """The month's base in whole yuan: the wage, held within the limits.

    国办发〔2019〕13号 part 3.
    """
    return min(max(whole_yuan(wage), lower), upper)


def share_of(base: int, percent: Decimal) -> Decimal:
    """A share of the base in yuan, to the cent, half up."""
    return (base * percent / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def contribution_shares(known: Known, scene: Scene) -> Computed:
    """Both shares for a monthly wage, within the limits in force. Raises NoValue."""
    limits = _limits(scene.read, known)
    base = contribution_base(_wage(known), limits.lower, limits.upper)
    return Computed({**limits.values(), **_shares(base, known, scene)}, {})


def contribution_shares_last(known: Known, scene: Scene) -> Computed:
    """Both shares within the limits that held last. Raises NoValue."""
    limits = _limits(scene.read_last, known)
    base = contribution_base(_wage(known), limits.lower, limits.upper)
    return Computed({**limits.values(), **_shares(base, known, scene)}, {})


def contribution_shares_unlimited(known: Known, scene: Scene) -> Computed:
    """Both shares where the limits are not known: as if the wage lay within them."""
    return Computed(_shares(whole_yuan(_wage(known)), known, scene), {})


def contribution_limits(known: Known, scene: Scene) -> Computed:
    """The limits in force, an employee's least and most, and all rates."""
    return Computed(_limit_values(_limits(scene.read, known), known, scene), {})


def contribution_limits_last(known: Known, scene: Scene) -> Computed:
    """The limits that held last, an employee's least and most, and all rates."""
    return Computed(_limit_values(_limits(scene.read_last, known), known, scene), {})


def contribution_rates(known: Known, scene: Scene) -> Computed:
    """All rates of employee and employer, in percent."""
    return Computed(_rate_values(_rates(known, scene)), {})


def flexible_pension(known: Known, scene: Scene) -> Computed:
    """A flexible worker's pension month, from the lowest to the highest base."""
    limits = _limits(scene.read, known)
    return Computed(_flexible_values(limits, known, scene), {})


def flexible_pension_last(known: Known, scene: Scene) -> Computed:
    """The same within the limits that held last."""
    limits = _limits(scene.read_last, known)
    return Computed(_flexible_values(limits, known, scene), {})


def flexible_pension_chosen(known: Known, scene: Scene) -> Computed:
    """A flexible worker's pension month on the base that was named."""
    limits = _limits(scene.read, known)
    base = contribution_base(_wage(known), limits.lower, limits.upper)
    values = _flexible_values(limits, known, scene)
    return Computed({**values, **_flexible_month(base, known, scene)}, {})


def flexible_pension_unlimited(known: Known, scene: Scene) -> Computed:
    """The same where the limits are not known: as if the base lay within them."""
    return Computed(_flexible_month(whole_yuan(_wage(known)), known, scene), {})


def _wage(known: Known) -> Decimal:
    return Decimal(str(known["monthly_wage"]))


def _limits(read: ReadLimit, known: Known) -> Limits:
    region = region_of(known)
    lower, upper = read(LOWER, region), read(UPPER, region)
    return Limits(int(lower.value.value), int(upper.value.value), lower)


def _percents(
    names: tuple[str, ...], known: Known, scene: Scene
) -> tuple[Decimal, ...]:
    reads = scene.read_all(names, region_of(known)).values()
    return _decimals(tuple([read.value.value for read in reads]))


@lru_cache(maxsize=1024)
def _decimals(rates: tuple[str | int, ...]) -> tuple[Decimal, ...]:
    return tuple([Decimal(rate) for rate in rates])


def _rates(known: Known, scene: Scene) -> tuple[Decimal, ...]:
    """The rates of the shares, in the order of `_RATES`."""
    return _percents(_RATES, known, scene)


@lru_cache(maxsize=1024)
def _pairs(rates: tuple[Decimal, ...]) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Lowest and highest rate of each share."""
    read = dict(zip(_RATES, rates, strict=True))
    return {share: (read[low], read[high]) for share, (low, high) in _SHARES.items()}


@lru_cache(maxsize=1024)
def _rate_values(rates: tuple[Decimal, ...]) -> Mapping[str, Value]:
    return {f"{name}_percent": _between(*pair) for name, pair in _pairs(rates).items()}


def _shares(base: int, known: Known, scene: Scene) -> Mapping[str, Value]:
    return _share_values(base, _rates(known, scene))


@lru_cache(maxsize=4096)
def _share_values(base: int, rates: tuple[Decimal, ...]) -> Mapping[str, Value]:
    pairs = _pairs(rates)
    amounts = {name: _shares_between(base, *pair) for name, pair in pairs.items()}
    values: dict[str, Value] = {name: _between(*pair) for name, pair in amounts.items()}
    values["own_total"] = _total(amounts[name] for name in _OWN)
    values["employer_total"] = _total(amounts[name] for name in _EMPLOYER)
    return {"base": Decimal(base), **values, **_rate_values(rates)}


def _shares_between(base: int, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    least = share_of(base, low)
    return least, least if low == high else share_of(base, high)


def _total(pairs: Iterable[tuple[Decimal, Decimal]]) -> Value:
    lows, highs = zip(*pairs, strict=True)
    return _between(sum(lows, Decimal(0)), sum(highs, Decimal(0)))


def _between(low: Decimal, high: Decimal) -> Value:
    return low if low == high else Span(low, high)


def _limit_values(limits: Limits, known: Known, scene: Scene) -> dict[str, Value]:
    rates = _rates(known, scene)
    least, most = _share_values(limits.lower, rates), _share_values(limits.upper, rates)
    return {
        **limits.values(),
        **_rate_values(rates),
        "own_total_lowest": least["own_total"],
        "own_total_highest": most["own_total"],
    }


def _flexible_month(base: int, known: Known, scene: Scene) -> Mapping[str, Value]:
    return _month_values(base, *_percents(_FLEXIBLE_RATES, known, scene))


@lru_cache(maxsize=4096)
def _month_values(base: int, rate: Decimal, to_account: Decimal) -> Mapping[str, Value]:
    month = share_of(base, rate)
    account = share_of(base, to_account)
    return {
        "base": Decimal(base),
        "flexible_month": month,
        "flexible_account": account,
        "flexible_pool": month - account,
    }


def _flexible_values(limits: Limits, known: Known, scene: Scene) -> dict[str, Value]:
    rates = _percents(_FLEXIBLE_RATES, known, scene)
    least = _month_values(limits.lower, *rates)
    most = _month_values(limits.upper, *rates)
    return {
        **limits.values(),
        "flexible_lowest": least["flexible_month"],
        "flexible_lowest_account": least["flexible_account"],
        "flexible_highest": most["flexible_month"],
        "flexible_highest_account": most["flexible_account"],
    }


_LIMIT_NAMES = ("base_lower", "base_upper")
_LAST_NAMES = (*_LIMIT_NAMES, "limits_from", "limits_to")
_RATE_NAMES = tuple(f"{name}_percent" for name in _SHARES)
_SHARE_NAMES = ("base", *_SHARES, "own_total", "employer_total", *_RATE_NAMES)
_OWN_LIMIT_NAMES = ("own_total_lowest", "own_total_highest")
_FLEXIBLE_NAMES = (
    "flexible_lowest",
    "flexible_lowest_account",
    "flexible_highest",
    "flexible_highest_account",
)
_MONTH_NAMES = ("base", "flexible_month", "flexible_account", "flexible_pool")
_LIMITS_READ = (LOWER, UPPER)

COMPUTATIONS = {
    "contribution_shares": Computation(
        run=contribution_shares,
        inputs=("monthly_wage", "region"),
        gives=(*_LIMIT_NAMES, *_SHARE_NAMES),
        reads=(*_LIMITS_READ, *_RATES),
    ),
    "contribution_shares_last": Computation(
        run=contribution_shares_last,
        inputs=("monthly_wage", "region"),
        gives=(*_LAST_NAMES, *_SHARE_NAMES),
        reads=(*_LIMITS_READ, *_RATES),
    ),
    "contribution_shares_unlimited": Computation(
        run=contribution_shares_unlimited,
        inputs=("monthly_wage",),
        gives=_SHARE_NAMES,
        reads=_RATES,
    ),
    "contribution_limits": Computation(
        run=contribution_limits,
        inputs=("region",),
        gives=(*_LIMIT_NAMES, *_RATE_NAMES, *_OWN_LIMIT_NAMES),
        reads=(*_LIMITS_READ, *_RATES),
    ),
    "contribution_limits_last": Computation(
        run=contribution_limits_last,
        inputs=("region",),
        gives=(*_LAST_NAMES, *_RATE_NAMES, *_OWN_LIMIT_NAMES),
        reads=(*_LIMITS_READ, *_RATES),
    ),
    "contribution_rates": Computation(
        run=contribution_rates, inputs=(), gives=_RATE_NAMES, reads=_RATES
    ),
    "flexible_pension": Computation(
        run=flexible_pension,
        inputs=("region",),
        gives=(*_LIMIT_NAMES, *_FLEXIBLE_NAMES),
        reads=(*_LIMITS_READ, *_FLEXIBLE_RATES),
    ),
    "flexible_pension_last": Computation(
        run=flexible_pension_last,
        inputs=("region",),
        gives=(*_LAST_NAMES, *_FLEXIBLE_NAMES),
        reads=(*_LIMITS_READ, *_FLEXIBLE_RATES),
    ),
    "flexible_pension_chosen": Computation(
        run=flexible_pension_chosen,
        inputs=("monthly_wage", "region"),
        gives=(*_LIMIT_NAMES, *_FLEXIBLE_NAMES, *_MONTH_NAMES),
        reads=(*_LIMITS_READ, *_FLEXIBLE_RATES),
    ),
    "flexible_pension_unlimited": Computation(
        run=flexible_pension_unlimited,
        inputs=("monthly_wage",),
        gives=_MONTH_NAMES,
        reads=_FLEXIBLE_RATES,
    ),
}
