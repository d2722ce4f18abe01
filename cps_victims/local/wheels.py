"""Where a wheel keeps the programs it brings along."""

from importlib.util import find_spec
from pathlib import Path

from cps_victims.local.checkout import CannotStart


def wheel_folder(package: str) -> Path:
    """Return the folder of an installed package without importing it: some do work of their own when imported.

    Raises:
        CannotStart: the package is not installed.

    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {package} is not installed. Start with `make run`, which installs it.")
    return Path(spec.submodule_search_locations[0])
