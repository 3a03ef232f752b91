"""What stands on a request form, on paper and on a phone."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unsilo.wins.barcode import grouped
from unsilo.wins.drawing import barcode_svg, qr_svg
from unsilo.wins.models import RequestForm, Wish
from unsilo.wins.services.requests import manager_address, shopper_address


@dataclass(frozen=True, slots=True)
class Sheet:
    """A request with all that is drawn or counted for it."""

    form: RequestForm
    others: int

    @property
    def code(self) -> str:
        """In two groups, as one reads it aloud."""
        return f"{self.form.code[:4]} {self.form.code[4:]}"

    @property
    def title(self) -> str:
        return _("Please carry %(product)s") % {"product": self.form.product.name}

    @property
    def demand(self) -> str:
        """Said only where the shopper is not alone."""
        if not self.others:
            return ""
        said = {"n": self.others + 1, "store": self.form.store}
        return (
            ngettext(
                "%(n)s shopper has asked for it at %(store)s.",
                "%(n)s shoppers have asked for it at %(store)s.",
                self.others + 1,
            )
            % said
        )

    @property
    def product_facts(self) -> list[tuple[str, str]]:
        product = self.form.product
        facts = (
            (_("What"), product.summary),
            (_("Price"), product.price and _("%(price)s suggested") % {"price": product.price}),
            (_("Size"), product.size),
            (_("Case"), product.case_pack),
            (_("Order it"), product.ordering),
            (_("Article"), product.sku),
        )
        return [(name, str(value)) for name, value in facts if value]

    @property
    def shopper_facts(self) -> list[tuple[str, str]]:
        form = self.form
        facts = (
            (_("Name"), form.shopper),
            (_("ZIP"), form.zip),
            (_("Why"), form.why),
            (_("Date"), date_format(localtime(form.made_at))),
        )
        return [(name, value) for name, value in facts if value]

    @property
    def wishes(self) -> list[tuple[str, bool]]:
        return [(str(one.label), one == self.form.wish) for one in Wish]

    @property
    def gtin(self) -> str:
        return grouped(self.form.product.gtin) if self.form.product.gtin else ""

    @property
    def barcode(self) -> SafeString:
        gtin = self.form.product.gtin
        return SafeString(barcode_svg(gtin, label=_("Barcode")) if gtin else "")

    @property
    def shopper_url(self) -> str:
        return shopper_address(self.form.code)

    @property
    def manager_url(self) -> str:
        return manager_address(self.form.code)

    @property
    def shopper_qr(self) -> SafeString:
        return SafeString(qr_svg(self.shopper_url, label=_("QR code of this request")))

    @property
    def manager_qr(self) -> SafeString:
        return SafeString(qr_svg(self.manager_url, label=_("QR code for the manager")))

    def for_paper(self) -> dict[str, Any]:
        """All of it as plain data."""
        form = self.form
        return {
            "brand": form.brand.name,
            "kicker": _("A request from one of your customers"),
            "title": self.title,
            "store": str(form.store or ""),
            "lead": (
                _("To the manager of %(store)s. I shop here and would like to buy this from you.")
                if form.store
                else _("To the manager of")
            )
            % {"store": form.store},
            "lead_end": "" if form.store else _("I shop here and would like to buy this from you."),
            "product_head": _("The thing"),
            "product": self.product_facts,
            "me_head": _("Me"),
            "me": self.shopper_facts,
            "buy": _("I would buy"),
            "wishes": self.wishes,
            "barcode": str(self.barcode),
            "gtin": self.gtin,
            "demand": self.demand,
            "code": self.code,
            "shopper_words": _("For me: what became of it"),
            "shopper_url": self.shopper_url.split("://")[-1],
            "shopper_qr": str(self.shopper_qr),
            "cut": _("cut here, the lower half is for the manager"),
            "manager_words": _("For the manager: ask for a sample or a call"),
            "manager_url": self.manager_url.split("://")[-1],
            "manager_qr": str(self.manager_qr),
            "received": _("Received by"),
            "date": _("Date"),
            "will": _("We will"),
            "answers": [_("consider it"), _("pass it to the buyer"), _("not carry it")],
        }


def request_sheet(form: RequestForm) -> Sheet:
    others = 0
    if form.store_id:
        same = RequestForm.objects.filter(store=form.store_id, product=form.product_id)
        others = same.aggregate(n=Count("id", filter=~Q(pk=form.pk)))["n"]
    return Sheet(form, others)
