"""What tests share: the real document, a tiny embedder built on the spot, an index made by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qa.document import read_document
from qa.index.build import build_index
from qa.settings import Settings, load_settings, shipped_document
from qa.types import Document

CONTRACT = """\
1. Objet

1.1. Le présent contrat régit la location du matériel par le Bailleur.

1.2. Le Locataire peut résilier à tout moment, avec un préavis de trente jours donné par lettre. Le préavis est
ramené à quinze jours en cas de mutation profession-
nelle.

2. Paiement

2.1. Échéance. Le loyer est payable le premier de chaque mois. Une pénalité de dix euros par jour est due en cas
de retard, conformément à la section 1.2 ci-dessus.

2.2. Le dépôt de garantie est rendu dans les 2 mois.
"""


@pytest.fixture(scope="session")
def aws() -> Document:
    """Return the shipped document."""
    return read_document(shipped_document())


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Return the path of a small contract of six clauses."""
    path = tmp_path / "bail.txt"
    path.write_text(CONTRACT, encoding="utf8")
    return path


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sentence-transformers model of a few thousand random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("tiny-model")
    words = BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    words.train_from_iterator([shipped_document().read_text("utf8")[:60_000]], vocab_size=2000, show_progress=False)
    body = folder / "body"
    PreTrainedTokenizerFast(
        tokenizer_object=words._tokenizer,
        model_max_length=256,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    ).save_pretrained(body)
    config = BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
    )
    BertModel(config).save_pretrained(body)
    transformer = Transformer(str(body), max_seq_length=256)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").save_pretrained(
        str(folder / "model")
    )
    return folder / "model"


@pytest.fixture
def tiny_settings(tiny_model: Path, tmp_path: Path) -> Settings:
    """Return settings that name the tiny model and an index folder of the test's own."""
    return load_settings(embedder=str(tiny_model), index=tmp_path / "index")


@pytest.fixture(scope="session")
def built_index(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the small contract, built once: tests get copies."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "bail.txt").write_text(CONTRACT, encoding="utf8")
    build_index([folder / "bail.txt"], load_settings(embedder=str(tiny_model), index=folder / "index"))
    return folder / "index"


@pytest.fixture
def tiny_index(tiny_settings: Settings, built_index: Path, contract: Path) -> Settings:
    """Return settings whose index holds the test's own small contract."""
    shutil.copytree(built_index, tiny_settings.index)
    manifest = tiny_settings.index / "manifest.json"
    kept = manifest.read_text("utf8")
    manifest.write_text(kept.replace(str(built_index.parent / "bail.txt"), str(contract)), encoding="utf8")
    return tiny_settings


@pytest.fixture(scope="session")
def aws_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of the default preset whose index holds the shipped document."""
    settings = load_settings(index=tmp_path_factory.mktemp("aws") / "index")
    build_index([shipped_document()], settings)
    return settings
