"""QR codes of pictures, decoded within bounds; nothing happens where the decoder is not installed."""

from __future__ import annotations

import io
import warnings

from loa.mailguard.core import mime
from loa.mailguard.core.mail import Mail

MAX_PICTURES = 4
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 3_000_000
MIN_BYTES = 100


def texts(mail: Mail) -> list[str]:
    """Contents of QR codes in the pictures the mail brings along."""
    pictures = [
        part for part in mail.parts if part.kind in {"image/png", "image/jpeg", "image/gif", "image/jpg", "image/bmp"}
    ]
    found: list[str] = []
    for part in pictures[:MAX_PICTURES]:
        if MIN_BYTES < len(part.body) < MAX_BYTES * 4 // 3:
            found.extend(_decode(part))
    return found


def _decode(part: mime.Part) -> list[str]:
    try:
        import zxingcpp
        from PIL import Image
    except ImportError:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(part.data))
            if min(picture.size) < 40 or picture.width * picture.height > MAX_PIXELS:
                return []
            codes = zxingcpp.read_barcodes(
                picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
    except Exception:  # a broken picture of a stranger may fail in any way; it then holds no code
        return []
    return [str(code.text)[:2000] for code in codes[:5]]
