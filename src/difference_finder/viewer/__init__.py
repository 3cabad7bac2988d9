"""The viewer: a local web page that shows comparisons and studies; images of any size are sent as tiles."""
