"""The pure core: standard library and `transitions` only.  Read `events` first, then `call`."""
