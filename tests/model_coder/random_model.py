"""A language model that knows nothing: one layer, 259 tokens (bytes), weights drawn at random, as a GGUF file.

What it says is nonsense, but it is said by a real server under a real grammar. The first dimension is constant, and its
output weights make marks that open and close what JSON has likelier than letters, so that an answer comes to an end.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

_WIDTH, _INNER, _HEADS, _CONTEXT = 32, 64, 2, 60_000
_SPECIAL = ["<unk>", "<s>", "</s>"]
# Likelier first; all else is less likely, white space least.
_LIKELY = '"}{]:,'


def write(path: Path) -> None:
    random = np.random.default_rng(7)
    tokens = [*(name.encode() for name in _SPECIAL), *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    types = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL] + [gguf.TokenType.BYTE] * 256
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(1)
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}")

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0, 0.02, shape).astype(np.float32)

    embeddings, output = weights(len(tokens), _WIDTH), weights(len(tokens), _WIDTH)
    embeddings[:, 0] = 1.0
    output[2, 0] = 0.0
    for rank, mark in enumerate(_LIKELY):
        output[len(_SPECIAL) + ord(mark), 0] = 3.0 - rank * 0.4
    for space in b" \t\r\n":
        output[len(_SPECIAL) + space, 0] = -3.0
    writer.add_tensor("token_embd.weight", embeddings)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", np.ones(_WIDTH, np.float32))
    writer.add_tensor("blk.0.attn_norm.weight", np.ones(_WIDTH, np.float32))
    writer.add_tensor("blk.0.ffn_norm.weight", np.ones(_WIDTH, np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", weights(_WIDTH, _WIDTH))
    writer.add_tensor("blk.0.ffn_gate.weight", weights(_INNER, _WIDTH))
    writer.add_tensor("blk.0.ffn_up.weight", weights(_INNER, _WIDTH))
    writer.add_tensor("blk.0.ffn_down.weight", weights(_WIDTH, _INNER))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
