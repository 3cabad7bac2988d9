"""Statistics of a study: paired differences, confidence intervals, tests, ranks and verdicts."""
