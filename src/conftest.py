"""The examples of learned metrics run where torch and the published weights are."""

import pytest

LEARNED = ("metrics.lpips.lpips", "metrics.dists.dists", "strategies.gradcam.gradcam")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip an example that needs what is not here."""
    if item.name.removeprefix("difference_finder.") not in LEARNED:
        return
    from difference_finder.errors import MissingDependencyError, WeightsError
    from difference_finder.registry import metrics

    try:
        for name in ("lpips", "dists"):
            metrics.get(name).check_ready()
    except (MissingDependencyError, WeightsError) as error:
        pytest.skip(str(error))
