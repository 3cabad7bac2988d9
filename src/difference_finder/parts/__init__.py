"""Parts: what a metric, strategy, reader, ... is, how it is written as text, and where it is found."""
