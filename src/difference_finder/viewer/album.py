"""The scenes of a viewer, under ids that reveal nothing about files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.errors import DifferenceFinderError, UnknownNameError
from difference_finder.viewer.decisions import Decisions
from difference_finder.viewer.pyramids import Pyramid
from difference_finder.viewer.scene import Scene

__all__ = ["Album"]


class Album:
    """The scenes of a document.

    Parameters
    ----------
    scenes
        Scenes in the order of the entries.
    document
        Function that returns the document without its entries.
    known
        Function that returns further items of an entry of a run by its id, such as its state; None if the
        album is not a run.
    decisions
        Decisions about the rows of a run; None if nothing can be decided.

    Notes
    -----
    An entry is opened when its ``load`` address is requested. The layers of a single pair are in the document
    from the start, since opening images is much faster than comparing them.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        document: Callable[[], dict[str, Any]],
        known: Callable[[str], dict[str, Any]] | None = None,
        decisions: Decisions | None = None,
    ) -> None:
        self._scenes = {scene.id: scene for scene in scenes}
        self._document, self._known, self.decisions = document, known, decisions
        self._of_layer: dict[str, Scene] = {}

    def keep(self, before: Album) -> None:
        """Keep the opened scenes of an album that this one replaces, as far as they show the same.

        Pages that have opened them go on asking for their layers.
        """
        for name, scene in before._scenes.items():
            if name in self._scenes and scene.ids:
                self._scenes[name] = scene

    def warm(self) -> None:
        """Open the entry that is shown first."""
        if len(self._scenes) == 1:
            with contextlib.suppress(DifferenceFinderError):  # the request for the entry reports the error
                next(iter(self._scenes.values())).opened()

    def document(self) -> dict[str, Any]:
        """Return the document."""
        single = len(self._scenes) == 1
        entries = [self._stub(scene, single) for scene in self._scenes.values()]
        return {**self._document(), "entries": entries}

    def entry(self, name: str, step: int = 0) -> dict[str, Any]:
        """Return an entry with all layers; images that cannot be opened are listed under "errors".

        The entry of a large pair comes in steps: until it is complete, its item "load" is the address of the
        next step.

        Raises
        ------
        UnknownNameError
            If no entry has this id.
        """
        scene = self._scene(name)
        try:
            early = scene.early(step)
            return {**(scene.entry() if early is None else early), **self._row(scene)}
        except DifferenceFinderError as error:  # the study no longer lists the file
            return {"id": name, "name": scene.name, "layers": [], "errors": [str(error)], "notes": []}

    def thumbnail(self, name: str) -> bytes:
        """Return the thumbnail of an entry as JPEG.

        Raises
        ------
        UnknownNameError
            If no entry has this id.
        ReadError
            If none of its images can be read.
        """
        return self._scene(name).thumbnail()

    def layer(self, name: str) -> Pyramid:
        """Return the pixels of a layer.

        Raises
        ------
        UnknownNameError
            If no entry has this id.
        ReadError
            If its file no longer exists.
        """
        scene = self._of_layer.get(name)
        if scene is None:
            scene = next((one for one in self._scenes.values() if name in list(one.ids.values())), None)
        if scene is None:
            raise UnknownNameError("no layer of that id")
        self._of_layer[name] = scene
        return scene.pyramid(name)

    def _scene(self, name: str) -> Scene:
        if name not in self._scenes:
            raise UnknownNameError("no entry of that id")
        return self._scenes[name]

    def _row(self, scene: Scene) -> dict[str, Any]:
        """Return the items of the entry of a run."""
        if self._known is None:
            return {}
        source = {"type": "address", "url": f"./thumbnail/{scene.id}.jpg"}
        return {**self._known(scene.id), "thumbnail": {"id": f"small-{scene.id}", "source": source}}

    def _stub(self, scene: Scene, opened: bool) -> dict[str, Any]:
        load = {"id": scene.id, "name": scene.name, "load": f"./entry/{scene.id}.json"}
        known = {**scene.known(), **self._row(scene)}
        if not opened:
            return {**load, "layers": [], **known}
        try:
            pictures = scene.opened()
        except DifferenceFinderError as error:  # as the entry reports it
            return {**load, "layers": [], "errors": [str(error)], "notes": [], **known}
        layers = [layer.to_dict() for layer in pictures.layers]
        return {**load, "layers": layers, "errors": pictures.errors, "notes": pictures.notes, **known}
