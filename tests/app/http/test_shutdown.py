"""The shutdown signal: it is recorded, and passed on to the previous handler."""

import signal
import threading

from app.http.shutdown import ShutdownSignal


def test_signal_is_noted_and_passed_on():
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        shutdown = ShutdownSignal()
        with shutdown.installed():
            assert not shutdown
            signal.raise_signal(signal.SIGTERM)
            assert shutdown
            assert heard == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_end_of_the_application_counts_as_a_signal_in_any_thread():
    shutdown = ShutdownSignal()

    def live() -> None:
        with shutdown.installed():
            assert not shutdown

    thread = threading.Thread(target=live)
    thread.start()
    thread.join()
    assert shutdown
