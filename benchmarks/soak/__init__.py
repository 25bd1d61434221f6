"""Hours of calls with a trainee who talks back, while things break; see docs/soak.md."""
