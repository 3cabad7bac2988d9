"""Drawing: colour scales, lettering, canvases and PNG files, for the reporters and the page."""
