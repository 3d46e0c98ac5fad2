"""Give an English model a bilingual vocabulary.

The new French pieces do not start at random: each starts as the average of the English pieces it is aligned
with in a parallel corpus (Dice coefficient of their co-occurrence), so that the model begins with a
word-by-word dictionary. The idea is WECHSEL's (Minixhofer et al. 2022, arXiv 2112.06598) with corpus alignment
in the place of bilingual word vectors.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from tokenizers import BertWordPieceTokenizer, Tokenizer

from train.data import TranslationPair

logger = logging.getLogger(__name__)

ALIGNED_PIECES = 6
"""How many English pieces a French piece is averaged from."""


def _is_latin(piece: str) -> bool:
    """Keep pieces a French or English text can hold; drop other scripts and the unused slots."""
    return not piece.startswith("[unused") and all(ord(c) < 0x250 or 0x2010 <= ord(c) <= 0x20BF for c in piece)


def bilingual_tokenizer(old: Tokenizer, french_texts: Sequence[str], pieces: int) -> Tokenizer:
    """Return a WordPiece tokenizer: the old pieces in Latin script, then French ones up to ``pieces`` in all.

    Lower case, accents stripped: people type questions without either. The typographic apostrophe of PDF texts
    is the same piece as the typed one.
    """
    spec = json.loads(old.to_str())
    old_vocab = sorted(spec["model"]["vocab"], key=spec["model"]["vocab"].__getitem__)
    kept = [piece for piece in old_vocab if _is_latin(piece)]
    french = BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    french.train_from_iterator(iter(french_texts), vocab_size=pieces, min_frequency=5, show_progress=False)
    by_rank = sorted(french.get_vocab(), key=french.get_vocab().__getitem__)
    known = set(kept)
    new = [piece for piece in by_rank if piece not in known and _is_latin(piece)]
    vocab = kept + new[: pieces - len(kept)]
    spec["model"]["vocab"] = {piece: i for i, piece in enumerate(vocab)}
    spec["normalizer"] = {
        "type": "Sequence",
        "normalizers": [
            {"type": "Replace", "pattern": {"String": "\u2019"}, "content": "'"},
            {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": True,
             "lowercase": True},
        ],
    }
    for token in spec["added_tokens"]:
        token["id"] = spec["model"]["vocab"][token["content"]]
    post = spec.get("post_processor")
    if post and post["type"] == "TemplateProcessing":
        for name, token in post["special_tokens"].items():
            token["ids"] = [spec["model"]["vocab"][name]]
    spec["truncation"] = spec["padding"] = None
    logger.info("vocabulary: %d pieces kept, %d French pieces added", len(kept), len(vocab) - len(kept))
    return Tokenizer.from_str(json.dumps(spec))


def _occurrence(tokenizer: Tokenizer, texts: Sequence[str]) -> sp.csr_matrix:
    """Return the (texts, pieces) 0/1 matrix."""
    indptr, indices = [0], []
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        indices.extend(sorted(set(encoding.ids)))
        indptr.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    return sp.csr_matrix((data, indices, indptr), shape=(len(texts), tokenizer.get_vocab_size()))


def aligned_embeddings(
    old: Tokenizer,
    new: Tokenizer,
    old_weights: npt.NDArray[np.float32],
    pairs: Sequence[TranslationPair],
) -> npt.NDArray[np.float32]:
    """Return starting embeddings, shape (new pieces, width), for the new tokenizer.

    :param old_weights: The embeddings of the old tokenizer, shape (old pieces, width).
    :param pairs: A parallel corpus; some 100,000 short pairs are enough.
    """
    french = _occurrence(new, [p.french for p in pairs])
    english = _occurrence(old, [p.english for p in pairs])
    english_in_new = _occurrence(new, [p.english for p in pairs])
    n_french = np.asarray(french.sum(axis=0)).ravel()
    n_english = np.asarray(english.sum(axis=0)).ravel()
    n_new_english = np.asarray(english_in_new.sum(axis=0)).ravel()
    together = (french.T @ english).tocsr()

    old_ids = old.get_vocab()
    typical_norm = float(np.median(np.linalg.norm(old_weights, axis=1)))
    vocab = new.get_vocab()
    weights = np.empty((len(vocab), old_weights.shape[1]), dtype=np.float32)
    aligned = split = 0
    for piece, i in vocab.items():
        row = slice(together.indptr[i], together.indptr[i + 1])
        columns, counts = together.indices[row], together.data[row]
        is_old = piece in old_ids
        if is_old and (n_french[i] < 20 or n_french[i] < 4 * n_new_english[i]):
            weights[i] = old_weights[old_ids[piece]]
            continue
        dice = 2 * counts / (n_french[i] + n_english[columns]) if len(columns) else np.empty(0)
        best = np.argsort(dice)[-ALIGNED_PIECES:]
        if len(best) and n_french[i] >= 5:
            share = dice[best] ** 2
            mean = (share[:, None] * old_weights[columns[best]]).sum(axis=0) / share.sum()
            aligned += 1
        else:
            ids = [old_ids[piece]] if is_old else old.encode(piece.removeprefix("##"), add_special_tokens=False).ids
            mean = old_weights[ids or [old_ids["[UNK]"]]].mean(axis=0)
            split += 1
        weights[i] = mean * (typical_norm / max(float(np.linalg.norm(mean)), 1e-6))
    logger.info("embeddings: %d aligned, %d from their spelling, the others kept", aligned, split)
    return weights
