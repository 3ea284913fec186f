"""Facts about workers: results in order, nothing lost when one dies, with processes here as on a cluster."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from helpers.errors import ReadingError
from helpers.records.reading import workers
from helpers.records.reading.workers import AHEAD, Workers

BATCHES = [[n, n + 1] for n in range(0, 40, 2)]


def tenfold(batch: list[int]) -> list[int]:
    return [10 * item for item in batch]


def dying_once(folder: str, batch: list[int]) -> list[int]:
    """Kills its own process the first time it meets 17."""
    mark = Path(folder) / "died"
    if 17 in batch and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return tenfold(batch)


def always_dying(batch: list[int]) -> list[int]:
    if 17 in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return tenfold(batch)


def failing(batch: list[int]) -> list[int]:
    if 17 in batch:
        raise ReadingError("no such thing", document="a.pdf", page=17, expected="this", found="that", do="Look.")
    return tenfold(batch)


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_the_order_of_the_batches(count):
    with Workers(count) as crew:
        assert list(crew.run(tenfold, BATCHES)) == [10 * n for n in range(40)]


def test_a_worker_killed_mid_way_loses_nothing(tmp_path):
    with Workers(2) as crew:
        assert list(crew.run(partial(dying_once, str(tmp_path)), BATCHES)) == [10 * n for n in range(40)]
    assert (tmp_path / "died").exists()


def test_workers_that_died_before_work_was_handed_out_are_started_anew():
    with Workers(2) as crew:
        assert list(crew.run(tenfold, BATCHES[:3])) == [0, 10, 20, 30, 40, 50]
        with pytest.raises(BrokenProcessPool):
            crew._executor.submit(always_dying, [17]).result()
        assert list(crew.run(tenfold, BATCHES)) == [10 * n for n in range(40)]


def test_an_error_ends_the_workers_and_no_other_process():
    other = multiprocessing.Process(target=threading.Event().wait, args=(60,))
    other.start()
    with pytest.raises(ReadingError), Workers(2) as crew:
        list(crew.run(failing, BATCHES))
    assert other.is_alive()
    other.terminate()


def test_an_item_on_which_a_worker_dies_twice_is_named():
    with pytest.raises(ReadingError, match="page 17: a worker process died twice on this page"), Workers(2) as crew:
        list(crew.run(always_dying, BATCHES))


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_in_a_worker_arrives_whole(count):
    with pytest.raises(ReadingError) as caught, Workers(count) as crew:
        list(crew.run(failing, BATCHES))
    assert str(caught.value) == "a.pdf, page 17: no such thing; expected this; found that. Look."


def test_only_a_few_batches_are_handed_out_ahead():
    taken = iter(range(200))
    with Workers(2) as crew:
        results = crew.run(tenfold, ([n] for n in taken))
        assert [next(results), next(results)] == [0, 10]
        assert next(taken) <= 2 * AHEAD + 2
        results.close()


def test_an_address_where_nobody_answers_is_an_error():
    pytest.importorskip("distributed")
    with pytest.raises(ReadingError, match="no dask scheduler answers"), Workers(scheduler="tcp://127.0.0.1:9"):
        pass


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two worker processes on this machine, which is patient: a busy machine starts a dead worker
    late."""
    distributed, dask = pytest.importorskip("distributed"), pytest.importorskip("dask")
    patient = {"distributed.deploy.lost-worker-timeout": "10 minutes"}
    two = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with dask.config.set(patient), distributed.LocalCluster(**two) as running:
        yield running


def test_on_a_cluster_results_come_in_order_too(cluster):
    with Workers(scheduler=cluster.scheduler_address) as crew:
        assert list(crew.run(tenfold, BATCHES)) == [10 * n for n in range(40)]


def test_on_a_cluster_a_worker_killed_mid_way_loses_nothing(cluster, tmp_path):
    with Workers(scheduler=cluster.scheduler_address) as crew:
        assert list(crew.run(partial(dying_once, str(tmp_path)), BATCHES)) == [10 * n for n in range(40)]
    assert (tmp_path / "died").exists()


def test_on_a_cluster_an_item_on_which_workers_keep_dying_is_named(cluster):
    with pytest.raises(ReadingError, match="page 17"), Workers(scheduler=cluster.scheduler_address) as crew:
        list(crew.run(always_dying, BATCHES))


def test_a_cluster_without_workers_is_an_error_and_no_endless_wait(monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    nobody = pytest.raises(ReadingError, match="the cluster has no workers")
    none = {"n_workers": 0, "dashboard_address": ":0"}
    with distributed.LocalCluster(**none) as empty, nobody, Workers(scheduler=empty.scheduler_address) as crew:
        list(crew.run(tenfold, BATCHES))
