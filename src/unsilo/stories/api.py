"""REST: flags, stories with their chains, coverage and outlets."""

from ninja import Router, Status

from unsilo.core.pagination import Page
from unsilo.core.rest import ApiRequest, Cursor, Id, Limit, Listed, page_by_id
from unsilo.inbox.rights import conversation_to_work
from unsilo.stories.models import (
    ConsentState,
    Coverage,
    CoverageState,
    Flag,
    FlagState,
    Outlet,
    Stage,
    Story,
    Use,
)
from unsilo.stories.queries.chain import chain_of
from unsilo.stories.queries.consent_log import ConsentRow, consents_for, log_page
from unsilo.stories.rights import require_stories
from unsilo.stories.schemas import (
    ChainOut,
    ConsentOut,
    CoverageOut,
    DeclineIn,
    FlagIn,
    FlagOut,
    OutletOut,
    StoryMoveIn,
    StoryOut,
)
from unsilo.stories.services import coverage, flags, stories

router = Router()
TAGS = ["Stories"]


@router.get("flags", response=Listed[FlagOut], summary="List flags", tags=TAGS)
def list_flags(
    request: ApiRequest,
    state: FlagState | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Flag]:
    found = Flag.objects.visible_to(request.access).select_related("flagged_by")
    if state is not None:
        found = found.filter(state=state)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post("flags", response={201: FlagOut}, summary="Flag a conversation", tags=TAGS)
def raise_flag(request: ApiRequest, body: FlagIn) -> Status[Flag]:
    """It waits for PR; whoever flagged it is told what becomes of it."""
    access = request.access
    conversation = conversation_to_work(access, body.conversation)
    made = flags.flag(
        conversation,
        what=body.what,
        points=body.points.model_dump(),
        angles=[one.value for one in body.angles],
        quote=body.quote,
        is_sensitive=body.is_sensitive,
        may_contact=body.may_contact,
        user=access.user,
        by=access.by,
    )
    return Status(201, made)


@router.post("flags/{flag_id}/take", response={201: StoryOut}, summary="Take a flag", tags=TAGS)
def take_flag(request: ApiRequest, flag_id: Id) -> Status[Story]:
    """Makes a story of it, owned by the token's user."""
    access = request.access
    flag = Flag.objects.get_for(access, flag_id)
    require_stories(access)
    return Status(201, flags.take(flag, user=access.user, by=access.by))


@router.post("flags/{flag_id}/decline", response=FlagOut, summary="Decline a flag", tags=TAGS)
def decline_flag(request: ApiRequest, flag_id: Id, body: DeclineIn) -> Flag:
    access = request.access
    flag = Flag.objects.get_for(access, flag_id)
    require_stories(access)
    return flags.decline(flag, reason=body.reason, words=body.words, user=access.user, by=access.by)


@router.get("stories", response=Listed[StoryOut], summary="List stories", tags=TAGS)
def list_stories(
    request: ApiRequest,
    stage: Stage | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Story]:
    """Those on the board and those put away."""
    found = Story.objects.visible_to(request.access).select_related("owner")
    if stage is not None:
        found = found.filter(stage=stage)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.get("stories/{story_id}", response=StoryOut, summary="Get a story", tags=TAGS)
def get_story(request: ApiRequest, story_id: Id) -> Story:
    return Story.objects.get_for(request.access, story_id)


@router.get("stories/{story_id}/chain", response=ChainOut, summary="Get a win chain", tags=TAGS)
def get_chain(request: ApiRequest, story_id: Id) -> ChainOut:
    """What led to what, from the first words to the orders, and who has credit."""
    story = Story.objects.get_for(request.access, story_id)
    return ChainOut.of(chain_of(request.access, story))


@router.post("stories/{story_id}/stage", response=StoryOut, summary="Move a story", tags=TAGS)
def move_story(request: ApiRequest, story_id: Id, body: StoryMoveIn) -> Story:
    """409 without the consent that the stage needs."""
    access = request.access
    story = Story.objects.get_for(access, story_id)
    require_stories(access)
    stories.move(story, stage=body.stage, by=access.by)
    return Story.objects.get_for(access, story_id)


@router.get("consents", response=Listed[ConsentOut], summary="List consents", tags=TAGS)
def list_consents(
    request: ApiRequest,
    state: ConsentState | None = None,
    use: Use | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[ConsentRow]:
    """The consent log. `use` narrows to those that allow it. For PR and leads."""
    require_stories(request.access)
    found = consents_for(request.access, state=state or "", use=use or "")
    return log_page(found, cursor=cursor, limit=limit)


@router.get("coverage", response=Listed[CoverageOut], summary="List coverage", tags=TAGS)
def list_coverage(
    request: ApiRequest,
    state: CoverageState | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Coverage]:
    found = Coverage.objects.visible_to(request.access).select_related("outlet")
    if state is not None:
        found = found.filter(state=state)
    return page_by_id(found, cursor=cursor, limit=limit, newest_first=True)


@router.post(
    "coverage/{coverage_id}/confirm", response=CoverageOut, summary="Confirm coverage", tags=TAGS
)
def confirm_coverage(request: ApiRequest, coverage_id: Id) -> Coverage:
    access = request.access
    row = Coverage.objects.get_for(access, coverage_id)
    require_stories(access)
    return coverage.confirm(row, user=access.user, by=access.by)


@router.get("outlets", response=Listed[OutletOut], summary="List outlets", tags=TAGS)
def list_outlets(
    request: ApiRequest, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[Outlet]:
    return page_by_id(Outlet.objects.all(), cursor=cursor, limit=limit)
