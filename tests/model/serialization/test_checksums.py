"""SHA256SUMS, compared with the sha256sum program of GNU coreutils."""

import shutil
import subprocess

import pytest

from model.serialization import checksums

needs_sha256sum = pytest.mark.skipif(
    shutil.which("sha256sum") is None, reason="needs the sha256sum program (GNU coreutils)"
)


@needs_sha256sum
def test_load_reads_what_sha256sum_writes(tmp_path):
    (tmp_path / "a file").write_bytes(b"one")
    listed = subprocess.run(
        ["sha256sum", "--binary", "a file"], cwd=tmp_path, capture_output=True, check=True
    )
    (tmp_path / "SHA256SUMS").write_bytes(listed.stdout)

    checksums.verify(tmp_path / "a file", b"one")
    with pytest.raises(checksums.ChecksumError, match="a file: expected SHA-256 7692c3"):
        checksums.verify(tmp_path / "a file", b"two")


def test_sha256_of_the_published_vector_equals_its_digest():
    # FIPS 180-2, appendix B.1
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert checksums.sha256(b"abc") == expected


def test_verify_without_a_list_compares_nothing(tmp_path):
    assert checksums.verify(tmp_path / "a", b"anything") is False


def test_verify_of_a_file_that_the_list_leaves_out_raises(tmp_path):
    (tmp_path / "SHA256SUMS").write_text(f"{checksums.sha256(b'one')}  a\n")

    assert checksums.verify(tmp_path / "a", b"one") is True
    with pytest.raises(checksums.ChecksumError, match="`sha256sum 'b c' >> SHA256SUMS` adds it"):
        checksums.verify(tmp_path / "b c", b"one")


def test_record_lists_a_file_beside_others_and_replaces_a_former_hash(tmp_path):
    for name in "ba":
        (tmp_path / name).write_bytes(name.encode())
        checksums.record(tmp_path / name)
    (tmp_path / "a").write_bytes(b"new")
    checksums.record(tmp_path / "a")

    expected = f"{checksums.sha256(b'new')}  a\n{checksums.sha256(b'b')}  b\n"
    assert (tmp_path / "SHA256SUMS").read_text() == expected
