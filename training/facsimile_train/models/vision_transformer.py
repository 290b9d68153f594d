"""A small vision transformer."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention


class VisionTransformer(nn.Module):
    """Tokens of P pictures [N, P, T, C] to the class token's features [N, width].

    A token is told apart by an embedding of its place, the same in all pictures, and by one of its picture.
    Dosovitskiy et al., "An image is worth 16x16 words", ICLR 2021, eq. 1 to 4, with normalisation before each part.
    """

    def __init__(self, channels: int, pictures: int, tokens: int, width: int, depth: int, heads: int) -> None:
        super().__init__()
        self.projection = nn.Linear(channels, width)
        self.places = nn.Parameter(torch.randn(1, 1, tokens, width) * 0.02)
        self.pictures = nn.Parameter(torch.randn(1, pictures, 1, width) * 0.02)
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))
        self.layers = nn.ModuleList(_Layer(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = (self.projection(tokens) + self.places + self.pictures).flatten(1, 2)
        tokens = torch.cat([self.class_token.expand(tokens.shape[0], -1, -1), tokens], 1)
        for layer in self.layers:
            tokens = layer(tokens)
        return self.norm(tokens[:, 0])


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.keys_queries_values, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens + self._attention(self.before_attention(tokens))
        return tokens + self.mlp(self.before_mlp(tokens))

    def _attention(self, tokens: Tensor) -> Tensor:
        count, places, width = tokens.shape
        parts = self.keys_queries_values(tokens).reshape(count, places, 3, self.heads, width // self.heads)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(queries, keys, values)
        return self.output(seen.transpose(1, 2).reshape(count, places, width))
