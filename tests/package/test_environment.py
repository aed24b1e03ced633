"""The files that set an environment up agree with each other and name no host."""

import re
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def requirements(path):
    """The requirement lines of a file, without comments, markers kept, hashes dropped."""
    lines = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    lines = (re.sub(r"(\s--hash=\S+|(^|\s)#.*)", "", line).strip() for line in lines)
    return [Requirement(line) for line in lines if line]


def test_environment_yml_is_in_step():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (by_pip,) = (d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    assert sorted(by_pip) == sorted(map(str, requirements("requirements.in")))


@pytest.mark.parametrize("folder", ["", "tests/conformance/", "benchmarks/"])
def test_lock_pins_what_is_asked_for(folder):
    locked = {}
    for requirement in requirements(f"{folder}requirements.lock"):
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        locked[canonicalize_name(requirement.name)] = pin.version
    for requirement in requirements(f"{folder}requirements.in"):
        version = locked[canonicalize_name(requirement.name)]
        assert version in requirement.specifier, requirement


@pytest.mark.parametrize("folder", ["", "tests/conformance/", "benchmarks/"])
def test_lock_has_a_hash_for_each_package(folder):
    text = (ROOT / f"{folder}requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    assert packages and all("--hash=sha256:" in package for package in packages)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.in",
        "requirements.lock",
        "tests/conformance/requirements.lock",
        "benchmarks/requirements.lock",
        "environment.yml",
        "Makefile",
        "pyproject.toml",
        ".ci/run",
    ],
)
def test_no_host_is_named(path):
    """Packages come from whatever index the reader's machine is set up with."""
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text)


def test_runtime_is_locked_too():
    """What the package needs at run time is among what the tests run with."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r in requirements("requirements.lock")
    }
    extras = [r for e in project["optional-dependencies"].values() for r in e]
    for line in project["dependencies"] + extras:
        requirement = Requirement(line)
        if requirement.name != project["name"]:
            assert locked[canonicalize_name(requirement.name)] in requirement.specifier
