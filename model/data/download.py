"""Download a data file from the first mirror that has it."""

import http.client
import urllib.error
import urllib.request

from model.data.data_file import DataFile, DatasetError, Progress

TIMEOUT_S = 30
CHUNK_BYTES = 1 << 16
SLACK_BYTES = 1 << 20
"""What a packed file may be larger than its content; a mirror that sends more is cut off."""


def download(file: DataFile, progress: Progress | None = None) -> bytes:
    """Return the decompressed, verified bytes of `file` from the first mirror that has them.

    Parameters
    ----------
    file : DataFile
        What to download.
    progress : callable, optional
        Told about every chunk; see `Progress`.

    Raises
    ------
    DatasetError
        If no mirror has it; the message gives every mirror's reason.
    """
    reasons = []
    for url in file.mirrors:
        try:
            packed = _get(url, file, progress)
            # One byte more than there should be, so that a longer file is seen to be longer.
            content = file.unpack(packed, file.size + 1)
            file.verify(content, url)
        except DatasetError as error:
            reasons.append(str(error))
        except urllib.error.HTTPError as error:
            reasons.append(f"{url}: HTTP status {error.code}")
        except urllib.error.URLError as error:
            reasons.append(f"{url}: {error.reason}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            reasons.append(f"{url}: {str(error) or type(error).__name__}")
        else:
            return content
    raise DatasetError("; ".join(reasons) or "it has no mirror")


def _get(url: str, file: DataFile, progress: Progress | None) -> bytes:
    """Return the body at `url`."""
    # The addresses are constants of this package, all of them https.
    request = urllib.request.Request(url, headers={"User-Agent": "inkling"})  # noqa: S310
    limit = file.size + SLACK_BYTES
    body = bytearray()
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as reply:  # noqa: S310
        declared = reply.headers.get("Content-Length", "")
        total = int(declared) if declared.isdecimal() else None
        while chunk := reply.read(CHUNK_BYTES):
            body += chunk
            if len(body) > limit:
                raise DatasetError(f"{url}: expected at most {limit} bytes, got more")
            if progress:
                progress(file.name, len(body), total)
    if total is not None and len(body) < total:
        raise DatasetError(f"{url}: expected {total} bytes, got {len(body)}")
    return bytes(body)
