"""The viewer: a page on this machine that shows comparisons and studies, with images of any size by tiles."""
