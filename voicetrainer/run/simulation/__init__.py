"""Thousands of imagined trainees hold a scenario's call, each from a seed of its own."""
