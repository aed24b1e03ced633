"""Wheel and source distribution: what they hold, and that the wheel works where nothing else is."""

import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STEM = f"litkeras-{PROJECT['version']}"


# nothing of this checkout is in reach, and nothing that its tests are run with
BARE = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "KERAS", "NUMBA"))}


def run(*command, **options):
    command = [str(part) for part in command]
    done = subprocess.run(command, env=BARE, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    """The source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder / f"{STEM}.tar.gz", folder / f"{STEM}-py3-none-any.whl"


@pytest.fixture(scope="session")
def wheel(distributions):
    return distributions[1]


@pytest.fixture(scope="session")
def empty_environment(wheel, tmp_path_factory):
    """The Python of a new environment: the wheel, and what it asks for as the lock pins it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.removesuffix("\\").strip() for line in lock if "==" in line and line[0].isalnum()]
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins), encoding="utf-8")
    run(python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel)
    return python


def test_wheel_holds_litkeras_alone(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"litkeras", f"{STEM}.dist-info"}
    modules = {p.relative_to(ROOT / "src").as_posix() for p in ROOT.glob("src/litkeras/**/*.py")}
    assert modules == {name for name in names if name.startswith("litkeras/")}


def test_wheel_asks_for_little(wheel):
    metadata = zipfile.ZipFile(wheel).read(f"{STEM}.dist-info/METADATA").decode()
    asked = map(Requirement, HeaderParser().parsestr(metadata).get_all("Requires-Dist"))
    assert {r.name for r in asked if not r.marker} == {"numpy", "numba", "scipy", "lazy_loader"}


def test_source_distribution_holds_the_book(distributions):
    with tarfile.open(distributions[0]) as archive:
        held = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    listed = run("git", "ls-files", cwd=ROOT).split("\n") if (ROOT / ".git").exists() else []
    missing = set(filter(None, listed)) - held
    assert missing <= {".gitignore", ".gitattributes"}
    assert {"Makefile", "LICENSE", "README.md", "_toc.yml", "src/litkeras/__init__.py"} <= held


TRAINING = """
import numpy as np
import litkeras as keras
from litkeras.layers import Dense

rng = np.random.default_rng(0)
x = rng.normal(size=(512, 8)).astype("float32")
y = (x.sum(axis=1) > 0).astype("float32")
model = keras.models.Sequential()
model.add(Dense(16, activation="relu", input_shape=(8,)))
model.add(Dense(1, activation="sigmoid"))
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
losses = model.fit(x, y, epochs=20, batch_size=32, verbose=0).history["loss"]
loss, accuracy = model.evaluate(x, y, verbose=0)
assert losses[-1] < losses[0] / 2, losses
assert accuracy > 0.9, accuracy
assert model.predict(x[:3]).shape == (3, 1)
print(keras.__file__)
"""


def test_wheel_trains_in_an_empty_environment(empty_environment, tmp_path):
    said = run(empty_environment, "-c", TRAINING, cwd=tmp_path)
    assert Path(said.strip()).is_relative_to(empty_environment.parents[1])


LOADED = """
import sys
import litkeras
print(*sorted({"numpy", "numba", "scipy"} & set(sys.modules)))
"""


def test_import_is_light(empty_environment, tmp_path):
    """`import litkeras` loads neither numpy nor numba: they come with the first name used."""
    assert run(empty_environment, "-c", LOADED, cwd=tmp_path).strip() == ""


def test_versions_agree(empty_environment, tmp_path):
    said = run(
        empty_environment, "-c", "import litkeras; print(litkeras.__version__)", cwd=tmp_path
    )
    assert said.strip() == PROJECT["version"]
