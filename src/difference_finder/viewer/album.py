"""All that a viewer shows, under names that tell nothing of files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.errors import DifferenceFinderError, UnknownNameError
from difference_finder.viewer.pyramids import Pyramid
from difference_finder.viewer.scene import Scene

__all__ = ["Album"]


class Album:
    """The scenes of a document.

    Parameters
    ----------
    scenes
        In the order of its entries.
    document
        Makes the document without its entries.

    Notes
    -----
    Entries of the document are opened when their ``load`` is asked for; of a single pair the pictures are
    there at once, because to open them is quick and to compare them is not.
    """

    def __init__(self, scenes: Sequence[Scene], document: Callable[[], dict[str, Any]]) -> None:
        self._scenes = {scene.id: scene for scene in scenes}
        self._document = document
        self._of_layer: dict[str, Scene] = {}

    def warm(self) -> None:
        """Open what is seen first."""
        if len(self._scenes) == 1:
            with contextlib.suppress(DifferenceFinderError):  # the page is told when it asks
                next(iter(self._scenes.values())).opened()

    def document(self) -> dict[str, Any]:
        """Return the document."""
        single = len(self._scenes) == 1
        entries = [self._stub(scene, single) for scene in self._scenes.values()]
        return {**self._document(), "entries": entries}

    def entry(self, name: str) -> dict[str, Any]:
        """Return an entry with all its layers; what cannot be opened is told under "errors".

        Raises
        ------
        UnknownNameError
            If there is none of that id.
        """
        if name not in self._scenes:
            raise UnknownNameError("no entry of that id")
        scene = self._scenes[name]
        try:
            return scene.entry()
        except DifferenceFinderError as error:  # a file that the study no longer knows
            return {"id": name, "name": scene.name, "layers": [], "errors": [str(error)], "notes": []}

    def layer(self, name: str) -> Pyramid:
        """Return the pixels of a layer.

        Raises
        ------
        UnknownNameError
            If there is none of that id.
        ReadError
            If its file is gone.
        """
        scene = self._of_layer.get(name)
        if scene is None:
            scene = next((one for one in self._scenes.values() if name in list(one.ids.values())), None)
        if scene is None:
            raise UnknownNameError("no layer of that id")
        self._of_layer[name] = scene
        return scene.pyramid(name)

    @staticmethod
    def _stub(scene: Scene, opened: bool) -> dict[str, Any]:
        load = {"id": scene.id, "name": scene.name, "load": f"./entry/{scene.id}.json"}
        if not opened:
            return {**load, "layers": [], **scene.known()}
        pictures = scene.opened()
        layers = [layer.to_dict() for layer in pictures.layers]
        return {**load, "layers": layers, "errors": pictures.errors, "notes": pictures.notes, **scene.known()}
