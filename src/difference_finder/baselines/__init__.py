"""Pictures that tests make, held against their baselines; the door is ``difference_finder.pytest_plugin``."""
