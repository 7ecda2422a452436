"""Makes VietQR codes for the guard's tests, written from the public EMVCo layout and not from our reader."""

from __future__ import annotations

import io

import segno


def element(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE, bit by bit."""
    register = 0xFFFF
    for byte in text.encode():
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1) ^ 0x1021 if register & 0x8000 else register << 1
            register &= 0xFFFF
    return f"{register:04X}"


def vietqr(bank: str, account: str, amount: str = "", purpose: str = "", guid: str = "A000000727") -> str:
    target = element("00", bank) + element("01", account)
    text = (
        element("00", "01")
        + element("01", "12" if amount else "11")
        + element("38", element("00", guid) + element("01", target) + element("02", "QRIBFTTA"))
        + element("53", "704")
        + (element("54", amount) if amount else "")
        + element("58", "VN")
        + (element("62", element("08", purpose)) if purpose else "")
        + "6304"
    )
    return text + crc(text)


def picture(text: str) -> bytes:
    target = io.BytesIO()
    segno.make(text, error="m").save(target, kind="png", scale=6, border=4)
    return target.getvalue()
