"""Judging what was said elsewhere: recorded calls, transcripts, single clips, lines of text.

Nothing in here opens a file of sound or loads an engine: those come in as arguments.
"""
