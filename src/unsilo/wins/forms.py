"""What people fill in about products, retailers and stores. What makes sense, services decide."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.launches.models import Thing
from unsilo.wins.models import (
    Answer,
    Attribution,
    Door,
    Product,
    Retailer,
    RetailerKind,
    Store,
    Wish,
)
from unsilo.wins.services import directory
from unsilo.wins.storefile import FIELDS, Table
from unsilo.wins.zips import place_of


class ProductForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, as people write it. By these it is found in what they ask."),
    )
    price = forms.CharField(label=_("Price"), max_length=40, required=False)
    sku = forms.CharField(label=_("Article number"), max_length=60, required=False)
    thing = forms.ModelChoiceField(
        label=_("Thing"),
        queryset=Thing.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("What we tell people about when we speak of it, with its campaigns and dates."),
    )
    summary = forms.CharField(
        label=_("In one line"),
        max_length=160,
        required=False,
        help_text=_("This and what follows stands on request forms, for the manager of a store."),
    )
    gtin = forms.CharField(
        label=_("Barcode number"), max_length=13, required=False, help_text=_("UPC or EAN.")
    )
    size = forms.CharField(label=_("Size"), max_length=120, required=False)
    case_pack = forms.CharField(
        label=_("Case"), max_length=120, required=False, help_text=_("Such as: 6 boxes, $54.00.")
    )
    ordering = forms.CharField(
        label=_("Where to order it"),
        max_length=200,
        required=False,
        help_text=_("Distributor and item number, or an address."),
    )

    def __init__(self, data: Any = None, *, access: Access, row: Product | None = None) -> None:
        super().__init__(data, initial=self.initial_of(row) if row else {})
        readable = Thing.objects.visible_to(access)
        thing_id = row.thing_id if row else None
        if thing_id and not readable.filter(pk=thing_id).exists():
            del self.fields["thing"]  # of a brand they may not know of: it stays as it is
            return
        field = self.fields["thing"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = readable.filter(Q(archived_at__isnull=True) | Q(pk=thing_id)).order_by(
            "name"
        )

    def clean_aliases(self) -> list[str]:
        lines: str = self.cleaned_data["aliases"]
        return lines.splitlines()

    @staticmethod
    def initial_of(product: Product) -> dict[str, Any]:
        return {
            "name": product.name,
            "aliases": "\n".join(product.aliases),
            "price": product.price,
            "sku": product.sku,
            "thing": product.thing_id,
            **{name: getattr(product, name) for name in directory.TRADE_FACTS},
        }


class RetailerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=RetailerKind.choices)
    website = forms.URLField(
        label=_("Website"), max_length=1000, required=False, assume_scheme="https"
    )
    promise = forms.CharField(
        label=_("What speaks for it"),
        max_length=200,
        required=False,
        help_text=_("Said with the way, such as: free shipping from $35."),
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=-100,
        max_value=100,
        initial=0,
        help_text=_("Of two of a kind the higher one is offered first."),
    )

    @staticmethod
    def initial_of(retailer: Retailer) -> dict[str, Any]:
        return {name: getattr(retailer, name) for name in RetailerForm.base_fields}


class StoreForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    retailer = forms.ModelChoiceField(label=_("Retailer"), queryset=Retailer.objects.none())
    zip = forms.CharField(label=_("ZIP"), max_length=10)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    city = forms.CharField(
        label=_("City"), max_length=120, required=False, help_text=_("Empty: by the ZIP.")
    )
    region = forms.CharField(
        label=_("State"), max_length=60, required=False, help_text=_("Empty: by the ZIP.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    hours = forms.CharField(label=_("Hours"), max_length=300, required=False)
    website = forms.URLField(
        label=_("Website"), max_length=1000, required=False, assume_scheme="https"
    )
    number = forms.CharField(label=_("Store number"), max_length=60, required=False)
    lat = forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        required=False,
        help_text=_("Empty: the middle of the ZIP."),
    )
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retailer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Retailer.objects.live().order_by("name")

    @staticmethod
    def initial_of(store: Store) -> dict[str, Any]:
        facts = {name: getattr(store, name) for name in StoreForm.base_fields}
        return facts if store.is_exact else {**facts, "lat": None, "lon": None}


class ListingForm(forms.Form):
    """Who sells a product. Of a known listing the retailer stands firm."""

    retailer = forms.ModelChoiceField(label=_("Retailer"), queryset=Retailer.objects.none())
    url = forms.URLField(
        label=_("Page"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Where the product itself stands. Empty: the retailer's website."),
    )
    price = forms.CharField(label=_("Price"), max_length=40, required=False)
    in_stock = forms.BooleanField(label=_("In stock"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retailer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Retailer.objects.live().order_by("name")


class MatchForm(forms.Form):
    """Where a report belongs."""

    conversation = forms.CharField(
        label=_("Conversation"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Its address, or the number in it."),
    )
    attribution = forms.ChoiceField(
        label=_("How sure"), choices=Attribution.choices, initial=Attribution.ASSISTED
    )

    def clean_conversation(self) -> int:
        given = self.cleaned_data["conversation"].strip()
        found = re.fullmatch(r"(?:.*/c/)?([0-9]{1,18})(?:[/?#].*)?", given)
        if found is None:
            raise forms.ValidationError(_("Paste the address of a conversation."))
        return int(found[1])


class HookForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the shop"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV, with a first line of names."))


class ColumnsForm(forms.Form):
    """Which column means what; ``""`` for nothing."""

    retailer_id = forms.ModelChoiceField(
        label=_("Retailer of rows that name none"),
        queryset=Retailer.objects.none(),
        required=False,
        empty_label=_("each store by itself"),
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["retailer_id"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Retailer.objects.live().order_by("name")
        choices = [
            ("", "–"),
            *((str(at), head or f"#{at + 1}") for at, head in enumerate(table.header)),
        ]
        for name, (label, _names) in FIELDS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=str(label), choices=choices, required=False
            )

    @property
    def columns(self) -> dict[str, int]:
        return {
            name: int(at) for name in FIELDS if (at := self.cleaned_data.get(f"column_{name}", ""))
        }


class AskForm(forms.Form):
    """A shopper asks a store for a thing, on the public page."""

    store = forms.ModelChoiceField(
        label=_("Store"),
        queryset=Store.objects.none(),
        required=False,
        empty_label=_("another one: I write its name by hand"),
    )
    shopper = forms.CharField(
        label=_("Your name"),
        max_length=60,
        required=False,
        help_text=_("As you like it to stand on the page. May stay empty."),
    )
    zip = forms.CharField(label=_("Your ZIP"), max_length=10, required=False)
    wish = forms.ChoiceField(label=_("I would buy it"), choices=Wish.choices, initial=Wish.ONCE)
    why = forms.CharField(label=_("Why, in your words"), max_length=200, required=False)

    def __init__(self, *args: Any, stores: Sequence[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["store"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Store.objects.filter(pk__in=[one.pk for one in stores])
        if not stores:
            del self.fields["store"]

    def clean_zip(self) -> str:
        given = self.cleaned_data["zip"]
        place = place_of(given)
        if given and place is None:
            raise forms.ValidationError(_("There is no such ZIP code."))
        return place.zip if place else ""


class ManagerForm(forms.Form):
    """What the manager of a store answers."""

    answer = forms.ChoiceField(
        label=_("What may we do?"), choices=Answer.choices, widget=forms.RadioSelect
    )
    manager = forms.CharField(label=_("Your name"), max_length=80, required=False)
    contact = forms.CharField(
        label=_("How to reach you"),
        max_length=200,
        required=False,
        help_text=_("Needed for a sample or a call."),
    )


class DoorForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Who looks after it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody yet"),
    )
    buyer = forms.CharField(label=_("Buyer"), max_length=120, required=False)
    contact = forms.CharField(label=_("How to reach them"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.active().order_by("name")

    @staticmethod
    def initial_of(door: Door) -> dict[str, Any]:
        return {name: getattr(door, name) for name in DoorForm.base_fields}
