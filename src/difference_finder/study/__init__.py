"""Several methods against one ground truth: scores, statistics, verdicts, crops."""
