"""Training sets and models small enough for a test: a few made-up laws and contracts, a two-layer BERT."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from tokenizers import BertWordPieceTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from train.contracts import Contract, held_out_contract
from train.data import held_out, terms_passages
from train.written import digest

# Things a contract may be about, in both languages.
SUBJECTS = [
    ("le paiement des factures", "the payment of invoices"),
    ("la livraison des colis", "the delivery of parcels"),
    ("la suppression du compte", "the deletion of the account"),
    ("le remboursement de la commande", "the refund of the order"),
    ("la protection des données", "the protection of data"),
    ("la durée de la licence", "the duration of the licence"),
    ("le transfert du contrat", "the transfer of the contract"),
    ("la garantie du matériel", "the warranty of the equipment"),
]


def names(stem: str, learnt: int, kept: int) -> list[str]:
    """Return names of which so many fall into the training part and so many into the held-out part."""
    result: dict[bool, list[str]] = {False: [], True: []}
    number = 0
    while len(result[False]) < learnt or len(result[True]) < kept:
        name = f"{stem}{number}"
        result[held_out(name)].append(name)
        number += 1
    return result[False][:learnt] + result[True][:kept]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write JSON lines, compressed where the name says so."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "wt", encoding="utf8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def law_rows() -> Iterable[dict[str, Any]]:
    for law in names("a:", 5, 2):
        for number, (french, english) in enumerate(SUBJECTS, 1):
            yield {
                "doc": law, "path": str(number), "kind": "section", "title_fr": f"Loi {law}", "title_en": f"Act {law}",
                "note_fr": f"{french} {law}", "note_en": f"{english} {law}",
                "text_fr": f"{number} Le ministre fixe par règlement {french} selon la loi {law} et en donne avis.",
                "text_en": f"{number} The Minister sets by regulation {english} under the Act {law} and gives notice.",
            }


def passage(service: str, subject: str) -> str:
    return (
        f"Ici {subject} est réglé. Le client de {service} accepte {subject} sous trente jours. "
        f"Enfin {subject} suit le droit commun."
    )


def question_rows() -> Iterable[dict[str, Any]]:
    for service in names("Service", 5, 2):
        for number, (french, english) in enumerate(SUBJECTS[:4]):
            yield {
                "pid": f"{service}-{number}", "lang": "fr", "service": service, "type": "terms", "heading": french,
                "text": passage(service, french),
                "q_fr": [f"comment marche {french} chez {service} ?", f"{french} quand {service}"],
                "q_en": [f"how does {english} work at {service}?", f"{english} when {service}"],
                "evidence": f"Le client de {service} accepte {french} sous trente jours.",
                "a_fr": f"{french} sous trente jours", "a_en": f"{english} within thirty days",
            }


def passage_rows() -> Iterable[dict[str, Any]]:
    for service in names("Service", 5, 2):
        for french, _ in SUBJECTS:
            yield {"lang": "fr", "service": service, "type": "terms", "heading": f"Article sur {french}",
                   "text": passage(service, french)}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training sets in the real ones' layout."""
    folder = tmp_path_factory.mktemp("data")
    write(folder / "laws_fr_en.jsonl.xz", law_rows())
    windows = ((f"ouvrir la fenêtre {n}", f"open window {n}") for n in range(7))
    write(folder / "software_fr_en.jsonl.xz", (
        *({"text_fr": french, "text_en": english, "source": "dashboard"} for french, english in windows),
        {"text_fr": "Comment ouvrir une fenêtre du menu ?", "text_en": "How do I open a window?", "source": "faq"},
    ))
    write(folder / "terms_questions.jsonl", question_rows())
    write(folder / "terms_passages.jsonl.xz", passage_rows())
    write(folder / "faq_fr.jsonl.xz", [
        {"questions": ["qui protège mes données ?", "à qui écrire ?"], "title": "Données", "text": "Une autorité."},
        {"title": "Passeport", "text": "La mairie reçoit la demande de passeport."},
    ])
    return folder


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder: random weights, two layers, lower-case pieces."""
    folder = tmp_path_factory.mktemp("embedder")
    texts = [text for row in (*law_rows(), *question_rows()) for text in row.values() if isinstance(text, str)]
    pieces = BertWordPieceTokenizer(lowercase=True, strip_accents=True)
    pieces.train_from_iterator(iter(texts), vocab_size=400, min_frequency=1, show_progress=False)
    pieces._tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, pieces.token_to_id(token)) for token in ("[CLS]", "[SEP]")],
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces._tokenizer, model_max_length=128, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )
    torch.manual_seed(1)
    body = BertModel(BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
    ))
    body.save_pretrained(str(folder / "body"))
    tokenizer.save_pretrained(str(folder / "body"))
    model = SentenceTransformer(
        modules=[Transformer(str(folder / "body")), Pooling(32, "mean"), Normalize()], device="cpu"
    )
    model.save_pretrained(str(folder / "model"))
    return folder / "model"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a module's ``main`` with these command-line arguments."""

    def run(main: Any, *arguments: object) -> None:
        monkeypatch.setattr("sys.argv", ["train", *map(str, arguments)])
        main()

    return run


@pytest.fixture
def terms_contract(data: Path, tmp_path: Path) -> Contract:
    """The held-out passages as a contract, with a written question, a near miss and one for two clauses as well."""
    held = [p for p in terms_passages(data) if held_out(p.service)]
    passage, other = held[0], next(p for p in held[1:] if p.service == held[0].service)
    rows = [
        {"passage": digest(passage), "lang": "en", "question": "is it settled?", "evidence": [0, 20]},
        {"passage": digest(passage), "lang": "fr", "question": "à quel prix ?", "evidence": None},
    ]
    with lzma.open(tmp_path / "q.xz", "wt", encoding="utf8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    pair = {"passages": [digest(passage), digest(other)], "lang": "en", "question": "this, and that?"}
    with lzma.open(tmp_path / "p.xz", "wt", encoding="utf8") as file:
        file.write(json.dumps(pair) + "\n")
    return held_out_contract(data, "fr", 7, tmp_path / "q.xz", tmp_path / "p.xz")
