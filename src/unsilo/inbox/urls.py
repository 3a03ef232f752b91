"""Addresses of the inbox."""

from django.urls import path

from unsilo.inbox.views import (
    actions,
    bulk,
    conversations,
    files,
    finding,
    hiding,
    lists,
    messages,
    people,
    starting,
    writing,
)

app_name = "inbox"
urlpatterns = [
    path("", lists.home, name="home"),
    path("live/", lists.live, name="live"),
    # Lists
    path("inbox/", lists.conversations, {"scope": "all"}, name="all"),
    path("inbox/mine/", lists.conversations, {"scope": "mine"}, name="mine"),
    path("inbox/unassigned/", lists.conversations, {"scope": "unassigned"}, name="unassigned"),
    path("inbox/mentions/", lists.conversations, {"scope": "mentions"}, name="mentions"),
    path("inbox/spam/", lists.conversations, {"scope": "spam"}, name="spam"),
    path("inbox/desks/<slug:desk_slug>/", lists.conversations, {"scope": "desk"}, name="desk"),
    path("inbox/search/", lists.conversations, {"scope": "search"}, name="search"),
    path("inbox/rows/", lists.fresh_rows, name="rows"),
    path("inbox/tags/", lists.tag_filter, name="tag-filter"),
    path("inbox/questions/", lists.question_filter, name="question-filter"),
    path("inbox/palette/", finding.palette, name="palette"),
    path("inbox/names/", writing.names, name="names"),
    # Many conversations at once
    path("inbox/many/", bulk.change, name="bulk"),
    path("inbox/undo/", actions.undo, name="undo"),
    # A new conversation
    path("inbox/new/", starting.new, name="new"),
    path("inbox/new/draft/", starting.keep_draft, name="new-draft"),
    # One conversation
    path("inbox/c/<int:conversation_id>/", conversations.conversation, name="conversation"),
    path("inbox/c/<int:conversation_id>/earlier/", conversations.earlier, name="earlier"),
    path("inbox/c/<int:conversation_id>/news/", conversations.news, name="news"),
    path("inbox/c/<int:conversation_id>/here/", conversations.here, name="here"),
    path("inbox/c/<int:conversation_id>/left/", conversations.left, name="left"),
    path("inbox/c/<int:conversation_id>/state/", actions.set_state, name="state"),
    path("inbox/c/<int:conversation_id>/assignees/", actions.assign_dialog, name="assignees"),
    path("inbox/c/<int:conversation_id>/assign/", actions.assign, name="assign"),
    path("inbox/c/<int:conversation_id>/priority/", actions.prioritise, name="priority"),
    path("inbox/c/<int:conversation_id>/desks/", actions.desk_dialog, name="desks"),
    path("inbox/c/<int:conversation_id>/place/", actions.place, name="place"),
    path("inbox/c/<int:conversation_id>/move/", actions.move, name="move"),
    path("inbox/c/<int:conversation_id>/remove/", actions.remove, name="remove"),
    path("inbox/c/<int:conversation_id>/spam/", actions.spam, name="mark-spam"),
    path("inbox/c/<int:conversation_id>/tags/", actions.tag_dialog, name="tags"),
    path("inbox/c/<int:conversation_id>/tag/", actions.tag, name="tag"),
    path("inbox/c/<int:conversation_id>/untag/", actions.untag, name="untag"),
    path("inbox/c/<int:conversation_id>/unread/", actions.unread, name="unread"),
    path("inbox/c/<int:conversation_id>/hide/", hiding.dialog, name="hide-dialog"),
    path("inbox/c/<int:conversation_id>/hide/now/", hiding.hide, name="hide"),
    # What is hidden
    path("inbox/hidden/", hiding.hidden, name="hidden"),
    path("inbox/hidden/<int:hiding_id>/confirm/", hiding.confirm, name="hide-confirm"),
    path("inbox/hidden/<int:hiding_id>/decline/", hiding.decline, name="hide-decline"),
    path("inbox/hidden/<int:hiding_id>/show/", hiding.show, name="hide-show"),
    path("inbox/hidden/<int:hiding_id>/again/", hiding.try_again, name="hide-again"),
    # Writing in it
    path("inbox/c/<int:conversation_id>/write/", writing.show_composer, name="write"),
    path("inbox/c/<int:conversation_id>/switch/", writing.switch, name="switch"),
    path("inbox/c/<int:conversation_id>/draft/", writing.keep_draft, name="draft"),
    path("inbox/c/<int:conversation_id>/discard/", writing.discard, name="discard"),
    path("inbox/c/<int:conversation_id>/send/", writing.send, name="send"),
    path("inbox/c/<int:conversation_id>/note/", writing.note, name="note"),
    path("inbox/uploads/", writing.upload, name="upload"),
    path("inbox/uploads/<int:upload_id>/", files.upload_picture, name="upload-picture"),
    path("inbox/preview/", writing.preview, name="preview"),
    # One message
    path("inbox/m/<int:message_id>/", messages.message, name="message"),
    path("inbox/m/<int:message_id>/rest/", messages.rest, name="message-rest"),
    path("inbox/m/<int:message_id>/details/", messages.details, name="message-details"),
    path("inbox/m/<int:message_id>/frame/", messages.frame, name="message-frame"),
    path("inbox/m/<int:message_id>/formatted/", messages.formatted, name="message-formatted"),
    path("inbox/m/<int:message_id>/raw/", messages.raw, name="message-raw"),
    path("inbox/m/<int:message_id>/undo/", messages.undo, name="message-undo"),
    path("inbox/m/<int:message_id>/delivery/", messages.delivery, name="message-delivery"),
    path("inbox/m/<int:message_id>/delete/", messages.remove_note, name="note-delete"),
    path("inbox/files/<int:attachment_id>/", files.file, name="file"),
    path("inbox/files/<int:attachment_id>/picture/", files.picture, name="picture"),
    # The person at its side
    path("inbox/c/<int:conversation_id>/person/", people.pane, name="person"),
    path("inbox/person/<int:person_id>/before/", people.before, name="person-conversations"),
]
