"""A Whisper model of a few kilobytes, made by hand, in the real format: it always says the same words.

The position alone decides the next word, and each position looks at its own half second of the sound.
Loading, decoding, alignment and probabilities are CTranslate2's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

WIDTH, MELS, FRAMES, PLACES = 64, 80, 1500, 448
SPECIAL = (
    "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>",
    "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
PROMPT = 2
"""startoftranscript, notimestamps: the first word follows on the second of them."""
STRETCH = 24
"""Frames of 20 ms that one position looks at."""


def make(folder: Path, says: str = "sorry about that", sure: float = 2.0) -> Path:
    """Write the model into `folder`; `sure` scales its logits."""
    from ctranslate2.specs import WhisperSpec

    first, *others = says.split()
    words = [first, *(f"Ġ{word}" for word in others)]
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokenizer(folder / "tokenizer.json", words)
    spec = WhisperSpec(1, 1, 1, 1)
    _fill(spec.encoder, "encoder", len(tokens))
    _fill(spec.decoder, "decoder", len(tokens))
    spec.decoder.projection.weight = _order(tokens, words, sure)
    across = spec.decoder.layer[0].attention.linear
    across[0].weight[:] = np.eye(WIDTH)
    across[1].weight[:WIDTH] = np.eye(WIDTH)
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.index("<|en|>")]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return folder


def _order(tokens: list[str], words: list[str], sure: float) -> Any:
    weight = np.zeros((len(tokens), WIDTH), np.float32)
    for place, word in enumerate(words, PROMPT - 1):
        weight[tokens.index(word), place] = sure
    weight[tokens.index("<|endoftext|>"), len(words) + PROMPT - 1] = sure
    return weight


def _tokenizer(file: Path, words: list[str]) -> list[str]:
    """Single bytes, the words, the special tokens and the times."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    tokens = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *words]
    model = models.BPE({token: n for n, token in enumerate(tokens)}, [])
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    added = [*SPECIAL, *(f"<|{n * 0.02:.2f}|>" for n in range(FRAMES + 1))]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in added])
    tokenizer.save(str(file))
    return [*tokens, *added]


def _fill(layer: Any, path: str, tokens: int) -> None:
    """Every weight that the format wants: zeros, but for the positions and the norms."""
    match type(layer).__name__:
        case "LayerNormSpec":
            layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
        case "LinearSpec":
            layer.weight = np.zeros(_shape(path, tokens), np.float32)
            layer.bias = np.zeros(layer.weight.shape[0], np.float32)
        case "Conv1DSpec":
            into = MELS if path.endswith("conv1") else WIDTH
            layer.weight, layer.bias = np.zeros((WIDTH, into, 3), np.float32), np.zeros(WIDTH, np.float32)
        case "PositionEncoderSpec":
            places = np.arange(FRAMES) // STRETCH if path.startswith("encoder") else np.arange(PLACES)
            layer.encodings = np.eye(PLACES, WIDTH, dtype=np.float32)[places]
        case "EmbeddingsSpec":
            layer.weight = np.zeros((tokens, WIDTH), np.float32)
        case _:
            for name, inner in vars(layer).items():
                for n, one in enumerate(inner if isinstance(inner, list) else [inner]):
                    if hasattr(one, "__dict__") and type(one).__name__.endswith("Spec"):
                        _fill(one, f"{path}.{name}{n if isinstance(inner, list) else ''}", tokens)


def _shape(path: str, tokens: int) -> tuple[int, int]:
    if path.endswith("projection"):
        return tokens, WIDTH
    if path.endswith("ffn.linear_0"):
        return 4 * WIDTH, WIDTH
    if path.endswith("ffn.linear_1"):
        return WIDTH, 4 * WIDTH
    if path.endswith("self_attention.linear0"):
        return 3 * WIDTH, WIDTH
    if path.endswith("attention.linear1") and "self" not in path:
        return 2 * WIDTH, WIDTH
    return WIDTH, WIDTH
