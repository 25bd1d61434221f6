"""A finished call as people read it: the scorecard in the terminal, the report as one HTML file."""
