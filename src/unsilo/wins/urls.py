"""Addresses of wins."""

from django.urls import path

from unsilo.wins.views import (
    conversions,
    directory,
    doors,
    imports,
    locator,
    numbers,
    public,
    requests,
    ways,
)

app_name = "wins"
urlpatterns = [
    # For everybody
    path("go/<slug:code>/", public.go, name="go"),
    path("wins/hooks/<slug:slug>/", public.hook, name="hook"),
    path("r/<slug:code>/", requests.shopper, name="request"),
    path("r/<slug:code>/request.pdf", requests.pdf, name="request-pdf"),
    path("m/<slug:code>/", requests.manager, name="manager"),
    path("shops/<slug:slug>/", locator.locator, name="locator"),
    path("shops/<slug:slug>/ask/", locator.ask, name="ask-store"),
    path("shops/<slug:slug>/<int:store_id>/seen/", locator.seen, name="seen"),
    # Numbers and their lists
    path("wins/", numbers.overview, name="overview"),
    path("wins/links/", numbers.links, name="links"),
    path("wins/conversions/", numbers.conversions, name="conversions"),
    path("wins/requests/", doors.request_list, name="requests"),
    path("wins/doors/", doors.listed, name="doors"),
    path("wins/doors/<int:pk>/", doors.one, name="door"),
    path("wins/doors/<int:pk>/edit/", doors.edit, name="door-edit"),
    path("wins/doors/<int:pk>/move/", doors.move, name="door-move"),
    path("wins/doors/<int:pk>/back/<slug:stage>/", doors.back, name="door-back"),
    path("wins/unmatched/", conversions.unmatched, name="unmatched"),
    path("wins/unmatched/<int:pk>/match/", conversions.match, name="match"),
    path("wins/unmatched/<int:pk>/undo/", conversions.unmatch, name="unmatch"),
    path("wins/hooks/", conversions.hook_list, name="hooks"),
    path("wins/hooks/<int:pk>/close/", conversions.hook_close, name="hook-close"),
    # The directory
    path("wins/products/", directory.products, name="products"),
    path("wins/products/new/", directory.product_form, name="product-new"),
    path("wins/products/<int:pk>/", directory.product, name="product"),
    path("wins/products/<int:pk>/edit/", directory.product_form, name="product-edit"),
    path("wins/products/<int:pk>/sold/", directory.listing_form, name="listing-new"),
    path(
        "wins/products/<int:pk>/sold/<int:retailer_id>/",
        directory.listing_form,
        name="listing-edit",
    ),
    path(
        "wins/products/<int:pk>/sold/<int:retailer_id>/remove/",
        directory.listing_remove,
        name="listing-remove",
    ),
    path("wins/listings/<str:again>/restore/", directory.listing_restore, name="listing-restore"),
    path("wins/retailers/", directory.retailers, name="retailers"),
    path("wins/retailers/new/", directory.retailer_form, name="retailer-new"),
    path("wins/retailers/<int:pk>/", directory.retailer, name="retailer"),
    path("wins/retailers/<int:pk>/edit/", directory.retailer_form, name="retailer-edit"),
    path("wins/stores/", directory.stores, name="stores"),
    path("wins/stores/new/", directory.store_form, name="store-new"),
    path("wins/stores/<int:pk>/", directory.store, name="store"),
    path("wins/stores/<int:pk>/edit/", directory.store_form, name="store-edit"),
    path("wins/import/", imports.upload, name="imports"),
    path("wins/import/<int:pk>/", imports.columns, name="import"),
    path("wins/import/<int:pk>/run/", imports.run, name="import-run"),
    path("wins/import/<int:pk>/drop/", imports.drop, name="import-drop"),
    path("wins/import/<int:pk>/bad-rows.csv", imports.bad_rows, name="import-bad-rows"),
    path("wins/<slug:noun>/<int:pk>/archive/", directory.archive, name="archive"),
    path("wins/<slug:noun>/<int:pk>/restore/", directory.restore, name="restore"),
    # Parts of the inbox
    path("wins/c/<int:conversation_id>/panel/", ways.panel, name="panel"),
    path("wins/c/<int:conversation_id>/strip/", ways.strip, name="strip"),
    path("wins/c/<int:conversation_id>/ways/", ways.dialog, name="ways"),
    path("wins/c/<int:conversation_id>/use/", ways.use, name="use"),
    path("wins/c/<int:conversation_id>/nearest/", ways.use_nearest, name="use-nearest"),
    path("wins/c/<int:conversation_id>/ask/", ways.ask_zip, name="ask-zip"),
    path("wins/c/<int:conversation_id>/unask/<int:pk>/", ways.unask_zip, name="unask-zip"),
    path("wins/c/<int:conversation_id>/withdraw/<int:link_id>/", ways.withdraw, name="withdraw"),
    path(
        "wins/c/<int:conversation_id>/withdraw-request/<int:pk>/",
        ways.withdraw_request,
        name="withdraw-request",
    ),
]
