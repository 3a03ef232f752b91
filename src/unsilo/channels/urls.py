from django.urls import path

from unsilo.channels.views import arrivals, channels, deliveries, webhooks

app_name = "channels"
urlpatterns = [
    # Connected accounts
    path("", channels.channel_list, name="list"),
    path("add/", channels.choose_kind, name="choose"),
    path("add/<str:kind>/", channels.add_channel, name="add"),
    path("<int:channel_id>/", channels.channel, name="channel"),
    path("<int:channel_id>/check/", channels.check_channel, name="check"),
    path("<int:channel_id>/pause/", channels.pause_channel, name="pause"),
    path("<int:channel_id>/resume/", channels.resume_channel, name="resume"),
    path("<int:channel_id>/archive/", channels.archive_channel, name="archive"),
    # What came in
    path("arrivals/", arrivals.arrival_list, name="arrivals"),
    path("arrivals/<int:arrival_id>/", arrivals.arrival, name="arrival"),
    path("arrivals/<int:arrival_id>/raw/", arrivals.download_raw, name="arrival-raw"),
    path("arrivals/<int:arrival_id>/retry/", arrivals.retry_arrival, name="arrival-retry"),
    path("arrivals/<int:arrival_id>/accept/", arrivals.accept_arrival, name="arrival-accept"),
    path("arrivals/<int:arrival_id>/dismiss/", arrivals.dismiss_arrival, name="arrival-dismiss"),
    # What goes out
    path("deliveries/", deliveries.delivery_list, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/try/", deliveries.try_now, name="delivery-try"),
    path("deliveries/<int:delivery_id>/cancel/", deliveries.cancel, name="delivery-cancel"),
    path("deliveries/<int:delivery_id>/again/", deliveries.send_again, name="delivery-again"),
    path("deliveries/<int:delivery_id>/sent/", deliveries.mark_sent, name="delivery-sent"),
    # Who is told of events
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/new/", webhooks.new_webhook, name="webhook-new"),
    path("webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/secret/", webhooks.renew_secret, name="webhook-secret"),
    path("webhooks/<int:webhook_id>/pause/", webhooks.pause_webhook, name="webhook-pause"),
    path("webhooks/<int:webhook_id>/resume/", webhooks.resume_webhook, name="webhook-resume"),
    path("webhooks/<int:webhook_id>/delete/", webhooks.delete_webhook, name="webhook-delete"),
    path("webhooks/<int:webhook_id>/test/", webhooks.ping, name="webhook-test"),
    path("webhooks/<int:webhook_id>/replay/", webhooks.replay_failed, name="webhook-replay"),
    path("webhooks/posts/<int:post_id>/replay/", webhooks.replay_post, name="post-replay"),
]
