"""Layer 6: a fresh clone, cleaned and run, is the commit again."""

import os
import subprocess
from pathlib import Path

from helpers import files
from tests import readme


def test_make_clean_run_in_a_clone_leaves_nothing_changed(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(files.ROOT), str(clone)], check=True)
    # this tree's environment, but the clone's modules; set-up is left out (an editable install would be pointed at the clone)
    command = ["make", f"BIN={files.ROOT / '.venv' / 'bin'}", "--old-file=.venv/ready", "clean", "run"]
    environment = {k: v for k, v in os.environ.items() if k != "PLATES_SOURCE"} | {"PYTHONPATH": str(clone)}
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True).stdout
    assert changed == ""
    first_path = readme.commands("From a clone to the first map")
    assert first_path.startswith("make run ") and readme.named(first_path)
    assert all((clone / page).stat().st_size > 100_000 for page in readme.named(first_path))
    assert not Path(clone / ".venv").exists()
