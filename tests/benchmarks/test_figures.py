from benchmarks.figures import Figure, number, table


def test_the_median_and_the_p95_are_of_the_samples() -> None:
    figure = Figure("lag", "lag", "ms", tuple(float(n) for n in range(1, 101)), "p95", 60)
    assert (figure.median, figure.p95, figure.worst) == (50.5, 95, 100)


def test_where_more_is_better_the_p95_is_at_the_low_end() -> None:
    figure = Figure("speed", "speed", "×", tuple(float(n) for n in range(1, 101)), goal_is="at least")
    assert (figure.p95, figure.worst) == (6, 1)


def test_a_goal_is_met_or_missed_by_the_statistic_that_is_judged() -> None:
    assert Figure("a", "a", "s", (0.5, 0.9, 3.0), goal=1.0).met is True
    assert Figure("a", "a", "s", (0.5, 0.9, 3.0), "worst", 1.0).met is False
    assert Figure("a", "a", "×", (9.0,), goal=8.0, goal_is="at least").met is True


def test_what_could_not_be_measured_neither_meets_nor_misses_its_goal() -> None:
    figure = Figure("cpu", "CPU", "s/s", (), goal=0.15)
    assert figure.value is None
    assert figure.met is None
    assert "–" in table([figure])


def test_the_table_puts_the_goal_beside_the_figure() -> None:
    rows = table([Figure("a", "start", "s", (0.5, 0.7), goal=1.0)]).splitlines()
    assert rows[2].split() == ["start", "0.600", "s*", "0.700", "s", "≤", "1.00", "s", "met", "2"]


def test_numbers_keep_three_figures() -> None:
    assert [number(n, "s") for n in (0.0512, 1.234, 12.34, 51234.5)] == [
        "0.051 s", "1.23 s", "12.3 s", "51,234 s",  # even halves round down
    ]  # fmt: skip
