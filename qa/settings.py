"""One typed settings object: the same names on the command line, in ``QA_…`` variables and in clauseqa.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from qa.errors import InputError

CONFIG_FILE = "clauseqa.toml"
SHIPPED_DOCUMENT = "conditions-de-service-aws.txt"

PRESETS: dict[str, dict[str, Any]] = {
    # Everything comes with the package; no language model is loaded.
    "embedded": {"embedder": "embedded", "answerer": "extractive"},
    # Open models by hub name; a local folder serves as well.
    "small": {"embedder": "intfloat/multilingual-e5-small", "answerer": "Qwen/Qwen3-0.6B"},
    "quality": {"embedder": "Snowflake/snowflake-arctic-embed-l-v2.0", "answerer": "Qwen/Qwen3-4B-Instruct-2507"},
    # An OpenAI-compatible server writes; finding clauses stays here.
    "server": {"embedder": "embedded", "answerer": "http://127.0.0.1:8000/v1"},
}


class Settings(BaseSettings):
    """What can be chosen. A value given on the command line wins over the environment, that over the file."""

    model_config = SettingsConfigDict(env_prefix="QA_", extra="forbid", toml_file=CONFIG_FILE, frozen=True)

    preset: str = Field("embedded", description="named choice of models: " + ", ".join(PRESETS))
    index: Path = Field(
        default_factory=lambda: user_cache_path("clauseqa") / "index", description="folder of the index"
    )
    embedder: str = Field("embedded", description="embedding model: embedded, a hub name or a local folder")
    query_prompt: str | None = Field(None, description="text put before a question; default: the model's own")
    passage_prompt: str | None = Field(None, description="text put before a passage; default: the model's own")
    answerer: str = Field("extractive", description="who writes: extractive, a hub name, a local folder or a URL")
    answerer_model: str | None = Field(None, description="model name to ask a server for")
    answerer_key: SecretStr | None = Field(None, description="key of that server; better as QA_ANSWERER_KEY")
    answer_tokens: int = Field(300, ge=16, le=4000, description="longest answer a language model may write, in tokens")
    answer_seconds: float = Field(120.0, gt=0, description="longest time a language model may take, in seconds")
    precision: Literal["auto", "float32", "bfloat16", "8bit", "4bit"] = Field(
        "auto", description="how a local language model's weights are held"
    )
    language: Literal["auto", "fr", "en"] = Field("auto", description="language of the answer")
    top_k: int = Field(10, ge=1, le=100, description="how many clauses a search returns")
    chunk_tokens: int = Field(160, ge=32, le=2000, description="longest chunk, in the embedder's tokens")
    chunk_overlap: int = Field(24, ge=0, le=500, description="tokens that neighbouring chunks share")

    @field_validator("preset")
    @classmethod
    def _known_preset(cls, value: str) -> str:
        if value not in PRESETS:
            raise ValueError(f"no preset {value!r}: choose one of {', '.join(PRESETS)}")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: command line, environment, clauseqa.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:
    """Return the settings; ``None`` among the overrides means "not given".

    A preset fills in what no source names.

    :raises InputError: If a value, wherever it comes from, is not one the settings allow.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
        chosen = PRESETS[settings.preset]
        unset = {name: value for name, value in chosen.items() if name not in settings.model_fields_set}
        return settings.model_copy(update=unset)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(f"setting {name}: {message} (command line, QA_{name.upper()} or {CONFIG_FILE})") from None
    except ValueError as error:
        raise InputError(f"{CONFIG_FILE} cannot be read: {error}") from None


def shipped_document() -> Path:
    """Return the path of the document that comes with the package."""
    return Path(__file__).parent.parent / "corpus" / SHIPPED_DOCUMENT
