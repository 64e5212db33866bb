"""Messages without the folders of the machine."""

import pytest

from app.http.redaction import without_folders


@pytest.mark.parametrize(
    ("message", "redacted"),
    [
        ("/home/ann/data/mnist.gz: expected 9 bytes", "mnist.gz: expected 9 bytes"),
        ("[Errno 13] Permission denied: '/srv/lab/lock'", "[Errno 13] Permission denied: 'lock'"),
        ("save it as /root/.cache/inkling/mnist/x.gz, or", "save it as x.gz, or"),
        ('File "/opt/inkling/app/main.py", line 3', 'File "main.py", line 3'),
        (r"C:\Users\ann\lab\runs.sqlite3: disk is full", "runs.sqlite3: disk is full"),
        ("/Users/ann/Library/Application Support/x.db is full", "x.db is full"),
        ("C:\\Users\\Ann Lee\\data\\x.npz: expected", "x.npz: expected"),
        ("neither /srv/a/x.gz nor /srv/b/y.gz", "neither x.gz nor y.gz"),
        ("https://example.org/a/b/c.gz: expected", "https://example.org/a/b/c.gz: expected"),
        ("expected 1/2 and models/seed.json", "expected 1/2 and models/seed.json"),
        ("disk I/O error", "disk I/O error"),
        ("see `inkling data list`", "see `inkling data list`"),
    ],
)
def test_message_has_no_absolute_folders(message, redacted):
    assert without_folders(message) == redacted


def test_error_is_converted_to_its_message():
    assert without_folders(OSError(28, "No space left", "/srv/lab/x")) == (
        "[Errno 28] No space left: 'x'"
    )
