"""Download of a data file from the first mirror that has it."""

import http.client
import urllib.error
import urllib.request

from model.data.data_file import DataFile, DatasetError, DownloadProgress

TIMEOUT_S = 30
CHUNK_BYTES = 1 << 16
MAX_OVERHEAD_BYTES = 1 << 20
"""Bytes by which a packed file may exceed its content; a longer response is cut off."""


def download(file: DataFile, progress: DownloadProgress | None = None) -> bytes:
    """Download a file from the first mirror that has it.

    Parameters
    ----------
    file : DataFile
    progress : callable, optional
        Called after each chunk; see `DownloadProgress`.

    Returns
    -------
    bytes
        Verified and decompressed.

    Raises
    ------
    DatasetError
        If no mirror has it; the message gives the reason for each mirror.
    """
    reasons = []
    for url in file.mirrors:
        try:
            packed = _get(url, file, progress)
            # One byte more than expected, to detect a longer file.
            content = file.unpack(packed, file.size + 1)
            file.verify(content, url)
        except DatasetError as error:
            reasons.append(str(error))
        except urllib.error.HTTPError as error:
            reasons.append(f"{url}: HTTP status {error.code}")
        except urllib.error.URLError as error:
            reason = getattr(error.reason, "strerror", None) or error.reason
            reasons.append(f"{url}: {reason}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            reasons.append(f"{url}: {str(error) or type(error).__name__}")
        else:
            return content
    raise DatasetError("; ".join(reasons) or "no mirrors")


def _get(url: str, file: DataFile, progress: DownloadProgress | None) -> bytes:
    """Return the body of the response at `url`."""
    # The URLs are constants of this package, all of them https.
    request = urllib.request.Request(url, headers={"User-Agent": "inkling"})  # noqa: S310
    limit = file.max_packed_bytes or file.size + MAX_OVERHEAD_BYTES
    body = bytearray()
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
        content_length = response.headers.get("Content-Length", "")
        total = int(content_length) if content_length.isdecimal() else None
        while chunk := response.read(CHUNK_BYTES):
            body += chunk
            if len(body) > limit:
                raise DatasetError(f"{url}: expected at most {limit} bytes, got more")
            if progress:
                progress(file.name, len(body), total)
    if total is not None and len(body) < total:
        raise DatasetError(f"{url}: expected {total} bytes, got {len(body)}")
    return bytes(body)
