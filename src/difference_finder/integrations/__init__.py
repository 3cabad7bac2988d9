"""Programs that follow training runs: comparisons in TensorBoard and in Weights & Biases."""
