"""Training of the models the package ships. One command per model: ``python -m train.embedder --help``."""
