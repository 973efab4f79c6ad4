"""The first thing `make` runs: makes what is missing, and nothing when all is there."""

import ast
from pathlib import Path

import pytest

from lms import bootstrap


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with pinned packages, and the list of what was installed into it."""
    pins = tmp_path / "requirements"
    pins.mkdir()
    for name in ("run", "dev"):
        (pins / f"{name}.txt").write_text(f"{name}==1")
    monkeypatch.setattr(bootstrap, "REQUIREMENTS", pins)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "make_venv", lambda: make_python(tmp_path / "venv"))
    installed = []
    monkeypatch.setattr(bootstrap, "install", installed.append)
    return installed


def make_python(venv):
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()


def test_a_fresh_clone_gets_its_packages_once(clone):
    bootstrap.ensure_packages("run")
    bootstrap.ensure_packages("run")
    assert clone == ["run"]


def test_packages_for_tests_serve_to_run_but_not_the_other_way(clone):
    bootstrap.ensure_packages("run")
    bootstrap.ensure_packages("dev")
    bootstrap.ensure_packages("run")
    assert clone == ["run", "dev"]


def test_changed_pins_are_installed(clone):
    bootstrap.ensure_packages("run")
    (bootstrap.REQUIREMENTS / "run.txt").write_text("run==2")
    bootstrap.ensure_packages("run")
    assert clone == ["run", "run"]


def test_an_interpreter_new_enough_is_found():
    assert bootstrap.interpreter("khong-co-python")[0] == (0, 0)
    version, path = bootstrap.interpreter(bootstrap.find_python())
    assert version >= bootstrap.OLDEST
    assert Path(path).is_absolute()


def test_a_missing_system_package_is_named_where_apt_cannot_bring_it(capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "pdf_libraries_present", lambda: False)
    monkeypatch.setattr(bootstrap, "apt_works", lambda: False)
    monkeypatch.setenv("CI", "")
    bootstrap.ensure_system("run")
    assert "sudo apt-get install libpango-1.0-0" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit):
        bootstrap.ensure_system("run")


def test_the_program_for_voices_is_brought_beside_the_start_or_named(capsys, monkeypatch):
    begun = []
    monkeypatch.setattr(bootstrap, "pdf_libraries_present", lambda: True)
    monkeypatch.setattr(bootstrap, "program_path", lambda name: None)
    monkeypatch.setattr(bootstrap.subprocess, "Popen", lambda command, **_: begun.append(command))
    monkeypatch.setattr(bootstrap, "apt_works", lambda: False)
    bootstrap.ensure_system("run")
    assert "sudo apt-get install ffmpeg" in capsys.readouterr().out
    assert begun == []
    monkeypatch.setattr(bootstrap, "apt_works", lambda: True)
    bootstrap.ensure_system("run")
    assert len(begun) == 1
    assert "ffmpeg" in begun[0][-1]


def test_the_oldest_python_a_machine_may_have_can_read_it():
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
