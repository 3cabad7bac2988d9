"""The order of the examples in the gallery: from one pair to a part of one's own."""

from sphinx_gallery.sorting import FileNameSortKey

EXAMPLES = (
    "where_two_photographs_differ.py",
    "four_maps_of_one_pair.py",
    "how_pixels_add_up_to_a_score.py",
    "one_pair_many_numbers.py",
    "which_method_is_better_where.py",
    "changed_pixels_of_screenshots.py",
    "does_a_method_really_win.py",
    "crops_without_cherry_picking.py",
    "slices_of_a_volume.py",
    "a_metric_of_your_own.py",
)


class Order(FileNameSortKey):
    """Sort the examples as listed above; an example that is not listed stops the build."""

    def __call__(self, filename: str) -> int:
        """Return the place of an example."""
        return EXAMPLES.index(filename)
