"""Downloads from mirrors that respond well, badly or not at all."""

import pytest

from model.data.cache import fetch
from model.data.data_file import DatasetError

CLOSED = "http://127.0.0.1:9"


def test_download_content_is_stored_in_cache(make_file, mirror, content, packed, cache):
    file = make_file(mirror.offer("/digits.gz", packed))
    assert fetch(file) == (cache / "set" / "digits", content)
    assert (cache / "set" / "digits").read_bytes() == content


def test_download_second_fetch_uses_cache(make_file, mirror, packed):
    file = make_file(mirror.offer("/digits.gz", packed))
    fetch(file)
    fetch(file)
    assert mirror.requested_paths == ["/digits.gz"]


def test_download_first_mirror_404_uses_second(make_file, mirror, content, packed):
    good = mirror.offer("/second/digits.gz", packed)
    _, got = fetch(make_file(f"{mirror.address}/first/digits.gz", good))
    assert got == content
    assert mirror.requested_paths == ["/first/digits.gz", "/second/digits.gz"]


def test_download_first_mirror_unreachable_uses_second(make_file, mirror, content, packed):
    _, got = fetch(make_file(CLOSED, mirror.offer("/digits.gz", packed)))
    assert got == content


def test_download_first_mirror_sends_other_file_uses_second(make_file, mirror, content, packed):
    wrong = mirror.offer("/wrong.gz", b"<html>Sign in to this network</html>")
    _, got = fetch(make_file(wrong, mirror.offer("/digits.gz", packed)))
    assert got == content


def test_download_wrong_hash_raises_and_leaves_no_file(make_file, mirror, packed, cache):
    corrupt = packed[:30] + bytes([packed[30] ^ 1]) + packed[31:]
    file = make_file(mirror.offer("/digits.gz", corrupt))
    with pytest.raises(DatasetError, match=r"digits\.gz: "):
        fetch(file)
    assert not cache.exists()


def test_download_truncated_response_raises_and_leaves_no_file(make_file, mirror, packed, cache):
    file = make_file(mirror.offer("/digits.gz", packed[:20], length=len(packed)))
    with pytest.raises(DatasetError, match=rf"expected {len(packed)} bytes, got 20"):
        fetch(file)
    assert not cache.exists()


def test_download_oversized_response_is_cut_off(make_file, mirror):
    file = make_file(mirror.offer("/digits.gz", bytes(2_000_000)))
    with pytest.raises(DatasetError, match="expected at most 1048776 bytes, got more"):
        fetch(file)


def test_download_no_mirror_reachable_error_says_where_to_save_the_file(make_file, cache):
    with pytest.raises(DatasetError) as caught:
        fetch(make_file(CLOSED))
    message = str(caught.value)
    assert message.startswith(
        f"digits was not found on this machine and could not be downloaded ({CLOSED}: "
    )
    assert message.endswith(
        f"; save it as {cache / 'set' / 'digits.gz'}, "
        "or in a folder given by --data-dir or INKLING_DATA_DIR"
    )


def test_download_all_mirrors_fail_error_gives_each_reason(make_file, mirror):
    busy = mirror.offer("/busy", b"", status=503)
    with pytest.raises(DatasetError, match=r"/busy: HTTP status 503; .*/gone: HTTP status 404"):
        fetch(make_file(busy, f"{mirror.address}/gone"))


def test_download_progress_reaches_total(make_file, mirror, packed):
    reports = []
    file = make_file(mirror.offer("/digits.gz", packed))
    fetch(file, progress=lambda *report: reports.append(report))
    assert reports[-1] == ("digits", len(packed), len(packed))


def test_download_failed_write_leaves_no_file(
    make_file, mirror, packed, cache, monkeypatch: pytest.MonkeyPatch
):
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        fetch(make_file(mirror.offer("/digits.gz", packed)))
    assert list((cache / "set").iterdir()) == []
