"""Facts about make lab: loopback, a token, and notebook 00 with its table of contents."""

import contextlib
import json
import os
import re
import shlex
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from helpers import files
from helpers.collection import notebooks

WORKSPACE = json.loads((files.ROOT / "notebooks" / "home.jupyterlab-workspace").read_text())


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The server as the Makefile's own line starts it, on a free port; yields its address and its token."""
    make = "make -n --no-print-directory --old-file=.venv/ready lab".split()
    make.append("WITH=--no-browser --port=0 --allow-root")
    alone = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}  # a make within make prints more
    printed = subprocess.run(make, cwd=files.ROOT, env=alone, capture_output=True, text=True, check=True).stdout
    lines = printed.splitlines()
    subprocess.run(lines[-2], cwd=files.ROOT, shell=True, capture_output=True, check=True)
    home = tmp_path_factory.mktemp("lab")
    places = {name: str(home) for name in ("JUPYTERLAB_WORKSPACES_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")}
    environment = {k: v for k, v in os.environ.items() if k != "JUPYTER_TOKEN"} | places
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    server = subprocess.Popen(shlex.split(lines[-1]), cwd=files.ROOT, env=environment, **pipe)
    try:
        matches = (re.search(r"(http://\S+?)/lab\S*\?token=(\w+)", line) for line in server.stdout)
        address, token = next(filter(None, matches)).groups()
        await_answer(int(address.rsplit(":", 1)[1]))
        yield address, token
    finally:
        server.terminate()
        server.communicate()


def await_answer(port: int) -> None:
    """The server prints its address a moment before it listens."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
    raise TimeoutError(f"nobody listens on port {port}")


def status(address: str) -> int:
    try:
        return urllib.request.urlopen(address, timeout=10).status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_make_lab_answers_with_its_token_alone(started):
    address, token = started
    assert status(f"{address}/api/contents") == 403 and status(f"{address}/api/contents?token=wrong") == 403
    assert status(f"{address}/api/contents?token={token}") == 200 and len(token) > 30


def test_make_lab_asks_nobody_about_news(started):
    address, token = started
    page = urllib.request.urlopen(f"{address}/lab?token={token}", timeout=10).read().decode()
    config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert config["news"] == {"disabled": True}
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


def test_make_lab_listens_on_this_machine_alone(started):
    port = int(started[0].rsplit(":", 1)[1])
    assert started[0] == f"http://127.0.0.1:{port}"
    with pytest.raises(OSError), socket.create_connection((socket.gethostbyname("127.0.0.2"), port), timeout=5):
        pass


def test_the_workspace_opens_notebook_00_with_the_table_of_contents():
    layout, first = WORKSPACE["data"]["layout-restorer:data"], notebooks.listing()
    path = next(book.path for book in first if book.number == "00").relative_to(files.ROOT).as_posix()
    assert layout["main"]["current"] == f"notebook:{path}" == layout["main"]["dock"]["widgets"][0]
    assert WORKSPACE["data"][f"notebook:{path}"]["data"]["path"] == path
    assert layout["left"]["current"] == "@jupyterlab/toc:plugin" and not layout["left"]["collapsed"]
    assert f"/lab/workspaces/{WORKSPACE['metadata']['id']}" in (files.ROOT / "Makefile").read_text()
