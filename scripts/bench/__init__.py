"""Measure what this project's own work costs, beside named peers in the same run, and hold it to its bars.

    make bench                                       everything
    .venv/bin/python -m scripts.bench generated      books of 50, 100 and 200 pages with up to 20,000 marks
    .venv/bin/python -m scripts.bench book           the real book with and without marks and lint
    .venv/bin/python -m scripts.bench builds         builds of the book beside stock Jupyter Book
    .venv/bin/python -m scripts.bench serving        from a saved edit to the page that make serve reloads
    .venv/bin/python -m scripts.bench growth         evidence of 10 to 10,000 sources

Every build is cold and has a process of its own. Builds and peers take turns, and the fastest of each counts:
other work on the machine only ever adds. Bars hold for processor time, chapters included, which that work
disturbs least. Nothing is written into the project. A missed bar makes the exit code 1, a failed build 2.
"""
