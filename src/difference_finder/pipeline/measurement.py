"""How the images of a data set are opened, prepared and measured: the one door to images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import cuda_is_available, to_device
from difference_finder.errors import DeviceError, InputError
from difference_finder.images.image import ROLES, SPOKEN_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.images.volume import Volume
from difference_finder.parts.metric import ErrorPass
from difference_finder.pipeline.apply_protocol import apply_protocol
from difference_finder.pipeline.colour import in_one_colour_space
from difference_finder.pipeline.column import Column
from difference_finder.pipeline.data_range import Given, check_data_range, ranges_of
from difference_finder.pipeline.first_pass import measured_together
from difference_finder.pipeline.masks import MaskFolder, Rectangle, mask_source, open_mask, rectangles
from difference_finder.pipeline.prepare import FITS, NAN, prepare
from difference_finder.pipeline.prepare_three import prepare_three
from difference_finder.pipeline.protocol import Protocol, get_protocol
from difference_finder.text import option
from difference_finder.threads import run_both

if TYPE_CHECKING:
    from difference_finder.pipeline.data_set import DataSet

__all__ = ["Measurement", "check_device"]


@dataclass(frozen=True)
class Measurement:
    """How the images of a data set are opened, brought to one scale, and measured.

    The finder, the functions ``score``, ``gradient`` and ``local_map``, studies, figures, reports and the
    viewer all read their images through one of these, so that each shows what the others measured.

    Parameters
    ----------
    protocol
        The measuring convention.
    data_range
        Data range as :func:`~difference_finder.pipeline.data_range.check_data_range` returns it; None if the
        images tell.
    fit
        What happens if sizes differ: "error", "crop", "resize" or "pad"; in a study also "resize-reference".
    background
        The colour that transparent pixels are composed on: "white", "black" or "#rrggbb".
    max_pixels
        The greatest number of pixels that the header of a file may announce; None for the default.
    mask
        A mask for all pairs, a folder with one mask for each name, or None.
    ignore
        Rectangles that do not count.
    device
        The device that computes: "cpu", "cuda", ...
    pages
        Pages, frames or slices of each file: "all", "first", a number from 1, or a range "A:B".
    bands
        Bands of each image, such as "1,2,5", from 1; None for all.
    nan
        Treatment of pixels that are not finite in one image only: "report" or "mask".
    axes
        Axes of arrays, such as "HWC"; None if their lengths, or the data set, tell.
    data_set
        What was decided for all files of a data set; None for a single pair.
    alpha
        Meaning of the fourth channel of arrays with four: "auto", "composed" or "band".
    volume
        The volume that the images are slices of, if its slices lie in several files of a study.
    """

    protocol: Protocol = field(default_factory=lambda: get_protocol(None))
    data_range: Given = None
    fit: str = "error"
    background: str = "white"
    max_pixels: int | None = None
    mask: Image | MaskFolder | None = None
    ignore: tuple[Rectangle, ...] = ()
    device: str = "cpu"
    pages: str = "all"
    bands: str | None = None
    nan: str = "report"
    axes: str | None = None
    data_set: DataSet | None = None
    alpha: str = "auto"
    volume: Volume | None = None

    @classmethod
    def checked(
        cls,
        protocol: str | Protocol | None = None,
        *,
        data_range: Any = None,
        fit: str = "error",
        background: str = "white",
        max_pixels: int | None = None,
        mask: Any = None,
        ignore: Any = (),
        device: str = "cpu",
        pages: str | int = "all",
        bands: str | int | None = None,
        nan: str = "report",
        axes: str | None = None,
        data_set: DataSet | None = None,
        alpha: str = "auto",
        fits: Sequence[str] = FITS,
    ) -> Measurement:
        """Return a measurement with the options that a user gave, each of them checked.

        ``fits`` are the treatments of images of different sizes that the caller offers.

        Raises
        ------
        InputError, UnknownNameError, DataRangeError
            If an option has an impossible value.
        ReadError, PairingError
            If the mask cannot be read.
        DeviceError, MissingDependencyError
            If the device does not exist, or needs torch.
        """
        from difference_finder.readers import check_axes, check_reading

        if fit not in fits:
            raise InputError(f"{option('fit')} must be one of {', '.join(fits)}, not '{fit}'")
        if nan not in NAN:
            raise InputError(f"{option('nan')} must be one of {', '.join(NAN)}, not '{nan}'")
        data_range = check_data_range(data_range)
        convention = get_protocol(protocol)
        convention.check_data_range(data_range)
        convention.check_background(background)
        pages, bands = str(pages), None if bands is None else str(bands)
        check_reading(background, max_pixels, pages, bands, alpha, axes)
        source = mask_source(mask)
        return cls(
            protocol=convention,
            data_range=data_range,
            fit=fit,
            background=background,
            max_pixels=max_pixels,
            mask=source if isinstance(source, MaskFolder) else open_mask(source, max_pixels=max_pixels),
            ignore=rectangles(ignore),
            device=check_device(device),
            pages=pages,
            bands=bands,
            nan=nan,
            axes=check_axes(axes),
            data_set=data_set,
            alpha=alpha,
        )

    def changed(self) -> dict[str, Any]:
        """Return the options that are not at their defaults, by name."""
        default = Measurement()
        shown = {**self.__dict__, "protocol": self.protocol.spec, "mask": self.mask and self.mask.name}
        return {
            name: value
            for name, value in shown.items()
            if name not in ("data_set", "volume")
            and value != (default.protocol.spec if name == "protocol" else getattr(default, name))
        }

    def without_mask(self) -> Measurement:
        """Return this measurement with all pixels counted."""
        return replace(self, mask=None, ignore=())

    def under(self, protocol: Protocol) -> Measurement:
        """Return this measurement under another protocol."""
        return replace(self, protocol=protocol)

    def open(self, source: Any, side: str = "", measured: bool = True) -> Image:
        """Read one image: any source of :func:`~difference_finder.readers.open_image`.

        Parameters
        ----------
        source
            The path, array or tensor.
        side
            Side of the data set that the image belongs to: "first", "second" or "reference"; in a study
            "reference", or a method.
        measured
            Whether to look at the values of arrays of floats, see ``Image.measured``.

        Raises
        ------
        InputError, ReadError
            If the image cannot be read, or contradicts what was decided for the data set.
        """
        from difference_finder.readers import open_image

        measured = measured or self.data_set is not None
        return self._fitted(
            open_image(source, pages=self.pages, measured=measured, **self.reading(side)), side
        )

    def reading(self, side: str = "") -> dict[str, Any]:
        """Return the options of reading an image, except the selection of pages."""
        decided = None if self.data_set is None else self.data_set.axes_of(side)
        return {
            "background": self.background,
            "max_pixels": self.max_pixels,
            "bands": self.bands,
            "alpha": self.alpha,
            "axes": self.axes or decided,
        }

    def _fitted(self, image: Image, side: str) -> Image:
        return image if self.data_set is None else self.data_set.fitted(image, side)

    def open_all(
        self, sources: Sequence[Any], threads: int = 1, errors: ErrorPass | None = None
    ) -> list[Image]:
        """Read several images; the first two at the same time if both are files and there are two threads.

        Two arrays of floats are looked at together if ``errors`` are wanted: in one pass over their values.
        """
        together = errors is not None and len(sources) == 2
        opening = [
            partial(self.open, source, role, not together)
            for source, role in zip(sources, ROLES, strict=False)
        ]
        if threads > 1 and all(isinstance(source, str | Path) for source in sources[:2]):
            return [*run_both(*opening[:2]), *(each() for each in opening[2:])]
        images = [each() for each in opening]
        return measured_together(images, errors) if errors is not None and together else images

    def open_pages(self, source: Any, side: str = "") -> Iterator[Image]:
        """Yield all pages of a source one by one, whichever are selected; see :meth:`selects`."""
        from difference_finder.readers import open_pages

        return (self._fitted(image, side) for image in open_pages(source, **self.reading(side)))

    def selects(self, number: int) -> bool:
        """Tell whether a page is selected, by its number from 1."""
        from difference_finder.readers import is_selected

        return is_selected(self.pages, number)

    def ends_before(self, number: int) -> bool:
        """Tell whether the last selected page lies before a page, by its number from 1."""
        from difference_finder.readers import ends_before

        return ends_before(self.pages, number)

    @staticmethod
    def unit_of(source: Any) -> str:
        """Return what a source may hold several of: "pages", "frames" or "slices"."""
        from difference_finder.readers import unit_of

        return unit_of(source)

    def mask_of(self, name: str = "") -> Image | None:
        """Return the mask of a pair, or None if all its pixels count."""
        if isinstance(self.mask, MaskFolder):
            return open_mask(self.mask, name, self.max_pixels)
        return self.mask

    def prepare(
        self,
        images: Sequence[Image],
        *,
        name: str = "",
        mask: Image | None = None,
        roles: tuple[str, str] = SPOKEN_ROLES,
    ) -> Pair:
        """Bring two images, or two and a reference, to one shape and one scale.

        Parameters
        ----------
        images
            The first image, the second, and the reference if there is one.
        name
            The name of the pair, by which a folder of masks is asked.
        mask
            A mask that was read already; by default the mask of this measurement.
        roles
            Names of the two images in errors and notes.

        Returns
        -------
        Pair
            As given: the protocol is not applied.

        Raises
        ------
        InputError
            If the images cannot be compared.
        """
        images, data_range, notes = in_one_colour_space(images, self.data_range, self.background)
        mask, ignore = self.mask_of(name) if mask is None else mask, self.ignore
        given, padding = images, None
        if self.fit == "pad" and len({image.size for image in images}) > 1:
            # Imported here, because most images have one size.
            from difference_finder.pipeline.common_area import find_padding
            from difference_finder.pipeline.padding import padded_images, padded_mask, with_padding

            padding = find_padding(images)
            mask = padded_mask(mask, images[ROLES.index(padding.base)], padding)
            ignore = tuple(map(padding.rectangle, ignore))
            images = padded_images(images, padding)
        options: dict[str, Any] = {
            "data_range": data_range,
            "fit": self.fit,
            "device": self.device,
            "mask": mask,
            "ignore": ignore,
            "nan": self.nan,
            "tell_bits": self.data_set is None,  # which has told it for all files
            "floats_known": self.data_set is None or self.data_set.floats != "unknown",
        }
        if len(images) > 2:
            pair = prepare_three(images[0], images[1], images[2], **options)
        else:
            pair = prepare(images[0], images[1], **options, roles=roles)
        if padding is not None:
            pair = with_padding(pair, padding, given)
        pair = pair if self.volume is None else replace(pair, volume=self.volume)
        if len(images) == 2 and images[0].errors is images[1].errors is not None:
            pair = replace(pair, errors=images[0].errors)
        return replace(pair, notes=(*notes, *pair.notes)) if notes else pair

    def measure(self, pair: Pair) -> Pair:
        """Return the pixels of a prepared pair that the protocol measures, on its scale."""
        return apply_protocol(pair, self.protocol, self.data_range)

    def width_of(self, role: str, roles: Sequence[str]) -> float | None:
        """Return the width of the data range that was given for an image; None if none was given.

        Parameters
        ----------
        role
            Role of the image: "first", "second" or "reference"; in a study "reference", or a method.
        roles
            Roles of all images that are compared.
        """
        if self.data_range is None:
            return None
        if ROLES[0] in roles:
            given = ranges_of(self.data_range, len(roles))[ROLES.index(role)]
        else:
            given = ranges_of(self.data_range, 2)[int(role != ROLES[2])]
        return None if given is None else given.width

    def decided(self, sides: Mapping[str, Sequence[Any]], columns: Sequence[Column]) -> Measurement:
        """Return this measurement with what is decided for all files of a data set.

        Parameters
        ----------
        sides
            Paths of the files of each side, by its name.
        columns
            The metrics that score the images, with their protocols.

        Raises
        ------
        InputError
            If the files contradict each other in something that matters.
        """
        reading = {name: getattr(self, name) for name in ("background", "max_pixels", "axes")}
        from difference_finder.pipeline.data_set import decide_data_set

        found = decide_data_set(
            sides, protocol=self.protocol, columns=columns, data_range=self.data_range, **reading
        )
        return replace(self, data_set=found)

    def data_range_of(self, pairs: Iterable[Pair], reference: Image) -> float | None:
        """Return the one data range of the prepared pairs of a reference, whichever pairs are shown.

        The range of a pair of floats is unknown where its second image leaves [0, 1]; another pair, or the
        reference itself, then tells it.
        """
        ranges = (self.measure(pair).data_range for pair in pairs)
        return next((known for known in ranges if known is not None), reference.data_range)


def check_device(device: str) -> str:
    """Return the device after trying it; for "auto", the GPU if torch can use one, otherwise the CPU."""
    name = str(device)
    if name == "auto":
        return "cuda" if cuda_is_available() else "cpu"
    if name.startswith("meta"):
        raise DeviceError(f"device 'meta' holds no values; use {option('device', 'cpu')}")
    if name != "cpu":
        import numpy as np

        to_device(np.zeros(1, np.float32), name)
    return name
