"""Reading many files at once: in several processes where there is much to read, else one after another.

What is read, in which order its problems are told, and what comes out are the same either way. Processes are
forked, so that they have the codebook and the modules at no cost; where a system cannot fork, or has one
core, the files are read one after another.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from .problems import Problem, Problems

__all__ = ["read_each", "without_collection"]

Call = partial  # of a function that takes problems last, and adds to them
Results = list[tuple[Any, list[Problem]]]  # of calls, in their order

MANY = 400  # files; less is read sooner than two processes are started
TOGETHER = 25  # files that go to a process at once
AHEAD = 4  # such parcels that wait for each other process, so that none waits for the next


@contextmanager
def without_collection() -> Iterator[None]:
    """Switch off the search for cycles of objects, which takes half of the time while millions are made.

    Records hold no cycles, so nothing is lost by it.

    Examples
    --------
    >>> with without_collection():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_each(
    calls: Sequence[Call[Any]], *, long: Sequence[Call[Any]] = (), processes: int | None = None
) -> Iterator[tuple[Any, list[Problem]]]:
    """Yield what each call returns and the problems that it noted, in the order of the calls.

    Parameters
    ----------
    calls : sequence of functools.partial
        Of functions that can be pickled; each is called with `problems` by that name.
    long : sequence of functools.partial, optional
        Calls that take long: they are begun before the others and yielded after them.
    processes : int, optional
        How many, with this one; by default as many as there are cores, and one for fewer than
        :data:`MANY` calls.

    Yields
    ------
    tuple of object and list of Problem
        What the call returns, and what is wrong.

    Examples
    --------
    >>> from pathlib import Path
    >>> from analysis.files import read_yaml
    >>> [(content, found)] = read_each([partial(read_yaml, Path("lost.yml"), "lost.yml")])
    >>> content is None, str(found[0])[:28]
    (True, 'lost.yml: found no such file')
    """
    if processes is None:
        processes = _cores() if len(calls) >= MANY else 1
    if processes < 2 or not _can_fork():
        for call in [*calls, *long]:
            yield _run([call])[0]
        return
    parcels = _parcels(calls, TOGETHER)
    with warnings.catch_warnings():
        # Newer Pythons warn of threads at a fork; the processes use none, and only read.
        warnings.simplefilter("ignore", DeprecationWarning)
        fork = multiprocessing.get_context("fork")
        others = processes - 1
        with ProcessPoolExecutor(others, mp_context=fork, initializer=gc.disable) as pool:
            last = [pool.submit(_run, [call]) for call in long]
            waiting: deque[Future[Results] | Results] = deque(
                pool.submit(_run, parcel) for parcel in islice(parcels, others * AHEAD)
            )
            while waiting:
                first = waiting[0]
                # This process reads too, where it would wait: what it reads it need not be handed.
                if isinstance(first, Future) and not first.done() and (parcel := next(parcels, None)):
                    waiting.append(_run(parcel))
                    continue
                waiting.popleft()
                if isinstance(first, Future):
                    waiting.extend(pool.submit(_run, parcel) for parcel in islice(parcels, 1))
                    first = first.result()
                yield from first
            for future in last:
                yield from future.result()


def _run(calls: Iterable[Call[Any]]) -> Results:
    done = []
    for call in calls:
        problems = Problems()
        content = call(problems=problems)
        done.append((content, list(problems)))
    return done


def _parcels(calls: Sequence[Call[Any]], size: int) -> Iterator[Sequence[Call[Any]]]:
    return (calls[start : start + size] for start in range(0, len(calls), size))


def _cores() -> int:
    usable: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _can_fork() -> bool:
    daemon = multiprocessing.current_process().daemon  # it may have no children
    return "fork" in multiprocessing.get_all_start_methods() and not daemon
