"""A scenario as a picture: a laid-out SVG, Mermaid, or DOT."""

from .dot import dot
from .mermaid import mermaid
from .picture import Picture, Rehearsed, picture
from .svg import svg

__all__ = ["Picture", "Rehearsed", "dot", "mermaid", "picture", "svg"]
