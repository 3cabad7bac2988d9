"""Statistics of a study: paired differences, intervals, tests, ranks and the verdict in words."""
