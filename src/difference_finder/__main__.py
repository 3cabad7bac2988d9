"""``python -m difference_finder`` is the command ``difference-finder``."""

from difference_finder.cli import main

if __name__ == "__main__":
    main()
