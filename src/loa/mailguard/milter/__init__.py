"""The milter: judges each mail while the mail server still holds it (Postfix, Sendmail).

`codec` reads and writes the wire, `session` follows one connection, `decide` turns a verdict into changes, `banner`
wraps a mail that needs a warning, `workers` judges in processes of its own, `server` ties them together.
"""
