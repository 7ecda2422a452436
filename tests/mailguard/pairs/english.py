# ruff: noqa: E501  (texts of mails stand as they are)
"""The same tricks in English, as they reach offices that work with partners abroad."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair
from tests.mailguard.pairs.links import page


def _pair(name: str, honest: Mail, **spoof: object) -> Pair:
    return Pair(name, honest, honest.but(**spoof), ())


DEAR = "Dear colleagues,\n\n"

PAIRS: tuple[Pair, ...] = (
    _pair("who-guidance", Mail("WHO Western Pacific <wproevent@who.int>", "Updated guidance on contact tracing",
          DEAR + "Please find the updated guidance on contact tracing on our website.\n\nKind regards"),
          sender="WHO Western Pacific <wpro.guidance@outlook.com>"),
    _pair("unicef-schedule", Mail("UNICEF Supply Division <supply@unicef.org>", "Vaccine shipment schedule",
          DEAR + "The shipment of measles vaccine is planned for 21 November."),
          sender="UNICEF Supply Division <supply@unicef-logistics.org>"),
    _pair("cdc-alert", Mail("CDC Health Alert Network <han@cdc.gov>", "Measles: advisory",
          DEAR + "This advisory describes the rise in measles among travellers."),
          sender="CDC Health Alert Network <han@cdcgov.us.com>"),
    _pair("ministry-abroad", Mail("Ministry of Health Singapore <contact@moh.gov.sg>", "Regional meeting",
          DEAR + "The regional meeting takes place on 4 December in Singapore."),
          sender="Ministry of Health Singapore <moh.singapore.office@gmail.com>"),
    _pair("world-bank-mission", Mail("World Bank Vietnam <vietnam@worldbank.org>", "Supervision mission",
          DEAR + "The supervision mission of the health project will visit the province in week 47."),
          sender="World Bank Vietnam <mission@worldbank-vn.org>"),
    _pair("gavi-compensation", Mail("Gavi Secretariat <info@gavi.org>", "Country programme update",
          DEAR + "The update on the country programme is on our website."),
          sender="Gavi Compensation Office <gavi.compensation@yahoo.com>", to="",
          text="Dear beneficiary, Gavi and the United Nations approved a compensation of USD 950,000 to you because of the pandemic. "
          "Send your full name, home address and phone number to the payment officer. Keep this confidential."),
    _pair("microsoft-signin", Mail("Microsoft account team <account-security-noreply@accountprotection.microsoft.com>",
          "New app connected to your account", "A new app was connected to your account on Monday."),
          sender="Microsoft account team <security@ms-account-protection.com>"),
    _pair("google-security", Mail("Google <no-reply@accounts.google.com>", "Security alert",
          "A new sign-in on Windows. If this was you, you don't need to do anything."),
          sender="Google <no-reply@accounts-google.support>"),
    _pair("dhl-parcel", Mail("DHL Express <noreply@dhl.com>", "Your shipment is on its way",
          "Your shipment 1234567890 is on its way and will arrive on Thursday."),
          sender="DHL Express <noreply@dhl-customs.delivery>", text="Your shipment is on hold. Pay the customs fee of 2.99 USD within 24 hours."),
    _pair("fedex-link", Mail("FedEx <TrackingUpdates@fedex.com>", "Delivered", "Your package was delivered.",
          html=page("https://www.fedex.com/track", "fedex.com/track", "Your package was delivered.")),
          html=page("https://fedex.track-parcel.top/", "fedex.com/track", "Your package was delivered.")),
    _pair("paypal-invoice", Mail("PayPal <service@intl.paypal.com>", "You've got a money request",
          "Example Shop sent you a money request for 25 USD."),
          sender="PayPal Billing <invoice.paypal.desk@gmail.com>",
          text="Your PayPal account has been charged 499 USD. If you did not authorise this, call our helpline number +1 555 0100."),
    _pair("it-desk-abroad", Mail("Nguyen Mau <mau.nguyen@halong.gov.vn>", "Mail quota", "Mail quota will be raised on Monday; nothing to do."),
          sender="IT Help Desk <helpdesk@mail-quota.online>",
          text="Your mailbox is full. Verify your password within 24 hours or your account will be suspended."),
    _pair("docusign", Mail("DocuSign <dse@docusign.net>", "Please review your document", "Example Ltd sent you a document to review."),
          sender="DocuSign <dse@document-review.cloud>"),
    _pair("invoice-thread", Mail("Example Supplies <accounts@example-supplies.com>", "Invoice 1187",
          "Please find invoice 1187 for the delivered gloves. Bank details as in the contract."),
          reply_to="example.supplies.accounts@gmail.com",
          text="Please find invoice 1187. We changed our bank; please use the new bank account below and make the wire transfer today. "
          "Keep this confidential until the audit is over."),
    _pair("embassy", Mail("Embassy of Japan in Viet Nam <cultural@ha.mofa.go.jp>", "Grant assistance signing ceremony",
          "The Embassy invites you to the signing ceremony on 2 December."),
          sender="Embassy of Japan in Viet Nam <embassy.japan.hanoi@gmail.com>"),
    _pair("red-cross", Mail("IFRC Viet Nam <vietnam.delegation@ifrc.org>", "Relief items", "Relief items reach the port on Friday."),
          sender="Red Cross Relief <relief@redcross-grant.info>",
          text="You were selected for a Red Cross relief grant of $75,000. Reply with your bank details and phone number to claim."),
    _pair("journalist", Mail("Reuters Hanoi Bureau <hanoi.newsroom@thomsonreuters.com>", "Questions on the outbreak",
          "We are preparing a story about the outbreak and have three questions to the health department."),
          sender="Reuters Hanoi Bureau <reuters.hanoi@mail.com>"),
    _pair("chief-english", Mail("Tran Van Mau, Director <mau.tran@campha.gov.vn>", "Meeting", "Let us meet at four to look at the plan."),
          sender="Tran Van Mau, Director <director.office77@gmail.com>",
          text="Are you available? I am in a meeting and can't talk. I need you to buy gift cards for partners. Only by email please."),
    _pair("apple-receipt", Mail("Apple <no_reply@email.apple.com>", "Your receipt from Apple", "Your receipt for iCloud storage."),
          sender="Apple Support <support@id-apple-billing.com>",
          text="Your Apple ID has been locked. Verify your account within 24 hours to restore access."),
    _pair("netflix", Mail("Netflix <info@mailer.netflix.com>", "New this week", "New films this week."),
          sender="Netflix <billing@netflix-payment-update.com>", text="Your payment was declined. Update your payment details now."),
)  # fmt: skip
