"""Where a payment code pays to. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "ask.qr_account": (
        "Thư ghi tài khoản {printed} nhưng mã QR lại chuyển tiền vào tài khoản {account} ({bank}).",
        "The letter prints account {printed}, but its QR code pays to account {account} ({bank}).",
    ),
    "ask.qr_other_account": (
        "Thư ghi tài khoản {printed}; mã QR chuyển vào tài khoản khác cùng ngân hàng: {account} ({bank}).",
        "The letter prints account {printed}; its QR code pays to another one at the same bank: {account} ({bank}).",
    ),
    "ask.qr_bank": (
        "Thư ghi ngân hàng {named} nhưng mã QR lại chuyển tiền đến {bank}, tài khoản {account}.",
        "The letter names {named}, but its QR code pays to {bank}, account {account}.",
    ),
    "ask.qr_pays": (
        "Mã QR trong ảnh chuyển tiền vào tài khoản {account} ({bank}); hãy so với tên người nhận hiện trên ứng dụng.",
        "The QR code in the picture pays to account {account} ({bank}); compare the name that your app shows.",
    ),
}
