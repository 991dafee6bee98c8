"""What every test may ask for, and what happens where the machine lacks it.

A test that needs something that a machine may lack carries a mark: ``postgres``, ``browser``,
``gazettes`` or ``spark``. It gets the mark by itself when it uses one of the fixtures below. Where the thing is
missing the test is skipped and says so; where LUOSHI_REQUIRE names the thing (as in
``LUOSHI_REQUIRE=postgres,browser``) the test fails instead.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

from bench.tools.texts import GAZETTES
from luoshi import config, doctor
from tests.append_only import tables_can_be_emptied  # noqa: F401 - a fixture of every session

NEEDS_OF_FIXTURES = {
    "gazettes": "gazettes",
    "browser": "browser",
    "page": "browser",
    "spark_session": "spark",
}

# A loaded machine is slow now and then; that is no finding. Where every change is checked by a
# machine the same examples are tried each time; at a desk each run tries new ones.
hypothesis_settings.register_profile(
    "luoshi", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
hypothesis_settings.load_profile("luoshi")


def lacking_postgres() -> str | None:
    """Why no test can use PostgreSQL, if none can."""
    if "postgres" in django_settings.DATABASES:
        return None
    if os.environ.get("LUOSHI_TEST_DATABASE_URL"):
        return "the PostgreSQL that LUOSHI_TEST_DATABASE_URL names does not answer"
    return "LUOSHI_TEST_DATABASE_URL names no PostgreSQL"


def lacking_browser() -> str | None:
    """Why no test can drive a browser, if none can."""
    return None if doctor.chromium() else f"no system Chromium ({', '.join(doctor.BROWSERS)})"


def lacking_gazettes() -> str | None:
    """Why no test can read the real gazettes, if none can."""
    folder = config.gazettes_folder()
    missing = [name for name in GAZETTES if not (folder / f"{name}.txt").is_file()]
    return f"no {', '.join(missing)} in the folder of gazettes" if missing else None


def lacking_spark() -> str | None:
    """Why no test can use Spark, if none can."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (make spark)"
    return None if shutil.which("java") else "no Java (Spark wants Java 17)"


LACKING = {
    "postgres": lacking_postgres,
    "browser": lacking_browser,
    "gazettes": lacking_gazettes,
    "spark": lacking_spark,
}


def required() -> set[str]:
    """What LUOSHI_REQUIRE demands."""
    names = {name.strip() for name in os.environ.get("LUOSHI_REQUIRE", "").split(",")} - {""}
    if unknown := names - LACKING.keys():
        raise pytest.UsageError(f"LUOSHI_REQUIRE names what no test needs: {sorted(unknown)}")
    return names


def pytest_configure() -> None:
    """Refuse a misspelt LUOSHI_REQUIRE before anything runs."""
    required()


DEEP = "LUOSHI_DEEP"
"""Set by ``make check-deep``, which takes as long as it takes."""
FACES = ("tests/web/", "tests/api/")
MEASURES = "tests/bench/test_measures.py"


def left_to_check_deep(item: pytest.Item) -> bool:
    """Whether a test runs in ``make check-deep`` alone.

    The faces hold no SQL: their second run, on PostgreSQL, says little that the office's own tests on both
    databases do not say. The measures run as wholes, with little to do.
    """
    second = item.nodeid.startswith(FACES) and item.get_closest_marker("postgres") is not None
    return second or item.nodeid.startswith(MEASURES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by what its fixtures need, and leave the longest to ``make check-deep``."""
    if not os.environ.get(DEEP):
        left = [item for item in items if left_to_check_deep(item)]
        items[:] = [item for item in items if not left_to_check_deep(item)]
        config.hook.pytest_deselected(items=left)
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        for need in {NEEDS_OF_FIXTURES[name] for name in fixtures if name in NEEDS_OF_FIXTURES}:
            item.add_marker(need)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail, before any fixture is made."""
    for need, lacking in LACKING.items():
        if item.get_closest_marker(need) and (reason := lacking()):
            if need in required():
                pytest.fail(f"required by LUOSHI_REQUIRE, but {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn every other skip of a required test into a failure too."""
    report: pytest.TestReport = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        for need in sorted(required()):
            if item.get_closest_marker(need):
                report.outcome = "failed"
                report.longrepr = (
                    f"skipped, though LUOSHI_REQUIRE demands {need}: {report.longrepr}"
                )
    return report


@pytest.fixture(scope="session")
def gazettes() -> Path:
    """The folder of the five real gazettes."""
    return config.gazettes_folder()


@pytest.fixture(scope="session")
def specimen() -> Path:
    """The folder of the specimen gazette of an invented city."""
    return config.SPECIMEN


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db),
        pytest.param(
            "postgres",
            marks=[pytest.mark.postgres, pytest.mark.django_db(databases=["default", "postgres"])],
        ),
    ]
)
def store(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """Runs the test on SQLite and again on PostgreSQL, each as Django's default connection.

    It brings its own ``django_db`` mark; ask for ``transactional_db`` beside it where the test
    itself commits. The exchange holds for the thread of the test only.
    """
    vendor: str = request.param
    if vendor == "sqlite":
        yield vendor
        return
    default = connections["default"]
    connections["default"] = connections["postgres"]
    try:
        yield vendor
    finally:
        connections["default"] = default


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; one for each test file, so that its event loop ends with the file."""
    # Playwright runs an event loop in the test's own thread, in which Django refuses the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(
            executable_path=doctor.chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a browser that speaks Chinese and knows nothing of earlier tests."""
    with browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        context.set_default_timeout(15_000)
        yield context.new_page()


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """A local Spark on two threads, whose workers are the Python of the tests."""
    builder: Any = importlib.import_module("pyspark.sql").SparkSession.builder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
        yield session
        session.stop()
