"""What the repository may hold, and that its own lists of itself are complete."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
TO_RUN: list[str] = PROJECT["project"]["dependencies"] + GROUPS["build"]
TO_CHECK: list[str] = TO_RUN + GROUPS["dev"] + GROUPS["bench"]
LOCKS = ("requirements.lock", "requirements-dev.lock")

# A gazette's wording: this many Chinese characters in a row, punctuation and spaces aside.
WORDING = 24
NOT_HAN = re.compile(r"[^一-鿿]")
# Fields of the tables of truth whose values are names: titles, issuers, recipients and the like.
NAMES = {
    "attachments",
    "based_on",
    "contents",
    "inner_title",
    "interpreter",
    "issuers",
    "recipients",
    "repeals",
    "stand_in",
    "title",
}

# Put together here, so that this file does not hold what it looks for.
MACHINE = re.compile("/" + "(?:root|work|home|Users)" + r"/[\w.]|[A-Z]:\\Users\\")
REGISTRY = re.compile(
    r"py" + r"pi\.|python" + r"hosted|npm" + r"js\.|jsde" + r"livr|unp" + r"kg\.com"
)


def tracked() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def lines() -> Iterator[tuple[str, str]]:
    """Each line of each text file, with its place."""
    for path in tracked():
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


LIST_MARKS = re.compile(r"[\[\]{}(),:\"'`|=]")


def bare(text: str) -> str:
    """The Chinese characters of a text."""
    return NOT_HAN.sub("", text)


def names(value: Any, named: bool = False) -> Iterator[str]:
    """The names in a table of truth; those of one list also run together, as they are printed."""
    if isinstance(value, str) and named:
        yield bare(value)
    elif isinstance(value, list):
        if named:
            yield bare("".join(item for item in value if isinstance(item, str)))
        for item in value:
            yield from names(item, named)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from names(item, named or key in NAMES)


def test_no_file_carries_the_wording_of_a_gazette(gazettes: Path) -> None:
    wording: set[str] = set()
    for path in gazettes.glob("*.txt"):
        text = bare(path.read_text("utf-8", "replace"))
        wording.update(text[i : i + WORDING] for i in range(len(text) - WORDING + 1))
    assert wording

    listed = {
        name
        for path in (ROOT / "tests" / "gazette" / "truth").glob("*.yaml")
        for name in names(yaml.safe_load(path.read_text("utf-8")))
        if len(name) >= 6
    }
    by_length = sorted(listed, key=len, reverse=True)

    def copies(text: str) -> bool:
        return any(text[i : i + WORDING] in wording for i in range(len(text) - WORDING + 1))

    found: list[str] = []

    def copied(text: str) -> bool:
        """Whether more than a name of a document or an organ is taken over."""
        if not copies(text):
            return False
        for name in by_length:
            text = text.replace(name, "|")
        return any(map(copies, text.split("|")))

    for place, line in lines():
        # terms of a list in code or YAML stand apart; a sentence keeps its Chinese marks
        if copied(bare(line)) and any(map(copied, map(bare, LIST_MARKS.split(line)))):
            found.append(f"{place}: {line.strip()[:80]}")
    assert not found, "\n".join(found)


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = [f"{place}: {line.strip()[:100]}" for place, line in lines() if MACHINE.search(line)]
    assert not found, "\n".join(found)


def test_no_file_names_a_registry_of_packages() -> None:
    found = [f"{place}: {line.strip()[:100]}" for place, line in lines() if REGISTRY.search(line)]
    assert not found, "\n".join(found)


def test_no_file_is_a_binary_or_an_asset_of_others() -> None:
    """Pictures of the documentation apart."""
    found = [
        name
        for path in tracked()
        if not (name := str(path.relative_to(ROOT))).startswith("docs/images/")
        and (b"\0" in path.read_bytes() or name.endswith((".min.js", ".min.css", ".woff2")))
    ]
    assert not found


def locked(lock: str) -> dict[str, set[str]]:
    """The requirements of a lock by name, each with its versions."""
    versions: dict[str, set[str]] = {}
    for found in re.finditer(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", (ROOT / lock).read_text(), re.M):
        versions.setdefault(canonicalize_name(found[1]), set()).add(found[2])
    return versions


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-schemas.lock"])
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=\w)", text[re.search(r"^\w", text, re.M).start() :])  # type: ignore[union-attr]
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|@ ", text)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    needed = dict(zip(LOCKS, (TO_RUN, TO_CHECK), strict=True))
    for lock, requirements in needed.items():
        versions = locked(lock)
        for requirement in map(Requirement, requirements):
            have = versions.get(canonicalize_name(requirement.name), set())
            assert have, f"{requirement} is not in {lock}; run make lock"
            assert all(map(requirement.specifier.contains, have)), (
                f"{requirement}: {have} in {lock}"
            )
    run, develop = map(locked, LOCKS)
    assert {name: develop.get(name) for name in run} == run


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8").partition("## Looked at")[0]
    described = {canonicalize_name(name) for name in re.findall(r"^\| `([\w.-]+)`", text, re.M)}
    assert described == {canonicalize_name(Requirement(line).name) for line in TO_CHECK}


def packages() -> set[str]:
    """The packages that stand directly in luoshi."""
    return {path.parent.name for path in (ROOT / "src" / "luoshi").glob("*/__init__.py")}


def test_types_are_strict_everywhere_but_in_the_office() -> None:
    strict = PROJECT["tool"]["basedpyright"]["strict"]
    assert {f"src/luoshi/{name}" for name in packages() - {"office"}} <= set(strict)
    assert "src/luoshi/*.py" in strict


def test_every_room_is_held_by_the_import_contract() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    plain = next(contract for contract in contracts if "plain libraries" in contract["name"])
    rooms = packages() & {"gazette", "rules", "procedures", "duties"}
    assert {f"luoshi.{name}" for name in rooms} <= set(plain["source_modules"])
