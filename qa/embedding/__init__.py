"""From texts to vectors: a sentence-transformers model, run by ONNX Runtime."""

from qa.embedding.encoder import Encoder
from qa.embedding.model import EmbeddingModel

__all__ = ["EmbeddingModel", "Encoder"]
