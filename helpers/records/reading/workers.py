"""Workers: one function over many batches of pages, in this process, in several here, or on a cluster.

Results come back in the order of the batches, with a few batches in flight at most, so that a production of any size
takes no more memory than a small one. A worker that dies (killed, or crashed by a page) loses nothing: the batches in
flight are read again page by page, and a page on which a worker dies twice is named."""

import itertools
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from helpers.errors import ReadingError

AHEAD = 4  # batches handed out for each worker before the oldest result is waited for

# Seconds without any worker on a cluster before an error: dask restarts a dead one in a few, or not at all.
PATIENCE = 60.0

Item = TypeVar("Item", int, tuple[int, str])
"""A page's number, alone or with how to read it."""

Result = TypeVar("Result")


class Workers:
    """Use as a context: `with Workers(2) as workers: workers.run(...)`. `count` 1 reads in this process; `scheduler` is
    the address of a dask scheduler whose workers see the same files.

    Raises ReadingError when dask is not installed or nothing answers at the address.
    """

    def __init__(self, count: int = 1, scheduler: str = ""):
        self.count, self.scheduler = count, scheduler
        self._executor: Executor | None = None
        self._client: Any = None  # of a cluster
        self._died: tuple[type[BaseException], ...] = (BrokenProcessPool,)
        self._others: set[BaseProcess] = set()  # children that this process had before

    def __enter__(self) -> "Workers":
        self._others = set(multiprocessing.active_children())
        if self.scheduler:
            self._join_cluster()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._client:
            self._client.close()
            return
        if self._executor:
            self._executor.shutdown(wait=kind is None, cancel_futures=True)
        if kind is not None:  # an error, or Ctrl-C: nobody needs the remaining pages
            for worker in set(multiprocessing.active_children()) - self._others:
                worker.terminate()

    def run(self, function: Callable[[list[Item]], list[Result]], batches: Iterable[list[Item]]) -> Iterator[Result]:
        """The results of `function` for every item of every batch, in order.

        Raises what the function raises, and ReadingError naming the item on which a worker died twice, or for a cluster
        without workers."""
        waiting = iter(batches)
        flying: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        first = list(itertools.islice(waiting, 2))
        waiting = itertools.chain(first, waiting)
        if self._executor is None and (self.count == 1 or len(first) < 2):  # a process takes a second to start
            for batch in waiting:
                yield from function(batch)
            return
        self._executor = self._executor or self._pool()
        while True:
            while len(flying) < AHEAD * self.count and (another := next(waiting, None)) is not None:
                flying.append((another, self._submitted(function, another)))
            if not flying:
                return
            batch, future = flying.popleft()
            try:
                results = self._result(future)
            except self._died:
                flying.appendleft((batch, future))
                self._renew()
                while flying:  # any of them may have the page: all are read again, page by page
                    batch, future = flying.popleft()
                    yield from self._result(future) if _is_done(future) else self._one_by_one(function, batch)
                continue
            yield from results

    def _submitted(self, function: Callable[[list[Item]], list[Result]], batch: list[Item]) -> Future[list[Result]]:
        """The batch, handed out; where workers have died already, a future that raises it."""
        try:
            return self._running.submit(function, batch)
        except self._died as death:
            failed: Future[list[Result]] = Future()
            failed.set_exception(death)
            return failed

    @property
    def _running(self) -> Executor:
        assert self._executor is not None  # `run` starts it before the first batch is handed out
        return self._executor

    def _result(self, future: Future[list[Result]]) -> list[Result]:
        """The results of a batch. Raises ReadingError for a cluster without workers, which would wait forever."""
        if not self._client:
            return future.result()
        deserted: float | None = None  # since when
        while not wait([future], timeout=min(5.0, PATIENCE)).done:
            if self._client.nthreads():
                deserted = None
            elif (deserted := deserted or time.monotonic()) + PATIENCE < time.monotonic():
                actual, do = (
                    f"none for {PATIENCE:.0f} seconds",
                    "Start some (dask worker); rerun the command to resume.",
                )
                raise ReadingError("the cluster has no workers", expected="at least one", found=actual, do=do)
        return future.result()

    def _one_by_one(self, function: Callable[[list[Item]], list[Result]], batch: list[Item]) -> Iterator[Result]:
        for item in batch:
            for attempt in (1, 2):
                try:
                    yield from self._result(self._running.submit(function, [item]))
                    break
                except self._died:
                    self._renew()
                    if attempt == 2:
                        number = item[0] if isinstance(item, tuple) else item
                        do = "Leave the page out with --pages, or give the machine more memory."
                        raise ReadingError("a worker process died twice on this page", page=number, do=do) from None

    def _renew(self) -> None:
        if not self._client:  # dask starts its workers anew by itself
            self._running.shutdown(wait=False, cancel_futures=True)
            self._executor = self._pool()

    def _pool(self) -> ProcessPoolExecutor:
        """Processes forked from a clean server where that exists: forking this one, with its threads, could lock up."""
        way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(way)
        if way == "forkserver":
            context.set_forkserver_preload(["helpers.records.reading.productions"])
            _start_server()
        return ProcessPoolExecutor(self.count, mp_context=context, initializer=_leave_interrupts_to_the_parent)

    def _join_cluster(self) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            do = "Install it: pip install 'following-the-plates[cluster]'."
            raise ReadingError("--scheduler needs dask.distributed", do=do) from None
        try:
            self._client = Client(self.scheduler, timeout=10)  # type: ignore[no-untyped-call]  # dask's own has no types
        except (OSError, ValueError) as reason:
            expected, actual = "an address such as tcp://host:8786", f"{self.scheduler} ({reason})"
            do = "Start one (dask scheduler), or use --workers on this machine."
            raise ReadingError("no dask scheduler answers", expected=expected, found=actual, do=do) from None
        self.count = max(1, len(self._client.scheduler_info()["workers"]))
        self._executor = self._client.get_executor(pure=False)
        self._died = (KilledWorker,)


def _is_done(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _start_server() -> None:
    """Start the server from which workers are forked so that Ctrl-C does not reach it or them: what is blocked here
    stays so in every child, while a handler of their own would come too late, after a second of imports."""
    from multiprocessing import forkserver

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; the parent alone reports it and ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
