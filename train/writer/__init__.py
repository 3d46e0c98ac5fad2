"""A small encoder-decoder that translates clauses and writes one-sentence answers: data, training, measures."""
