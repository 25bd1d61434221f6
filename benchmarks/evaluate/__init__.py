"""How right the judgement is, measured on labelled material: `make evaluate`."""
