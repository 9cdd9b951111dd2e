"""Makes .venv from the locks: `python3 ops/bootstrap.py [dev|bench|celery ...]`.

Standard library only. It must be readable by any Python 3 from 3.6 on, since an unsuitable one has to be told so in
a sentence: so no newer syntax here than 3.6 knows.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from typing import Dict, List, Optional

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
# Never imported by Concord, or only as data: compiling them takes longer than all the rest.
NOT_COMPILED = (
    r"/tests?/|/site-packages/(pip|setuptools|moto|pygments)/"
    r"|/phonenumbers/(geodata|carrierdata|tzdata)/|/altair/vegalite/v[0-9]/schema/"
)
# Settings of a person's shell that would send packages elsewhere, or leave them uncompiled.
DROPPED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
STARTED = time.time()


def say(text: str) -> None:
    print("[%3d s] %s" % (time.time() - STARTED, text), flush=True)


def is_suitable(version: tuple) -> bool:  # type: ignore[type-arg]
    return OLDEST <= tuple(version[:2]) <= NEWEST


def find_python() -> Optional[str]:
    """Another interpreter of a suitable version; a name on the PATH counts only when it runs."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        if path and runs([path, "-c", "import sys, venv; sys.exit(sys.version_info[1] != %d)" % minor]):
            return path
    return None


def runs(command: List[str]) -> bool:
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def require_python() -> None:
    """Go on in a suitable interpreter, or end with one sentence."""
    if is_suitable(sys.version_info):
        return
    other = find_python()
    if other:
        os.execv(other, [other, os.path.abspath(__file__), *sys.argv[1:]])
    print(
        "Concord needs Python 3.%d to 3.%d and found only Python %d.%d: install one of them, or name it with"
        " `make PYTHON=/path/to/python3.12`." % (OLDEST[1], NEWEST[1], sys.version_info[0], sys.version_info[1]),
        file=sys.stderr,
    )
    sys.exit(2)


def read_debian_needs() -> List[List[str]]:
    with open(os.path.join(ROOT, "ops", "debian.txt")) as file:
        lines = [line.split("#")[0].strip() for line in file]
    return [[part.strip() for part in line.split("|")] for line in lines if line]


def is_there(need: str) -> bool:
    kind, name = need.split(":", 1)
    if kind == "module":
        return runs([sys.executable, "-c", "import " + name])
    return shutil.which(name) is not None


def install_debian_packages() -> None:
    """Install what is missing when that is allowed; otherwise say what Concord goes without."""
    missing = [need for need in read_debian_needs() if not is_there(need[1])]
    if not missing:
        return
    names = [need[0] for need in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Debian packages: " + " ".join(names))
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL)
        subprocess.call(["apt-get", "install", "-y", "-qq", *names], env=quiet, stdout=subprocess.DEVNULL)
    for package, need, purpose in missing:
        if not is_there(need):
            say("goes without %s (%s); to have it: apt-get install %s" % (package, purpose, package))


def lock_path(name: str) -> str:
    return os.path.join(ROOT, "requirements", name + ".lock")


def fingerprint(name: str) -> str:
    """What an installation of this lock depends on: the lock, the package's own settings, the Python."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (lock_path(name), os.path.join(ROOT, "pyproject.toml")):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read_stamp() -> Dict[str, str]:
    """Lock name to fingerprint of what .venv holds; empty when there is no working .venv."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)  # type: Dict[str, str]
    except (OSError, ValueError):
        return {}
    return stamp if runs([VENV_PYTHON, "-c", ""]) else {}


def make_environment() -> Dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    if "PIP_CERT" in environment:
        environment.setdefault("SSL_CERT_FILE", environment["PIP_CERT"])
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    return environment


def run_step(command: List[str], environment: Dict[str, str], quiet: bool = False) -> bool:
    stderr = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, env=environment, stdout=subprocess.DEVNULL, stderr=stderr) == 0


def find_uv(environment: Dict[str, str]) -> Optional[str]:
    """uv from the PATH, else from our own lock; None when it cannot be had, and pip has to do it all."""
    found = shutil.which("uv", path=environment.get("PATH"))
    if found:
        return found
    command = [VENV_PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock_path("installer")]
    run_step(command, environment, quiet=True)
    own = os.path.join(VENV, "bin", "uv")
    return own if os.path.exists(own) else None


def install_lock(name: str, environment: Dict[str, str]) -> bool:
    # --no-deps: the lock is complete, and leaves out on purpose what requirements/overrides.txt names.
    flags = ["install", "-q", "--no-deps", "--require-hashes", "-r", lock_path(name)]
    uv = find_uv(environment)
    if uv and run_step([uv, "pip", *flags, "--python", VENV_PYTHON], environment, quiet=True):
        return True
    say("with pip, which takes a minute more")
    return run_step([VENV_PYTHON, "-m", "pip", *flags, "--no-compile"], environment)


def install(name: str) -> bool:
    """Everything of one lock, and Concord itself, into .venv."""
    environment = make_environment()
    if not runs([VENV_PYTHON, "-c", "import sys; sys.exit(sys.version != %r)" % sys.version]):
        say("making .venv with Python %d.%d.%d" % sys.version_info[:3])
        shutil.rmtree(VENV, ignore_errors=True)
        if not run_step([sys.executable, "-m", "venv", VENV], environment):
            return False
    with open(lock_path(name)) as file:
        count = sum("==" in line for line in file)
    say("installing %d packages (requirements/%s.lock)" % (count, name))
    if not install_lock(name, environment):
        return False
    say("compiling them")
    compile_command = [VENV_PYTHON, "-m", "compileall", "-q", "-j0", "-x", NOT_COMPILED, os.path.join(VENV, "lib")]
    run_step(compile_command, environment, quiet=True)
    own = ["-q", "--no-build-isolation", "--no-deps", "--no-index", "-e", ROOT]
    return run_step([VENV_PYTHON, "-m", "pip", "install", *own], environment)


def main(extras: List[str]) -> int:
    """Make .venv hold base.lock, or the locks of the extras, each of which includes it."""
    require_python()
    wanted = extras or ["base"]
    unknown = [name for name in wanted if not os.path.exists(lock_path(name))]
    if unknown:
        print("There is no requirements/%s.lock." % unknown[0], file=sys.stderr)
        return 2
    install_debian_packages()
    for name in wanted:
        stamp = read_stamp()
        if stamp.get(name) == fingerprint(name):
            continue
        if not install(name):
            print("The installation of requirements/%s.lock failed; the lines above say why." % name, file=sys.stderr)
            return 1
        stamp.update({name: fingerprint(name), "base": fingerprint("base")})
        with open(STAMP, "w") as file:
            json.dump(stamp, file)
        say("ready: .venv/bin/concord")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
