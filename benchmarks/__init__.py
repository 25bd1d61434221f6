"""How fast the program is: `make bench` prints a table and writes bench.json.

Never part of the tests: a time that is asserted fails on somebody's busy machine.  How each figure
is measured is told in docs/benchmarks.md.
"""
