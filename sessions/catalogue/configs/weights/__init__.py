"""How a release keeps its weights: quantization, and which part of the model it holds for."""
