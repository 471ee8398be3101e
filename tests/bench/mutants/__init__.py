"""Whether the tests bite: faults of one line are put into the source, one at a time, and the tests that run the line must fail.

    python -m tests.bench.mutants [--number 400] [--seed N] [--results FILE] [--jobs N] [--again] [--server ADDRESS]

Faults are those of mutmut's operators. Each goes into a copy of the tree; the working tree is never touched. What has been tried
is kept in the results, so that a run that was broken off goes on; `--again` tries survivors once more. A mutant that no test can
kill, as it does the same, is named in `equivalent.txt` with the reason. Fails where fewer than 95 % die or are named.
"""
