"""What a bare machine is told, and what is installed for it."""

import os
import sys
from pathlib import Path

import pytest

from cps_victims.local import install

APT = """#!/bin/sh
echo "$@" >> "$APT_CALLS"
"""


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be a machine on which nothing is installed but apt-get, which writes down what it is asked for."""
    programs = tmp_path / "bin"
    programs.mkdir()
    apt = programs / "apt-get"
    apt.write_text(APT)
    apt.chmod(0o755)
    calls = tmp_path / "apt-calls"
    calls.touch()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/bin")
    monkeypatch.setenv("APT_CALLS", str(calls))
    monkeypatch.setattr(install.shutil, "which", lambda name: str(apt) if name == "apt-get" else None)
    monkeypatch.setattr(install, "loads", lambda _library: False)
    return calls


class TestSystemLibraries:
    def test_ordinary_user_without_pango_is_told_exactly_what_to_install(
        self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)

        with pytest.raises(SystemExit) as stop:
            install.install_system_libraries(browser=False)

        assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0" in str(stop.value)
        assert bare_machine.read_text() == ""

    def test_root_has_pango_and_a_browser_for_tests_installed_through_apt(
        self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)

        with pytest.raises(SystemExit):  # this apt installs nothing, and that is noticed
            install.install_system_libraries(browser=True)

        asked = [line.split()[-1] for line in bare_machine.read_text().splitlines()[1:]]
        assert asked[:3] == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
        # What draws the same pages for less first; where a distribution does not have it, the whole browser.
        assert asked[3:] == ["chromium-headless-shell", "chromium"]

    def test_smaller_browser_is_tried_once_beside_another(
        self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(install, "loads", lambda _library: True)
        monkeypatch.setattr(install, "VENV", tmp_path)
        found = {"apt-get": install.shutil.which("apt-get"), "chromium": "/usr/bin/chromium"}
        monkeypatch.setattr(install.shutil, "which", found.get)

        install.install_system_libraries(browser=True)
        asked = bare_machine.read_text().splitlines()
        (tmp_path / "installed-dev").touch()
        install.install_system_libraries(browser=True)

        assert [line.split()[-1] for line in asked] == ["-q", "chromium-headless-shell"]
        assert bare_machine.read_text().splitlines() == asked

    def test_machine_without_the_subset_library_alone_goes_on(
        self, bare_machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(install, "loads", lambda library: library in install.PANGO)

        install.install_system_libraries(browser=True)

        assert bare_machine.read_text() == ""

    def test_library_that_is_there_is_found(self) -> None:
        assert install.loads("libc.so.6")
        assert not install.loads("libof-no-machine.so.1")


class TestPython:
    @pytest.mark.parametrize("version", [(3, 10, 13, "final", 0), (3, 13, 0, "final", 0)])
    def test_that_is_not_supported_is_refused_before_anything_is_made(
        self, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int, str, int]
    ) -> None:
        monkeypatch.setattr(sys, "version_info", version)

        with pytest.raises(SystemExit) as stop:
            install.main(["local"])

        assert "Python 3.11 or 3.12 is needed" in str(stop.value)


class TestPackages:
    @pytest.fixture
    def environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Be in an environment whose pip cannot do anything, so that being asked ends the installation."""
        (tmp_path / "bin").mkdir()
        for name in ("python", "pip"):
            (tmp_path / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
            (tmp_path / "bin" / name).chmod(0o755)
        monkeypatch.setattr(install, "VENV", tmp_path)
        monkeypatch.setattr(install, "PYTHON", tmp_path / "bin" / "python")
        return tmp_path

    @pytest.mark.parametrize(("installed", "wanted"), [("local", "local"), ("dev", "dev"), ("dev", "local")])
    def test_of_the_same_lock_are_not_installed_again(self, environment: Path, installed: str, wanted: str) -> None:
        lock = install.ROOT / "requirements" / f"{installed}.txt"
        (environment / f"installed-{installed}").write_text(install.digest(lock))

        install.install_packages(wanted)

        assert (environment / f"installed-{installed}").exists()

    def test_of_make_run_are_not_enough_for_the_tests(self, environment: Path) -> None:
        lock = install.ROOT / "requirements" / "local.txt"
        (environment / "installed-local").write_text(install.digest(lock))

        with pytest.raises(SystemExit, match="could not be installed"):
            install.install_packages("dev")

    def test_of_a_lock_that_has_changed_are_installed_again(self, environment: Path) -> None:
        (environment / "installed-local").write_text("digest of an older lock")

        with pytest.raises(SystemExit, match="could not be installed"):
            install.install_packages("local")
