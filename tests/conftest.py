"""What every test stands on: how property tests run, where data is, and a machine of its own."""

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent

# Set before Textual is imported, which reads it once: a screen in motion makes no steady picture.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

# No deadlines: a busy machine is not a bug. Numbers of examples belong here and not in a test,
# where they would outrank `make soak`.
settings.register_profile("quick", max_examples=50, derandomize=True, deadline=None)
settings.register_profile(
    "soak",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quick")


_keep = gc.freeze
_started: list[bool] = []


def pytest_collection_finish() -> None:
    """Nothing collected is garbage, so nobody looks through it again. An app says the same of all
    there is when it starts, for its own long life; in a row of short ones, each would keep the
    garbage of those before it, some gigabytes in all.
    """
    gc.collect()
    _keep()
    gc.freeze = lambda: _started.append(True)


def pytest_runtest_teardown() -> None:
    """What an app leaves is looked through when its test is over: 7 ms, with all else kept."""
    if _started:
        from textual._styles_cache import StylesCache  # loaded, since an app has started

        StylesCache.get_inner_outer.cache_clear()  # Textual keeps the last thousand widgets in it
        gc.collect()
        _keep()
        _started.clear()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for the users of one test each; none is made before something is written there."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_machine(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep each test away from the user's files and settings, and from another test's."""
    home = next(homes)
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for name in [*os.environ]:
        if name.startswith("NAPKIN_") or name in {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_price_list(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown does not hang on an extra, nor on the day; tests of the price list ask for it
    with `pytestmark = pytest.mark.price_list`.
    """
    if request.node.get_closest_marker("price_list") is None:
        monkeypatch.setattr("sessions.prices.source.installed", lambda: False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of measured rows, model configs and traces that lies beside the project."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no measured data beside the project: {folder} is not there")
    return folder
