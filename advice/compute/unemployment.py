"""Months of unemployment benefit (失业保险金): by law at most, and by local rule."""

from advice.compute.scene import (
    Computation,
    Computed,
    Known,
    Scene,
    read_integer,
    region_of,
)

MONTHS_A_YEAR = 12
# Years paid, the most first, and the parameter of the longest benefit from then on.
_BANDS = (
    (10, "unemployment.max_months_from_10_years"),
    (5, "unemployment.max_months_from_5_years"),
    (1, "unemployment.max_months_from_1_year"),
)
PER_YEAR = "unemployment.months_per_year"


def longest_benefit(known: Known, scene: Scene) -> Computed:
    """The longest benefit in months by months paid (社会保险法 46); 0 under a year."""
    return Computed({"benefit_max_months": _longest(known, scene)}, {})


def local_benefit(known: Known, scene: Scene) -> Computed:
    """Months by local rule: some for each full year paid, never above the law's.

    沪人社规〔2026〕18号. Raises NoValue where no local rule holds.
    """
    most = _longest(known, scene)
    years = int(known["unemployment_paid_months"]) // MONTHS_A_YEAR
    each = read_integer(scene, PER_YEAR, region_of(known))
    return Computed(
        {
            "benefit_max_months": most,
            "benefit_months": min(years * each, most),
            "full_years": years,
        },
        {},
    )


def _longest(known: Known, scene: Scene) -> int:
    years = int(known["unemployment_paid_months"]) // MONTHS_A_YEAR
    for least, parameter in _BANDS:
        if years >= least:
            return read_integer(scene, parameter, region_of(known))
    return 0


COMPUTATIONS = {
    "longest_benefit": Computation(
        run=longest_benefit,
        inputs=("unemployment_paid_months",),
        gives=("benefit_max_months",),
        reads=tuple(parameter for _, parameter in _BANDS),
    ),
    "local_benefit": Computation(
        run=local_benefit,
        inputs=("unemployment_paid_months", "region"),
        gives=("benefit_max_months", "benefit_months", "full_years"),
        reads=(PER_YEAR, *(parameter for _, parameter in _BANDS)),
    ),
}
