"""The line of writers: in order, one at a time, and out of it when patience ends."""

import threading

from records.line import Line

SOON, LONG = 0.01, 10.0


def test_the_turn_goes_to_whoever_has_waited_longest() -> None:
    line = Line()
    assert line.enter(SOON)
    order: list[int] = []

    def go(number: int) -> None:
        assert line.enter(LONG)
        order.append(number)
        line.leave()

    threads = []
    for number in range(20):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:  # it stands in the line now
            pass
    line.leave()
    for thread in threads:
        thread.join(LONG)
    assert order == list(range(20))
    assert line.enter(SOON)


def test_who_has_no_more_patience_leaves_the_line() -> None:
    line = Line()
    assert line.enter(SOON)
    assert not line.enter(SOON)
    line.leave()
    assert line.enter(SOON)
